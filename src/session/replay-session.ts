import type { HostCallable } from "../base/host-functions.js";
import type { InstancePools } from "../engine/pools.js";
import { ReplaySessionSync } from "./replay-session-sync.js";
import type { RunResult } from "./result.js";
import { sessionBusy, sessionClosed } from "./session-errors.js";
import type { ReplayRunOptions, SessionOptions } from "./session-options.js";
import { Turns } from "./turns.js";

/**
 * A session without a resident interpreter: each run starts a fresh one, runs all earlier successful
 * snippets in it, without their output, and then the new one. Snippets repeat whatever they do to the
 * outside world, for example by calling host functions; random numbers stay the same.
 *
 * Overlapping runs happen one after the other. `run` rejects with a `MicroPythonSessionClosedError` once
 * the session was closed, and with a `MicroPythonWasmError` of `code: "session-busy"` if a callback of the
 * session's own run calls it.
 */
export class ReplaySession implements AsyncDisposable {
  /** Does the work, one call at a time. */
  readonly #session: ReplaySessionSync;
  readonly #turns = new Turns();
  #isClosed = false;

  /** @internal */
  constructor(pools: InstancePools, options?: SessionOptions) {
    this.#session = new ReplaySessionSync(pools, options);
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /** The successful snippets, in order: those that each run repeats. */
  get snippets(): readonly string[] {
    return this.#session.snippets;
  }

  /** The functions that Python code may call, by name: a copy. */
  get hostFunctions(): Record<string, HostCallable> {
    return this.#session.hostFunctions;
  }

  /**
   * Lets Python code call a function by a name, from the next run on; repeated snippets call it, too.
   *
   * @param options `name`: its name in Python; by default the function's own name.
   * @throws TypeError, RangeError if the name is not a Python identifier.
   * @throws MicroPythonSessionClosedError once the session was closed.
   * @example
   * ```ts
   * const session = new MicroPythonReplaySession();
   * session.registerFunction((a: number, b: number) => a + b, { name: "add" });
   * (await session.run("print(add(2, 3))")).stdout; // "5\n"
   * ```
   */
  registerFunction(fn: HostCallable, options?: { readonly name?: string }): void {
    if (this.#isClosed) throw sessionClosed();
    this.#session.registerFunction(fn, options);
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
   * const session = new MicroPythonReplaySession();
   * await session.run("x = 1");
   * await session.run("x = 2; raise ValueError('boom')").catch(() => {});
   * (await session.run("print(x)")).stdout; // "1\n"
   * session.snippets; // ["x = 1", "print(x)"]
   * ```
   */
  async run(code: string, options?: ReplayRunOptions): Promise<RunResult> {
    if (this.#isClosed) throw sessionClosed();
    if (this.#session.isRunning) throw sessionBusy();
    const snippet = this.#session.check(code, options);
    return this.#turns.next(async () => {
      await this.#session.prepare();
      return this.#session.perform(snippet);
    });
  }

  /** Forgets all snippets once all earlier runs are done. May be called more than once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turns.done();
    this.#session.close();
  }

  /** Closes the session at the end of the block in which `await using` declares it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
