import { SANDBOX_RUN_FOR_RESULT, SANDBOX_RUN_PROGRAM } from "../abi/constants.js";
import { encodeText } from "../base/bytes.js";
import { checkSource } from "../base/check.js";
import type { LimitSettings } from "../base/limits.js";
import type { RunSettings } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import { RandomStream } from "../base/random-stream.js";
import type { RunStats } from "../base/run-stats.js";
import type { GuestCall, Outcome, RandomSource, RunHost } from "../engine/calls.js";
import { HostAnswers } from "../engine/host-answers.js";
import type { SandboxInstance } from "../engine/instance.js";
import type { InstancePool } from "../engine/pool.js";
import type { Snapshot } from "../engine/snapshot.js";
import { UsageReports } from "../engine/usage.js";
import type { GuestClock } from "../wasi/guest-clock.js";
import type { InputSource } from "../wasi/input.js";
import { OutputSink } from "../wasi/output.js";
import { withNote } from "./notes.js";
import type { Pause } from "./pause/pausing.js";
import { errorOf, limitError, type RunResult } from "./result.js";
import type { SandboxFiles } from "./sandbox-files.js";

/**
 * Checks a program and encodes it as UTF-8.
 *
 * @throws TypeError if it is not text.
 * @throws MicroPythonLimitError if it is too long, or its run is already aborted.
 */
export function encodeProgram(name: string, code: string, settings: RunSettings): Uint8Array {
  checkSource(name, code);
  refuseAborted(settings);
  const source = encodeText(code);
  if (source.length > settings.maxSourceBytes) {
    throw limitError("source", settings, { fuelRemaining: fuelRemaining(settings, 0) });
  }
  return source;
}

/** What the program is run for: one of SANDBOX_RUN_*. */
export function programPurpose({ returnValue }: RunSettings): number {
  return returnValue ? SANDBOX_RUN_FOR_RESULT : SANDBOX_RUN_PROGRAM;
}

/** A signal may be aborted before the call, or while the artifact loads. */
export function refuseAborted(settings: RunSettings): void {
  if (!settings.signal?.aborted) return;
  throw limitError("aborted", settings, { fuelRemaining: fuelRemaining(settings, 0) });
}

/**
 * Returns an interpreter that is ready to run.
 *
 * @param state the state to start from; `null` for a fresh one, which then gets its arguments, environment,
 * host functions and packages.
 * @param clock its clocks.
 * @throws MicroPythonWasmError if it cannot be started.
 */
export function startInterpreter(
  pool: InstancePool,
  settings: RunSettings,
  state: Snapshot | null,
  clock: GuestClock,
): SandboxInstance {
  const instance = pool.acquire(settings.memoryBytes, state ?? pool.image, clock);
  if (state !== null) return instance;
  let end = instance.addArguments(settings.argv);
  if (end.kind === "finished" && settings.env.length > 0)
    end = instance.setEnvironment(settings.env);
  if (end.kind === "finished")
    end = instance.defineHostFunctions(settings.hostFunctions.keys(), { keep: false });
  if (end.kind === "finished" && settings.packages.length > 0)
    end = instance.usePackages(
      settings.python,
      settings.packages.map(({ path }) => path),
    );
  if (end.kind === "finished") return instance;
  pool.release(instance);
  throw errorOf(end, settings, { peakMemoryBytes: instance.memoryBytes });
}

/** Where a run's random numbers come from. */
export function randomOf({ randomSeed }: RunSettings, platform: Platform): RandomSource {
  if (randomSeed === null) return platform;
  return typeof randomSeed === "number"
    ? RandomStream.ofSeed(randomSeed)
    : new RandomStream(randomSeed);
}

/** A finished call. */
export interface Execution {
  readonly outcome: Outcome;
  /** If the run was paused. */
  readonly paused?: Pause;
  /** Collects its statistics, which takes longer than a short call. */
  stats(): RunStats;
}

/** What a call uses instead of what its settings say. */
export type CallHost = Partial<Pick<RunHost, "answers" | "random" | "decode" | "onStart">>;

/** Makes a call with the streams, files and functions from the settings. */
export function execute(
  instance: SandboxInstance,
  call: GuestCall,
  ...how: HowToExecute
): Execution {
  const { host, settings, finished } = prepare(...how);
  return finished(instance.call(call, host, settings));
}

/** The same, but the thread can do other work meanwhile. Only if `CAN_SUSPEND`. */
export async function executeLater(
  instance: SandboxInstance,
  call: GuestCall,
  ...how: HowToExecute
): Promise<Execution> {
  const { host, settings, finished } = prepare(...how);
  return finished(await instance.callLater(call, host, settings));
}

/** `startMs`: when the run began, on the platform's clock. */
export type HowToExecute = [
  settings: RunSettings,
  stdin: InputSource,
  files: SandboxFiles,
  platform: Platform,
  startMs: number,
  own?: CallHost,
];

function prepare(...[settings, stdin, files, platform, startMs, own = {}]: HowToExecute) {
  if (platform.clockStandsStill && settings.fuel === Infinity) {
    const reason =
      "the clock stands still while Python runs here, so that only fuel ends a program";
    throw new RangeError(`option fuel is null; allowed is a number, because ${reason}`);
  }
  const stdout = new OutputSink(settings.onStdout, settings.maxStdoutBytes);
  const stderr = new OutputSink(settings.onStderr, settings.maxStderrBytes);
  const before = files.versions();
  const answers = own.answers ?? new HostAnswers(settings);
  const { onUsage } = settings;
  const usage = onUsage === null ? null : new UsageReports(onUsage, platform, startMs);
  const host = { stdin, stdout, stderr, files: files.open, usage, ...own, answers };
  const finished = (outcome: Outcome): Execution => ({
    outcome: withNote(outcome, settings),
    stats: () => ({
      stdout: stdout.text(),
      stderr: stderr.text(),
      stdoutTruncated: stdout.isTruncated,
      stderrTruncated: stderr.isTruncated,
      durationMs: platform.monotonicMs() - startMs,
      fuelUsed: outcome.fuelUsed,
      fuelRemaining: fuelRemaining(settings, outcome.fuelUsed),
      hostCalls: outcome.hostCalls,
      peakMemoryBytes: outcome.memoryBytes,
      files: files.changesSince(before),
    }),
  });
  return { host, settings, finished };
}

/** The result of a run. @throws MicroPythonWasmError if it failed */
export function resultOf({ outcome, stats }: Execution, limits: LimitSettings): RunResult {
  const { end, value, repr = value === null ? "None" : undefined } = outcome;
  const exited = end.kind === "exit" && end.exception.exitCode === 0;
  if (!exited && end.kind !== "finished") throw errorOf(end, limits, stats());
  // Spreading the stats and adding to them would take V8 microseconds.
  return Object.freeze(Object.assign({}, stats(), { exitCode: 0 as const, exited, value, repr }));
}

/** The value that was requested. @throws MicroPythonWasmError if the call failed */
export function givenValueOf({ outcome, stats }: Execution, limits: LimitSettings): unknown {
  const { end, value } = outcome;
  if (end.kind === "finished") return value;
  if (end.kind === "exit" && end.exception.exitCode === 0) return value;
  throw errorOf(end, limits, stats());
}

/** What is left of the fuel; `null` without a limit. */
export function fuelRemaining({ fuel }: RunSettings, used: number): number | null {
  return fuel === Infinity ? null : fuel - used;
}
