import { checkNumber, checkText, describe, wholeNumbers } from "../base/check.js";
import type { RunOptions } from "../base/options.js";
import type { InstancePools } from "../engine/pools.js";
import type { Interpreter } from "../session/interpreter.js";
import type { CallAnswer, ResumeOptions } from "../session/pause/start-options.js";
import { poolOf } from "../session/pool-of.js";
import type { RunResult } from "../session/result.js";
import { checkProgram } from "../session/run.js";
import { type RunStep, Session } from "../session/session.js";
import { normaliseSessionOptions, type SessionOptions } from "../session/session-options.js";
import { Sandboxes } from "./sandboxes.js";
import type { Starters } from "./shared-workers.js";
import { poolClosed, WorkerPool } from "./worker-pool.js";

/** How a pool works; the other options are defaults for its runs and sessions. */
export interface PoolOptions extends Omit<SessionOptions, "isolation"> {
  /**
   * What the workers are: threads, or processes with hardly any rights.
   *
   * @defaultValue `"thread"`
   */
  readonly isolation?: "thread" | "process";
  /**
   * Maximum number of workers.
   *
   * @defaultValue the number of threads that can compute at the same time on this machine
   */
  readonly size?: number;
  /**
   * Maximum number of calls that wait for a worker. One more is refused with a `MicroPythonWasmError` of
   * `code: "pool-full"`.
   *
   * @defaultValue 1000
   */
  readonly maxQueue?: number;
  /**
   * After this many runs and sessions, a worker is replaced by a new one.
   *
   * @defaultValue no limit
   */
  readonly maxRunsPerWorker?: number;
  /**
   * After this time without work, in milliseconds, workers are ended.
   *
   * @defaultValue 30,000
   */
  readonly idleTimeoutMs?: number;
}

/** What a run of a pool sets differently from the pool's options. */
export interface PoolRunOptions extends Omit<RunOptions, "isolation"> {
  /**
   * Who it is for, such as a tenant. Those with work waiting take turns, however much each of them waits for.
   *
   * @defaultValue `""`
   */
  readonly key?: string;
}

/** What a session of a pool sets differently from the pool's options. */
export interface PoolSessionOptions extends Omit<SessionOptions, "isolation"> {
  /** As for a run. */
  readonly key?: string;
}

/** What a saved call's session sets differently from the pool's options. */
export interface PoolResumeOptions extends Omit<ResumeOptions, "isolation"> {
  /** As for a run. */
  readonly key?: string;
}

/** What a pool does at the moment, and has done. */
export interface PoolStats {
  /** Number of workers. */
  readonly workers: number;
  /** How many of them have nothing to do, and belong to no session. */
  readonly idle: number;
  /** How many of them wait for a promise of a host function. */
  readonly waitingForHost: number;
  /** How many calls wait for a worker. */
  readonly queued: number;
  /** How often a worker has been given back. */
  readonly finished: number;
  /** How many workers ended while they were in use. */
  readonly replaced: number;
}

/** Sessions that cannot give back their workers do not count towards the size, but only so many. */
const MAX_EXTRA = 64;

const COUNT = wholeNumbers(1, 1_000_000);
const QUEUE = wholeNumbers(0, Number.MAX_SAFE_INTEGER);
const DURATION = wholeNumbers(1, 2 ** 31 - 1);

/**
 * Worker threads that run programs and sessions. What {@link createPool} returns.
 *
 * A session uses a worker during its calls. Between them it may have to give it back: it then continues in
 * another one, with all its objects. Only while the program has files open does it keep its worker.
 *
 * @example
 * ```ts
 * await using pool = createPool({ size: 2, fuel: 5_000_000 });
 * const results = await Promise.all([1, 2, 3].map((n) => pool.run(`print(${n} * 2)`)));
 * results.map(({ stdout }) => stdout.trim()); // ["2", "4", "6"]
 * ```
 */
export class Pool implements AsyncDisposable, Disposable {
  readonly #pools: InstancePools;
  readonly #workers: WorkerPool;
  readonly #sandboxes: Sandboxes;
  readonly #defaults: SessionOptions;
  readonly #isolation: { readonly isolation: "thread" | "process" };
  readonly #running = new Set<Promise<RunResult>>();
  #isClosed = false;

  /** @internal */
  constructor(pools: InstancePools, start: Starters, options: PoolOptions = {}) {
    if (typeof options !== "object" || options === null) {
      throw new TypeError(`options are ${describe(options)}; allowed is an object`);
    }
    const {
      size = pools.platform.parallelism(),
      maxQueue = 1000,
      maxRunsPerWorker = Number.MAX_SAFE_INTEGER,
      idleTimeoutMs = 30_000,
      isolation = "thread",
      ...defaults
    } = options;
    if (isolation !== "thread" && isolation !== "process") {
      const allowed = '"thread" or "process"';
      throw new TypeError(`option isolation is ${describe(isolation)}; allowed is ${allowed}`);
    }
    this.#isolation = { isolation };
    const limits = {
      size: checkNumber("size", size, COUNT),
      maxQueue: checkNumber("maxQueue", maxQueue, QUEUE),
      maxRunsPerWorker: checkNumber(
        "maxRunsPerWorker",
        maxRunsPerWorker,
        wholeNumbers(1, Number.MAX_SAFE_INTEGER),
      ),
      idleTimeoutMs: checkNumber("idleTimeoutMs", idleTimeoutMs, DURATION),
    };
    this.#defaults = { ...defaults, isolation };
    normaliseSessionOptions(this.#defaults);
    this.#pools = pools;
    this.#workers = new WorkerPool(start[isolation], {
      ...limits,
      processors: pools.platform.parallelism(),
      maxWorkers: size,
      maxExtra: MAX_EXTRA,
      readsFolders: isolation === "thread",
    });
    const workers = () => this.#workers;
    this.#sandboxes = new Sandboxes(pools, { thread: workers, process: workers });
  }

  /**
   * Runs a program in a fresh sandbox, as `run` does.
   *
   * @param options what differs from the pool's options, and who it is for.
   * @throws what `run` throws; a `MicroPythonWasmError` of `code: "pool-full"` or `"pool-closed"`.
   * @example
   * ```ts
   * await using pool = createPool({ maxQueue: 100 });
   * (await pool.run("print(6 * 7)", { key: "tenant 1" })).stdout; // "42\n"
   * ```
   */
  async run(code: string, options: PoolRunOptions = {}): Promise<RunResult> {
    if (this.#isClosed) throw poolClosed();
    const running = this.#run(code, options);
    this.#running.add(running);
    return running.finally(() => this.#running.delete(running));
  }

  /**
   * Creates a session, as `new MicroPythonSession` does.
   *
   * @param options what differs from the pool's options, and who it is for.
   * @throws TypeError, RangeError if an option is invalid; a `MicroPythonWasmError` of `code: "pool-closed"`.
   * @example
   * ```ts
   * await using pool = createPool({ size: 1 });
   * await using first = pool.session();
   * await using second = pool.session();
   * await first.run("x = 1");
   * await second.run("x = 2");
   * await first.evaluate("x"); // 1
   * ```
   */
  session(options: PoolSessionOptions = {}): Session {
    if (this.#isClosed) throw poolClosed();
    const { key = "", ...own } = options;
    const all = { ...this.#defaults, ...own, ...this.#isolation };
    return new Session(this.#sandboxes.interpreter(all, checkText("option key", key)));
  }

  /**
   * Answers a saved call, as `resume` does: its session and its run go on in this pool.
   *
   * @param options what differs from the pool's options, and who it is for.
   * @throws what `resume` rejects with.
   * @example
   * ```ts
   * await using pool = createPool({ size: 1 });
   * const step = await pool.session().start("ask() + 1", { pauseOn: ["ask"] });
   * const bytes = step.status === "pending" ? step.save() : new Uint8Array();
   * await step.session.close();
   * const next = await pool.resume(bytes, { result: 41 });
   * next.status === "finished" && next.result.value; // 42
   * ```
   */
  async resume(
    bytes: Uint8Array,
    answer: CallAnswer,
    options: PoolResumeOptions = {},
  ): Promise<RunStep> {
    if (this.#isClosed) throw poolClosed();
    const { key = "", ...own } = options;
    const all = { ...this.#defaults, ...own, ...this.#isolation };
    const checkedKey = checkText("option key", key);
    const sessionOf = (interpreter: Interpreter) => new Session(interpreter);
    return this.#sandboxes.resumed(bytes, answer, all, sessionOf, checkedKey);
  }

  /**
   * Describes the pool at this moment.
   *
   * @example
   * ```ts
   * await using pool = createPool();
   * await pool.run("1");
   * pool.stats().finished; // 1
   * ```
   */
  stats(): PoolStats {
    return this.#workers.stats();
  }

  /**
   * Waits for all calls that have been made, and ends the workers. Further calls are refused, and sessions
   * end. May be called more than once.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    await this.#workers.close();
  }

  /** Closes the pool at the end of the block in which `await using` declares it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The same for `using`, without waiting. */
  [Symbol.dispose](): void {
    void this.close();
  }

  async #run(code: string, options: PoolRunOptions): Promise<RunResult> {
    const { key = "", ...own } = options;
    const { wasm = null, maxAwakeSessions: _, sleepAfterMs: _ms, ...defaults } = this.#defaults;
    const program = checkProgram(code, { ...defaults, ...own, ...this.#isolation });
    checkText("option key", key);
    return this.#sandboxes.run(poolOf(this.#pools, program.settings, wasm), program, key);
  }
}
