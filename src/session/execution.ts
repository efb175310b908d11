import { checkText } from "../base/check.js";
import type { RunSettings } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import type { Outcome, RunHost } from "../engine/calls.js";
import type { SandboxInstance } from "../engine/instance.js";
import type { InstancePool } from "../engine/pool.js";
import type { Snapshot } from "../engine/snapshot.js";
import { InputSource } from "../wasi/input.js";
import { OutputSink } from "../wasi/output.js";
import { failure, limitError, type RunResult, resultOf } from "./result.js";
import type { SandboxFiles } from "./sandbox-files.js";

/**
 * Checks a program and gives it as UTF-8.
 *
 * @throws TypeError where it is no text.
 * @throws MicroPythonLimitError where it is too long, or the run is aborted before it begins.
 */
export function encodeProgram(name: string, code: string, settings: RunSettings): Uint8Array {
  checkText(name, code);
  refuseAborted(settings);
  const source = new TextEncoder().encode(code);
  if (source.length > settings.maxSourceBytes) {
    throw limitError("source", settings, { fuelRemaining: remainingFuel(settings, 0) });
  }
  return source;
}

/** A signal may have been aborted before the call, or while the artifact was loading. */
export function refuseAborted(settings: RunSettings): void {
  if (!settings.signal?.aborted) return;
  throw limitError("aborted", settings, { fuelRemaining: remainingFuel(settings, 0) });
}

/**
 * An interpreter that is ready to run.
 *
 * @param state what it starts from; `null` for a fresh one, which then gets its arguments and host functions.
 * @throws MicroPythonWasmError where it cannot be started.
 */
export function startInterpreter(
  pool: InstancePool,
  settings: RunSettings,
  state: Snapshot | null,
): SandboxInstance {
  if (state !== null) return pool.acquire(settings.memoryBytes, state);
  const instance = pool.acquire(settings.memoryBytes);
  let outcome = instance.addArguments(settings.argv);
  if (outcome.kind === "finished")
    outcome = instance.defineHostFunctions(settings.hostFunctions.keys(), { keep: false });
  if (outcome.kind === "finished") return instance;
  pool.release(instance);
  throw failure(outcome, settings, { peakMemoryBytes: instance.memoryBytes });
}

/**
 * Lets an interpreter do some work with the streams, files and functions that the settings ask for.
 *
 * @param startMs when the call began, on the platform's clock.
 * @throws MicroPythonWasmError where the work did not end well.
 */
export function execute(
  instance: SandboxInstance,
  settings: RunSettings,
  files: SandboxFiles,
  platform: Platform,
  startMs: number,
  work: (host: RunHost) => Outcome,
): RunResult {
  const stdout = new OutputSink(settings.onStdout, settings.maxStdoutBytes);
  const stderr = new OutputSink(settings.onStderr, settings.maxStderrBytes);
  const { hostFunctions, maxHostResultBytes } = settings;
  const stdin = new InputSource(settings.stdin);
  const before = files.versions();
  const host = { stdin, stdout, stderr, files: files.open, hostFunctions, maxHostResultBytes };
  const outcome = work(host);
  return resultOf(outcome, settings, {
    stdout: stdout.text(),
    stderr: stderr.text(),
    stdoutTruncated: stdout.isTruncated,
    stderrTruncated: stderr.isTruncated,
    durationMs: platform.monotonicMs() - startMs,
    fuelUsed: instance.fuelUsed,
    fuelRemaining: remainingFuel(settings, instance.fuelUsed),
    peakMemoryBytes: instance.memoryBytes,
    files: files.changesSince(before),
  });
}

function remainingFuel({ fuel }: RunSettings, used: number): number | null {
  return fuel === Infinity ? null : fuel - used;
}
