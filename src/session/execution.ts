import { SANDBOX_RUN_FOR_RESULT, SANDBOX_RUN_PROGRAM } from "../abi/constants.js";
import { encodeText } from "../base/bytes.js";
import { checkSource, describe } from "../base/check.js";
import type { RunSettings } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import type { PythonName } from "../base/pythons.js";
import type { GuestCall, RandomSource } from "../engine/calls.js";
import type { SandboxInstance } from "../engine/instance.js";
import type { InstancePool } from "../engine/pool.js";
import type { Snapshot } from "../engine/snapshot.js";
import type { InputSource } from "../wasi/input.js";
import { OutputSink } from "../wasi/output.js";
import { errorOf, limitError, type RunResult, resultOf } from "./result.js";
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

/** What a program is run for: one of SANDBOX_RUN_*. */
export function programPurpose({ returnValue }: RunSettings): number {
  return returnValue ? SANDBOX_RUN_FOR_RESULT : SANDBOX_RUN_PROGRAM;
}

/** @throws TypeError if an artifact is another Python than the options ask for. */
export function checkPython(pool: InstancePool, python: PythonName): InstancePool {
  if (pool.artifact.python === python) return pool;
  throw new TypeError(
    `option python is ${describe(python)}; the artifact is ${describe(pool.artifact.python)}`,
  );
}

/** A signal may be aborted before the call, or while the artifact loads. */
export function refuseAborted(settings: RunSettings): void {
  if (!settings.signal?.aborted) return;
  throw limitError("aborted", settings, { fuelRemaining: fuelRemaining(settings, 0) });
}

/**
 * An interpreter that is ready to run.
 *
 * @param state what it starts from; `null` for a fresh one, which then gets its arguments, environment and host functions.
 * @throws MicroPythonWasmError if it cannot be started.
 */
export function startInterpreter(
  pool: InstancePool,
  settings: RunSettings,
  state: Snapshot | null,
): SandboxInstance {
  if (state !== null) return pool.acquire(settings.memoryBytes, state);
  const instance = pool.acquire(settings.memoryBytes);
  let end = instance.addArguments(settings.argv);
  if (end.kind === "finished" && settings.env.length > 0)
    end = instance.setEnvironment(settings.env);
  if (end.kind === "finished")
    end = instance.defineHostFunctions(settings.hostFunctions.keys(), { keep: false });
  if (end.kind === "finished") return instance;
  pool.release(instance);
  throw errorOf(end, settings, { peakMemoryBytes: instance.memoryBytes });
}

/**
 * Makes a call with the streams, files and functions that the settings ask for.
 *
 * @param startMs when the run began, on the platform's clock.
 * @throws MicroPythonWasmError if the call fails.
 */
export function execute(
  instance: SandboxInstance,
  call: GuestCall,
  settings: RunSettings,
  stdin: InputSource,
  files: SandboxFiles,
  platform: Platform,
  startMs: number,
  random: RandomSource = platform,
): RunResult {
  const stdout = new OutputSink(settings.onStdout, settings.maxStdoutBytes);
  const stderr = new OutputSink(settings.onStderr, settings.maxStderrBytes);
  const { hostFunctions, maxHostResultBytes } = settings;
  const before = files.versions();
  const streams = { stdin, stdout, stderr };
  const host = { ...streams, files: files.open, hostFunctions, maxHostResultBytes, random };
  const outcome = instance.call(call, host, settings);
  return resultOf(outcome, settings, {
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
  });
}

function fuelRemaining({ fuel }: RunSettings, used: number): number | null {
  return fuel === Infinity ? null : fuel - used;
}
