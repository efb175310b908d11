import type { LimitSettings } from "../base/limits.js";
import {
  mountsOf,
  normaliseRunOptions,
  type RunOptions,
  type RunSettings,
} from "../base/options.js";
import type { SourceCall } from "../engine/calls.js";
import type { InstancePool } from "../engine/pool.js";
import { checkPython } from "../engine/pools.js";
import { CAN_SUSPEND } from "../engine/suspension.js";
import { GuestClock } from "../wasi/guest-clock.js";
import { InputSource } from "../wasi/input.js";
import {
  type CallHost,
  type Execution,
  encodeProgram,
  execute,
  executeLater,
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
  program: Program,
  finish: (execution: Execution, limits: LimitSettings) => Result,
  own: CallHost = {},
): Result {
  const { instance, how, end } = begin(pool, program, own);
  try {
    return finish(execute(instance, program.call, ...how), program.settings);
  } finally {
    end();
  }
}

/** Runs a program in a fresh interpreter; the thread can do other work meanwhile, if the engine allows that. */
export async function runFreshLater(pool: InstancePool, program: Program): Promise<RunResult> {
  if (!CAN_SUSPEND) return runFresh(pool, program);
  const { instance, how, end } = begin(pool, program, {});
  try {
    return resultOf(await executeLater(instance, program.call, ...how), program.settings);
  } finally {
    end();
  }
}

function begin(pool: InstancePool, { settings }: Program, given: CallHost) {
  refuseAborted(settings);
  checkPython(pool.artifact, settings.python);
  const { platform } = pool;
  const startMs = platform.monotonicMs();
  const clock = new GuestClock(platform, settings.clock);
  const files = new SandboxFiles(mountsOf(settings), platform, clock, pool.library);
  const own = { random: randomOf(settings, platform), ...given };
  const stdin = new InputSource(settings.stdin);
  try {
    files.replace(pool.files);
    const instance = startInterpreter(pool, settings, null, clock);
    const end = () => {
      pool.release(instance);
      files.close();
    };
    return { instance, how: [settings, stdin, files, platform, startMs, own] as const, end };
  } catch (error) {
    files.close();
    throw error;
  }
}
