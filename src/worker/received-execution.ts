import { decodeValue } from "../abi/decode-value.js";
import { MalformedValue } from "../abi/values.js";
import type { GuestException } from "../base/error-types.js";
import type { RunSettings } from "../base/options.js";
import type { RunStats } from "../base/run-stats.js";
import type { CallEnd, GuestCall, Outcome } from "../engine/calls.js";
import { isCallForm } from "../engine/host-answers.js";
import { type Execution, fuelRemaining } from "../session/execution.js";
import { askedCall } from "../session/pause/asked-call.js";
import type { Pause } from "../session/pause/pausing.js";
import { checked, MalformedMessage } from "./checked.js";

/** What the host's thread knows about a call's errors. */
export interface KnownErrors {
  /** What a host function threw, by the error's number. */
  thrown(number: number, exception: GuestException): unknown;
  /** What a callback threw last. */
  readonly lastThrown: unknown;
}

const STOP_CODES = [
  "fuel",
  "timeout",
  "aborted",
  "output",
  "journal",
  "paused",
  "diverged",
] as const;

/**
 * The execution that a worker reports. Results of a series are added to the call's.
 *
 * @throws MalformedMessage
 */
export function receivedExecution(
  value: unknown,
  call: GuestCall,
  settings: RunSettings,
  errors: KnownErrors,
): Execution {
  const plain = checked.object(value);
  const outcome = {
    end: plain.end === undefined ? ({ kind: "finished" } as const) : endOf(plain.end, errors),
    value: plain.value === undefined ? undefined : decoded(plain.value),
    repr: plain.repr === undefined ? undefined : checked.text(plain.repr),
    fuelUsed: checked.amount(plain.fuelUsed),
    hostCalls: checked.count(plain.hostCalls),
    memoryBytes: checked.count(plain.memoryBytes),
  };
  const stats = plain.stats === undefined ? null : statsOf(plain.stats, outcome, settings);
  if (call.kind === "map") {
    for (const result of checked.list(plain.results, call.count))
      call.results.push(decoded(result));
  }
  return {
    outcome,
    ...(plain.paused !== undefined && { paused: pauseOf(plain.paused) }),
    stats: () => {
      if (stats === null) throw new MalformedMessage();
      return stats;
    },
  };
}

function pauseOf(value: unknown): Pause {
  const { saved, pending } = checked.object(value);
  const { form, name, payload } = checked.object(pending);
  if (!isCallForm(form)) throw new MalformedMessage();
  const call = { form, name: checked.bytes(name), payload: checked.bytes(payload) };
  try {
    askedCall(call);
  } catch {
    throw new MalformedMessage();
  }
  return { saved: checked.bytes(saved), pending: call };
}

function decoded(value: unknown): unknown {
  try {
    return decodeValue(checked.bytes(value));
  } catch (error) {
    if (error instanceof MalformedValue) throw new MalformedMessage();
    throw error;
  }
}

function endOf(value: unknown, errors: KnownErrors): CallEnd {
  const end = checked.object(value);
  switch (end.kind) {
    case "finished":
    case "memory":
      return { kind: end.kind };
    case "exception":
    case "exit": {
      const exception = exceptionOf(end.exception);
      const { hostError } = end;
      const cause =
        hostError === null ? undefined : errors.thrown(checked.count(hostError), exception);
      return { kind: end.kind, exception, cause };
    }
    case "stopped":
      return { kind: "stopped", code: checked.oneOf(end.code, STOP_CODES) };
    case "crashed": {
      const cause = end.cause === null ? errors.lastThrown : errorOf(end.cause);
      return { kind: "crashed", reason: checked.text(end.reason), cause };
    }
    default:
      throw new MalformedMessage();
  }
}

function exceptionOf(value: unknown): GuestException {
  const { pythonType, pythonMessage, traceback, line, exitCode } = checked.object(value);
  return {
    pythonType: checked.text(pythonType),
    pythonMessage: checked.text(pythonMessage),
    traceback: checked.text(traceback),
    line: line === null ? null : checked.count(line),
    exitCode: checked.count(exitCode),
  };
}

function statsOf(
  value: unknown,
  { fuelUsed, hostCalls, memoryBytes }: Pick<Outcome, "fuelUsed" | "hostCalls" | "memoryBytes">,
  settings: RunSettings,
): RunStats {
  const { durationMs, stdout = "", stderr = "", ...stats } = checked.object(value);
  const { stdoutTruncated = false, stderrTruncated = false, files = {} } = stats;
  const changed: Record<string, Uint8Array | null> = Object.create(null);
  for (const [path, content] of Object.entries(checked.object(files))) {
    changed[path] = content === null ? null : checked.bytes(content);
  }
  return {
    stdout: checked.text(stdout),
    stderr: checked.text(stderr),
    stdoutTruncated: checked.flag(stdoutTruncated),
    stderrTruncated: checked.flag(stderrTruncated),
    durationMs: checked.amount(durationMs),
    fuelUsed,
    fuelRemaining: fuelRemaining(settings, fuelUsed),
    hostCalls,
    peakMemoryBytes: memoryBytes,
    files: Object.freeze(changed),
  };
}

const CLASSES = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/** An error like that in the worker, by its name and message. */
export function errorOf(value: unknown): Error {
  const plain = checked.object(value);
  const name = checked.text(plain.name);
  const message = checked.text(plain.message);
  if (Object.hasOwn(CLASSES, name)) return new CLASSES[name as keyof typeof CLASSES](message);
  if (name === "RuntimeError") return new WebAssembly.RuntimeError(message);
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  return error;
}
