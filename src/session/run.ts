import type { LimitSettings } from "../base/limits.js";
import {
  mountsOf,
  normaliseRunOptions,
  type RunOptions,
  type RunSettings,
} from "../base/options.js";
import type { SourceCall } from "../engine/calls.js";
import type { InstancePool } from "../engine/pool.js";
import { GuestClock } from "../wasi/guest-clock.js";
import { InputSource } from "../wasi/input.js";
import {
  type CallHost,
  checkPython,
  type Execution,
  encodeProgram,
  execute,
  programPurpose,
  randomOf,
  refuseAborted,
  resultOf,
  startInterpreter,
} from "./execution.js";
import type { RunResult } from "./result.js";
import { SandboxFiles } from "./sandbox-files.js";

/** A program that has been checked, ready to run. */
export interface Program {
  readonly call: SourceCall;
  readonly settings: RunSettings;
}

/** Checks a program and its options. @throws TypeError, RangeError, MicroPythonLimitError */
export function checkProgram(code: string, options: RunOptions | undefined): Program {
  const settings = normaliseRunOptions(options);
  const source = encodeProgram("code", code, settings);
  const { filename } = settings;
  return {
    call: { kind: "source", purpose: programPurpose(settings), source, filename },
    settings,
  };
}

/** Runs a program in a fresh interpreter. */
export function runFresh(pool: InstancePool, program: Program): RunResult {
  return performFresh(pool, program, resultOf);
}

/**
 * Runs a program in a fresh interpreter.
 *
 * @param finish turns the execution into the caller's result, and throws if it failed.
 * @param own what the call uses instead of what its settings say.
 */
export function performFresh<Result>(
  pool: InstancePool,
  { call, settings }: Program,
  finish: (execution: Execution, limits: LimitSettings) => Result,
  own: CallHost = {},
): Result {
  refuseAborted(settings);
  checkPython(pool, settings.python);
  const { platform } = pool;
  const startMs = platform.monotonicMs();
  const clock = new GuestClock(platform, settings.clock);
  const files = new SandboxFiles(mountsOf(settings), platform, clock, pool.library);
  const how = { random: randomOf(settings, platform), ...own };
  try {
    const stdin = new InputSource(settings.stdin);
    const instance = startInterpreter(pool, settings, null, clock);
    try {
      const execution = execute(instance, call, settings, stdin, files, platform, startMs, how);
      return finish(execution, settings);
    } finally {
      pool.release(instance);
    }
  } finally {
    files.close();
  }
}
