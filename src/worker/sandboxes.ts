import type { Isolation, RunSettings } from "../base/options.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import { InlineInterpreter, type Interpreter } from "../session/interpreter.js";
import { openSavedRun } from "../session/pause/saved-run.js";
import type { CallAnswer, ResumeOptions } from "../session/pause/start-options.js";
import { poolOf } from "../session/pool-of.js";
import type { StartInterpreter } from "../session/replay-session.js";
import { Resident } from "../session/resident.js";
import type { RunResult } from "../session/result.js";
import { type Program, runFreshLater } from "../session/run.js";
import type { RunStep, Session } from "../session/session.js";
import {
  normaliseSessionOptions,
  restoreSettings,
  type SessionOptions,
  type SessionSettings,
} from "../session/session-options.js";
import { runInWorker } from "./run-in-worker.js";
import { WorkerInterpreter } from "./worker-interpreter.js";
import type { WorkerPool } from "./worker-pool.js";

/** The workers of each kind; started when they are first needed. */
export interface Workers {
  thread(): WorkerPool;
  process(): WorkerPool;
}

/** Runs programs and makes interpreters, in this thread or in workers: where the settings say. */
export class Sandboxes {
  readonly #pools: InstancePools;
  readonly #workers: Workers;

  constructor(pools: InstancePools, workers: Workers) {
    this.#pools = pools;
    this.#workers = workers;
  }

  /**
   * Runs a program.
   *
   * @param loading the artifact, which a worker can start without.
   * @param key whose turn it is if workers are scarce.
   */
  async run(loading: Promise<InstancePool>, program: Program, key = ""): Promise<RunResult> {
    const isolation = this.#isolationOf(program.settings);
    if (isolation === "thread") this.#workers.thread().prepare();
    const pool = await loading;
    if (isolation === "inline") return runFreshLater(pool, program);
    if (isolation === "process" && !this.#pools.isPackaged(pool)) throw notInProcesses();
    return runInWorker(this.#workers[isolation](), pool, program, key);
  }

  /** Creates the interpreter of a session. @throws TypeError, RangeError */
  interpreter(options?: SessionOptions, key = ""): Interpreter {
    const all = normaliseSessionOptions(options);
    const { wasm, ...settings } = all;
    const isolation = this.#isolationOf(settings);
    if (isolation === "inline") {
      return new InlineInterpreter(Resident.fresh(this.#pools, settings, wasm));
    }
    return new WorkerInterpreter(this.#parts(all, isolation, key), settingsOfRuns(all), null);
  }

  /** Returns what starts the interpreters of one replay session. @throws TypeError if they cannot be there */
  replays(settings: SessionSettings): StartInterpreter {
    const { wasm } = settings;
    const isolation = this.#isolationOf(settings);
    const loading: { pool?: Promise<InstancePool> } = {};
    // An artifact of the user's own is loaded once.
    const load = () => {
      loading.pool ??= poolOf(this.#pools, settings, wasm);
      loading.pool.catch(() => delete loading.pool);
      return loading.pool;
    };
    if (isolation !== "inline") {
      const parts = { ...this.#parts(settings, isolation, ""), pool: load };
      return async (own) => new WorkerInterpreter(parts, own, null);
    }
    return async (own) => {
      return new InlineInterpreter(Resident.fresh(this.#pools, own, wasm, await load()));
    };
  }

  /** Restores the interpreter that a session saved. */
  async restored(bytes: Uint8Array, options?: SessionOptions, key = ""): Promise<Interpreter> {
    const all = restoreSettings(bytes, options);
    const { wasm, ...settings } = all;
    const saved = bytes.slice();
    const isolation = this.#isolationOf(settings);
    if (isolation === "inline") {
      const pool = await poolOf(this.#pools, settings, wasm);
      const resident = Resident.continued(this.#pools, { saved }, settings, wasm, pool);
      return new InlineInterpreter(resident);
    }
    const from = { saved, input: null, functions: [], randomPosition: null };
    const parts = this.#parts(all, isolation, key);
    const interpreter = new WorkerInterpreter(parts, settingsOfRuns(all), from);
    await interpreter.open();
    return interpreter;
  }

  /**
   * Answers a call that was saved.
   *
   * @param sessionOf makes the session that goes on.
   */
  async resumed(
    bytes: Uint8Array,
    answer: CallAnswer,
    options: ResumeOptions,
    sessionOf: (interpreter: Interpreter) => Session,
    key = "",
  ): Promise<RunStep> {
    const opened = openSavedRun(bytes, options, this.#pools.platform);
    const session = sessionOf(await this.restored(opened.state, opened.options, key));
    try {
      return await session.continueRun(opened.run, answer, opened.pause);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  #isolationOf({ isolation }: RunSettings): Isolation {
    return isolation ?? (this.#pools.platform.canStartThreads() ? "thread" : "inline");
  }

  #parts(settings: SessionSettings, isolation: keyof Workers, key: string) {
    if (isolation === "process" && settings.wasm !== null) throw notInProcesses();
    const workers = this.#workers[isolation]();
    return {
      workers,
      readsFolders: workers.readsFolders,
      platform: this.#pools.platform,
      pool: () => poolOf(this.#pools, settings, settings.wasm),
      key,
      sleepAfterMs: settings.sleepAfterMs,
    };
  }
}

/** Settings without those that are only about the session itself. */
function settingsOfRuns(settings: SessionSettings): RunSettings {
  const { wasm: _, maxAwakeSessions: _most, sleepAfterMs: _ms, ...ofRuns } = settings;
  return ofRuns;
}

function notInProcesses(): TypeError {
  const allowed = "the packaged artifacts, since processes load them themselves";
  return new TypeError(`isolation "process" with an artifact of your own; allowed are ${allowed}`);
}
