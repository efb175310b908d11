import type { HostCallable } from "../base/host-functions.js";
import { checkInline } from "../base/options.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import { resultOf } from "./execution.js";
import { poolSync } from "./pool-of.js";
import { Replay } from "./replay.js";
import { Resident } from "./resident.js";
import type { RunResult } from "./result.js";
import { sessionBusy, sessionClosed } from "./session-errors.js";
import type { ReplayRunOptions, SessionOptions } from "./session-options.js";

/**
 * A session without a resident interpreter, in the calling thread: each run starts a fresh one, runs
 * all earlier successful snippets in it, without their output, and then the new one. Snippets repeat
 * whatever they do to the outside world, for example by calling host functions; random numbers stay the
 * same.
 *
 * `run` and `registerFunction` throw a `MicroPythonSessionClosedError` once the session was closed,
 * and `run` a `MicroPythonWasmError` of `code: "session-busy"` if a callback of the session's own run
 * calls it.
 */
export class ReplaySessionSync implements Disposable {
  readonly #pools: InstancePools;
  readonly #replay: Replay;
  #pool: InstancePool | null = null;
  #isRunning = false;
  #isClosed = false;

  /** @internal */
  constructor(pools: InstancePools, options?: SessionOptions) {
    this.#pools = pools;
    this.#replay = new Replay(pools.platform, options);
    checkInline(this.#replay.settings);
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /** The successful snippets, in order: those that each run repeats. */
  get snippets(): readonly string[] {
    return this.#replay.snippets;
  }

  /** The functions that Python code may call, by name: a copy. */
  get hostFunctions(): Record<string, HostCallable> {
    return this.#replay.hostFunctions;
  }

  /**
   * Lets Python code call a function by a name, from the next run on; repeated snippets call it, too.
   *
   * @param options `name`: its name in Python; by default the function's own name.
   * @throws TypeError, RangeError if the name is not a Python identifier.
   * @example
   * ```ts
   * const session = new MicroPythonReplaySessionSync();
   * session.registerFunction((a: number, b: number) => a + b, { name: "add" });
   * session.run("print(add(2, 3))").stdout; // "5\n"
   * ```
   */
  registerFunction(fn: HostCallable, options?: { readonly name?: string }): void {
    if (this.#isClosed) throw sessionClosed();
    this.#replay.register(fn, options);
  }

  /**
   * Runs a snippet after all earlier ones. It is kept only if it succeeds.
   *
   * The limits apply to all snippets together, as if they were one program.
   *
   * @param code the snippet; well-formed Unicode.
   * @param options what this run sets differently from the session's options.
   * @returns the output and fuel of the new snippet only, and the time of all.
   * @throws what `run` throws, even if an earlier snippet is what fails this time.
   * @example
   * ```ts
   * const session = new MicroPythonReplaySessionSync();
   * session.run("x = 1");
   * session.run("x += 1");
   * session.run("print(x)").stdout; // "2\n"
   * session.snippets; // ["x = 1", "x += 1", "print(x)"]
   * ```
   */
  run(code: string, options?: ReplayRunOptions): RunResult {
    const snippet = this.#replay.check(code, options);
    if (this.#isClosed) throw sessionClosed();
    if (this.#isRunning) throw sessionBusy();
    const settings = this.#replay.interpreterSettings();
    const { wasm } = this.#replay.settings;
    this.#pool ??= poolSync(this.#pools, settings, wasm);
    const run = this.#replay.start(snippet);
    const resident = Resident.fresh(this.#pools, settings, wasm, this.#pool);
    this.#isRunning = true;
    try {
      for (const request of run.requests()) run.performed(resident.perform(request, resultOf));
      return this.#replay.keep(run);
    } catch (error) {
      throw run.named(error);
    } finally {
      this.#isRunning = false;
      resident.close();
    }
  }

  /** Forgets all snippets. May be called more than once. */
  close(): void {
    this.#isClosed = true;
    this.#replay.end();
  }

  /** Closes the session at the end of the block in which `using` declares it. */
  [Symbol.dispose](): void {
    this.close();
  }
}
