import type { RunStats } from "../base/run-stats.js";
import type { GuestCall } from "../engine/calls.js";
import type { Execution } from "../session/execution.js";
import type { PlainEnd, PlainExecution, PlainStats } from "./protocol.js";
import { HostErrorNumber, HostThrew } from "./remote-host.js";

/** A call failed; thrown so that a transaction is undone. */
export class FailedCall extends Error {
  constructor(readonly execution: PlainExecution) {
    super("the call failed");
  }
}

/**
 * Turns an execution into data that a message can carry.
 *
 * @param needsStats whether statistics are needed if it succeeded.
 * @throws FailedCall if it failed.
 */
export function plainExecution(
  { outcome, paused, stats }: Execution,
  call: GuestCall,
  needsStats: boolean,
): PlainExecution {
  const { end, value, repr, fuelUsed, hostCalls, memoryBytes } = outcome;
  const hasFailed =
    end.kind !== "finished" &&
    paused === undefined &&
    !(end.kind === "exit" && end.exception.exitCode === 0);
  const execution: PlainExecution = {
    fuelUsed,
    hostCalls,
    memoryBytes,
    ...(end.kind !== "finished" && { end: plainEnd(end) }),
    ...(value !== undefined && { value: value as Uint8Array }),
    ...(repr !== undefined && { repr }),
    ...((hasFailed || needsStats) && { stats: plainStats(stats()) }),
    ...(paused !== undefined && { paused }),
    ...(call.kind === "map" && { results: call.results as Uint8Array[] }),
  };
  if (hasFailed) throw new FailedCall(execution);
  return execution;
}

function plainStats({ durationMs, stdout, stderr, ...rest }: RunStats): PlainStats {
  const { stdoutTruncated, stderrTruncated, files } = rest;
  return {
    durationMs,
    ...(stdout !== "" && { stdout }),
    ...(stderr !== "" && { stderr }),
    ...(stdoutTruncated && { stdoutTruncated }),
    ...(stderrTruncated && { stderrTruncated }),
    ...(Object.keys(files).length > 0 && { files }),
  };
}

function plainEnd(end: Execution["outcome"]["end"]): PlainEnd {
  switch (end.kind) {
    case "exception":
    case "exit": {
      const { kind, exception, cause } = end;
      return { kind, exception, hostError: cause instanceof HostErrorNumber ? cause.number : null };
    }
    case "crashed": {
      const { kind, reason, cause } = end;
      const isOfHost = cause instanceof HostThrew;
      const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
      return { kind, reason, cause: isOfHost ? null : { name, message } };
    }
    default:
      return end;
  }
}
