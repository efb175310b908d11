import type { HostFunction } from "../base/host-functions.js";
import type { InstancePools } from "../engine/pools.js";
import type { SessionCheckpoint } from "./checkpoint.js";
import type { Completion } from "./completion.js";
import type { RunResult } from "./result.js";
import { ResidentSession, sessionBusy, sessionClosed } from "./session.js";
import { SessionFiles } from "./session-files.js";
import { SessionFilesSync } from "./session-files-sync.js";
import { SessionGlobals } from "./session-globals.js";
import { SessionGlobalsSync } from "./session-globals-sync.js";
import type { SessionOptions, SessionRunOptions } from "./session-options.js";

/**
 * A Python interpreter that stays from run to run: variables, imports, functions, classes and live
 * objects are there for the next run, and nothing is run twice. It starts when it is first used.
 *
 * Calls that overlap are carried out one after the other, in their order. Unless stated otherwise,
 * every method rejects with a `MicroPythonSessionClosedError` once the session was closed or its
 * interpreter has died, and with a `MicroPythonWasmError` of `code: "session-busy"` where a callback
 * of the session's own run calls it.
 */
export class Session implements AsyncDisposable {
  /** The global variables. */
  readonly globals: SessionGlobals;
  /** The files of its mounts. */
  readonly files: SessionFiles;
  readonly #resident: ResidentSession;
  /** Settles when everything that was asked for so far is done. */
  #queue: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** @internal */
  constructor(pools: InstancePools, options?: SessionOptions | ResidentSession) {
    this.#resident =
      options instanceof ResidentSession ? options : ResidentSession.create(pools, options);
    this.globals = new SessionGlobals((work) =>
      this.#next((resident) =>
        work(new SessionGlobalsSync((access) => resident.accessGlobal(access))),
      ),
    );
    this.files = new SessionFiles((work) =>
      this.#next((resident) => work(new SessionFilesSync(() => resident.files))),
    );
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /**
   * Runs a snippet among all that earlier ones left behind.
   *
   * Its limits begin anew. After an exception, an exit or a limit the session goes on, with all that
   * the snippet did before; only where C code does not let itself be stopped in time, or a callback
   * throws, the interpreter dies.
   *
   * @param code the snippet; well-formed Unicode.
   * @param options what this run has otherwise than the session's options say.
   * @returns the output, fuel and time of this run only.
   * @throws what `run` throws.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.run("x = 10");
   * await session.run("x += 5");
   * (await session.run("print(x)")).stdout; // "15\n"
   * ```
   */
  run(code: string, options?: SessionRunOptions): Promise<RunResult> {
    return this.#next((resident) => resident.run(code, options));
  }

  /**
   * Evaluates an expression among all that earlier snippets left behind.
   *
   * @param expression a Python expression; well-formed Unicode.
   * @param options what this run has otherwise than the session's options say.
   * @returns its value, as values of Python come to host functions: an int as a number or, where it
   * is not a safe integer, a bigint; bytes as a `Uint8Array`; a dict as an object without a prototype.
   * @throws what `run` throws; a `MicroPythonGuestError` with a TypeError where the value cannot cross.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.run("rows = [1, 2, 3]");
   * await session.evaluate("[row * 2 for row in rows]"); // [2, 4, 6]
   * ```
   */
  evaluate(expression: string, options?: SessionRunOptions): Promise<unknown> {
    return this.#next((resident) => resident.evaluate(expression, options));
  }

  /**
   * Whether a text that was typed at a prompt can be run with `interactive`, by the interpreter's own
   * rules; if not, another line has to follow. A statement with a body ends with an empty line.
   *
   * @throws what `run` throws where a limit is reached.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.isComplete("for i in range(3):"); // false
   * await session.isComplete("for i in range(3):\n  print(i)\n"); // true
   * await session.run("6 * 7", { interactive: true }); // its stdout: "42\n"
   * ```
   */
  isComplete(source: string): Promise<boolean> {
    return this.#next((resident) => resident.isComplete(source));
  }

  /**
   * How the last name in a text that was typed at a prompt can go on, going by the live variables
   * and the attributes of their values. Looking at attributes can run code of the program's, as
   * properties do, within the session's limits.
   *
   * @throws what `run` throws where a limit is reached.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.run("import math");
   * (await session.complete("x = math.sq")).insert; // "rt"
   * (await session.complete("math.co")).candidates; // ["copysign", "cos", "cosh"], in some order
   * ```
   */
  complete(prefix: string): Promise<Completion> {
    return this.#next((resident) => resident.complete(prefix));
  }

  /**
   * Lets Python code call a function by a name: from the next run on, and in place of the function
   * that had the name before.
   *
   * @param options `name`: what Python calls it; by default the function's own name.
   * @throws TypeError, RangeError where the name is no Python identifier.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * session.registerFunction((a: number, b: number) => a + b, { name: "add" });
   * (await session.run("print(add(2, 3))")).stdout; // "5\n"
   * ```
   */
  registerFunction(fn: HostFunction, options: { readonly name?: string } = {}): void {
    this.#resident.functions.register(fn, options.name ?? fn?.name);
  }

  /** The functions that Python code may call, by name: a copy. */
  get hostFunctions(): Record<string, HostFunction> {
    return Object.fromEntries(this.#resident.functions.live);
  }

  /**
   * An independent session that goes on from the present state, with the same options.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` where the program has files open.
   * @example
   * ```ts
   * const base = new MicroPythonSession();
   * await base.run("import json; table = list(range(1000))");
   * const fork = await base.fork();
   * await fork.run("table.clear()");
   * (await base.run("print(len(table))")).stdout; // "1000\n"
   * ```
   */
  fork(): Promise<this> {
    const Own = this.constructor as new (resident: ResidentSession) => this;
    return this.#next((resident) => new Own(resident.fork()));
  }

  /**
   * The present state as bytes, from which `restore` goes on in another process or on another
   * machine: objects, closures and generators included. It holds everything that Python code could
   * see, so keep it as safe as that.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` where the program has files open.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.run("words = ['a', 'b']; w = iter(words); next(w)");
   * const restored = await MicroPythonSession.restore(await session.save());
   * (await restored.run("print(next(w))")).stdout; // "b\n"
   * ```
   */
  save(): Promise<Uint8Array> {
    return this.#next((resident) => resident.save());
  }

  /**
   * Remembers the present state, for `rollback`.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` where the program has files open.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.run("x = 1");
   * const before = await session.checkpoint();
   * await session.run("x = 2");
   * await session.rollback(before);
   * (await session.run("print(x)")).stdout; // "1\n"
   * ```
   */
  checkpoint(): Promise<SessionCheckpoint> {
    return this.#next((resident) => resident.checkpoint());
  }

  /**
   * Goes back to a state that was remembered; as often as wanted, and also where the interpreter has
   * died since.
   *
   * @throws TypeError where it is not a checkpoint of this session.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * const empty = await session.checkpoint();
   * await session.run("x = 1");
   * await session.rollback(empty);
   * await session.globals.has("x"); // false
   * ```
   */
  rollback(checkpoint: SessionCheckpoint): Promise<void> {
    return this.#next((resident) => resident.rollback(checkpoint));
  }

  /**
   * Gives the interpreter up, after everything that was asked for before. May be called at any time,
   * and more than once.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#queue;
    this.#resident.close();
  }

  /** Closes the session at the end of the block in which `await using` declares it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Does some work when all that was asked for before is done. */
  #next<T>(work: (resident: ResidentSession) => T): Promise<T> {
    const resident = this.#resident;
    if (this.#isClosed) return Promise.reject(sessionClosed());
    // It could only be done after the run, which the callback might wait for.
    if (resident.isRunning) return Promise.reject(sessionBusy());
    const done = this.#queue.then(() => resident.prepare()).then(() => work(resident));
    this.#queue = done.catch(() => {});
    return done;
  }
}
