import type { Isolation } from "../base/options.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import { InlineInterpreter, type Interpreter } from "../session/interpreter.js";
import { poolOf, Resident, restoreSettings } from "../session/resident.js";
import type { RunResult } from "../session/result.js";
import { type Program, runFreshLater } from "../session/run.js";
import {
  normaliseSessionOptions,
  type SessionOptions,
  type SessionSettings,
} from "../session/session-options.js";
import { runInWorker } from "./run-in-worker.js";
import { WorkerInterpreter } from "./worker-interpreter.js";
import type { WorkerPool } from "./worker-pool.js";

const DEFAULT_ISOLATION: Isolation = "inline";

/** Runs programs and makes interpreters, in this thread or in workers: where the settings say. */
export class Sandboxes {
  readonly #pools: InstancePools;
  readonly #workers: WorkerPool;

  constructor(pools: InstancePools, workers: WorkerPool) {
    this.#pools = pools;
    this.#workers = workers;
  }

  /** Runs a program. @param key whose turn it is if workers are scarce */
  async run(pool: InstancePool, program: Program, key = ""): Promise<RunResult> {
    if ((program.settings.isolation ?? DEFAULT_ISOLATION) === "inline")
      return runFreshLater(pool, program);
    return runInWorker(this.#workers, pool, program, key);
  }

  /** Creates the interpreter of a session. @throws TypeError, RangeError */
  interpreter(options?: SessionOptions, key = ""): Interpreter {
    const { wasm, ...settings } = normaliseSessionOptions(options);
    if ((settings.isolation ?? DEFAULT_ISOLATION) === "inline") {
      return new InlineInterpreter(Resident.fresh(this.#pools, settings, wasm));
    }
    return new WorkerInterpreter(this.#parts({ wasm, ...settings }, key), settings, null);
  }

  /** Restores the interpreter that a session saved. */
  async restored(bytes: Uint8Array, options?: SessionOptions): Promise<Interpreter> {
    const { wasm, ...settings } = restoreSettings(bytes, options);
    const saved = bytes.slice();
    if ((settings.isolation ?? DEFAULT_ISOLATION) === "inline") {
      const pool = await poolOf(this.#pools, settings, wasm);
      const resident = Resident.continued(this.#pools, { saved }, settings, wasm, pool);
      return new InlineInterpreter(resident);
    }
    const from = { saved, isCompressed: true, input: null, functions: [], randomPosition: null };
    const parts = this.#parts({ wasm, ...settings }, "");
    const interpreter = new WorkerInterpreter(parts, settings, from);
    await interpreter.open();
    return interpreter;
  }

  #parts(settings: SessionSettings, key: string) {
    return {
      workers: this.#workers,
      platform: this.#pools.platform,
      pool: () => poolOf(this.#pools, settings, settings.wasm),
      key,
    };
  }
}
