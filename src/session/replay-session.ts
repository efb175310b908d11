import type { HostCallable } from "../base/host-functions.js";
import type { RunSettings } from "../base/options.js";
import { resultOf } from "./execution.js";
import type { Interpreter } from "./interpreter.js";
import type { Replay, Snippet } from "./replay.js";
import type { RunResult } from "./result.js";
import { sessionBusy, sessionClosed } from "./session-errors.js";
import type { ReplayRunOptions } from "./session-options.js";
import { Turns } from "./turns.js";

/**
 * Starts a fresh interpreter.
 *
 * @internal
 */
export type StartInterpreter = (settings: RunSettings) => Promise<Interpreter>;

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
  readonly #replay: Replay;
  readonly #start: StartInterpreter;
  readonly #turns = new Turns();
  /** The interpreter of the current run. */
  #interpreter: Interpreter | null = null;
  #isClosed = false;
  #isKilled = false;

  /** @internal */
  constructor(replay: Replay, start: StartInterpreter) {
    this.#replay = replay;
    this.#start = start;
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
   * const session = new MicroPythonReplaySession();
   * await session.run("x = 1");
   * await session.run("x = 2; raise ValueError('boom')").catch(() => {});
   * (await session.run("print(x)")).stdout; // "1\n"
   * session.snippets; // ["x = 1", "print(x)"]
   * ```
   */
  async run(code: string, options?: ReplayRunOptions): Promise<RunResult> {
    if (this.#isClosed) throw sessionClosed();
    // A callback that waits for the end of its own run would wait forever.
    if (this.#interpreter?.isCallingBack) throw sessionBusy();
    const snippet = this.#replay.check(code, options);
    return this.#turns.next(() => this.#run(snippet));
  }

  /** Forgets all snippets once all earlier runs are done. May be called more than once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#interpreter?.closing();
    await this.#turns.done();
    this.#replay.end();
  }

  /**
   * Ends the session at once, even in the middle of a run: that run and those that wait reject with a
   * `MicroPythonSessionClosedError`. Where runs are inline, the program ends when it lets others use the
   * thread. Resolves when everything has ended.
   *
   * @example
   * ```ts
   * const session = new MicroPythonReplaySession({ fuel: null, wallTimeoutMs: null });
   * const running = session.run("import time\ntime.sleep(3600)").catch((error) => error.code);
   * await session.kill();
   * await running; // "session-closed"
   * ```
   */
  async kill(): Promise<void> {
    this.#isKilled = true;
    this.#interpreter?.kill();
    await this.close();
  }

  /** Closes the session at the end of the block in which `await using` declares it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(snippet: Snippet): Promise<RunResult> {
    const run = this.#replay.start(snippet);
    const interpreter = await this.#startInterpreter();
    this.#interpreter = interpreter;
    try {
      for (const request of run.requests()) {
        run.performed(await interpreter.perform(request, resultOf));
      }
      return this.#replay.keep(run);
    } catch (error) {
      throw run.named(error);
    } finally {
      this.#interpreter = null;
      await interpreter.close();
    }
  }

  async #startInterpreter(): Promise<Interpreter> {
    if (this.#isKilled) throw sessionClosed();
    const interpreter = await this.#start(this.#replay.interpreterSettings());
    if (this.#isClosed) interpreter.closing();
    if (this.#isKilled) interpreter.kill();
    return interpreter;
  }
}
