import { SANDBOX_PROMPT_COMPLETIONS, SANDBOX_PROMPT_IS_COMPLETE } from "../abi/constants.js";
import { describe } from "../base/check.js";
import type { HostFunction } from "../base/host-functions.js";
import { SessionCheckpoint } from "./checkpoint.js";
import { type Completion, completionOf } from "./completion.js";
import {
  evaluateRequest,
  globalRequest,
  promptRequest,
  type Request,
  runRequest,
} from "./requests.js";
import type { Resident, SessionState } from "./resident.js";
import type { RunResult } from "./result.js";
import { sameClass } from "./same-class.js";
import { SessionFilesSync } from "./session-files-sync.js";
import { SessionGlobalsSync } from "./session-globals-sync.js";
import type { SessionRunOptions } from "./session-options.js";

/**
 * A Python interpreter that stays from run to run, in the calling thread: variables, imports,
 * functions, classes and live objects are there for the next run, and nothing is run twice. It
 * starts when it is first used.
 *
 * Unless stated otherwise, every method throws a `MicroPythonSessionClosedError` once the session was
 * closed or its interpreter has died, and a `MicroPythonWasmError` of `code: "session-busy"` where a
 * callback of the session's own run calls it.
 */
export class SessionSync implements Disposable {
  /** The global variables. */
  readonly globals: SessionGlobalsSync;
  /** The files of its mounts. */
  readonly files: SessionFilesSync;
  readonly #resident: Resident;
  readonly #checkpoints = new WeakMap<SessionCheckpoint, SessionState>();

  /** @internal */
  constructor(resident: Resident) {
    this.#resident = resident;
    this.globals = new SessionGlobalsSync((access) => {
      return this.perform(globalRequest(resident.settings, access)).value;
    });
    this.files = new SessionFilesSync(() => resident.files);
  }

  /** @internal Does what is asked; the way in of the asynchronous twin. */
  perform(request: Request): RunResult {
    return this.#resident.perform(request);
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#resident.closed;
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
   * const session = new MicroPythonSessionSync();
   * session.run("x = 10");
   * session.run("x += 5");
   * session.run("print(x)").stdout; // "15\n"
   * ```
   */
  run(code: string, options?: SessionRunOptions): RunResult {
    return this.perform(runRequest(this.#resident.settings, code, options));
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
   * const session = new MicroPythonSessionSync();
   * session.run("rows = [1, 2, 3]");
   * session.evaluate("[row * 2 for row in rows]"); // [2, 4, 6]
   * ```
   */
  evaluate(expression: string, options?: SessionRunOptions): unknown {
    return this.perform(evaluateRequest(this.#resident.settings, expression, options)).value;
  }

  /**
   * Whether a text that was typed at a prompt can be run with `interactive`, by the interpreter's own
   * rules; if not, another line has to follow. A statement with a body ends with an empty line.
   *
   * @throws what `run` throws where a limit is reached.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.isComplete("for i in range(3):"); // false
   * session.isComplete("for i in range(3):\n  print(i)\n"); // true
   * session.run("6 * 7", { interactive: true }).stdout; // "42\n"
   * ```
   */
  isComplete(source: string): boolean {
    const { settings } = this.#resident;
    const request = promptRequest(settings, SANDBOX_PROMPT_IS_COMPLETE, "source", source);
    return this.perform(request).value === true;
  }

  /**
   * How the last name in a text that was typed at a prompt can go on, going by the live variables
   * and the attributes of their values. Looking at attributes can run code of the program's, as
   * properties do, within the session's limits.
   *
   * @throws what `run` throws where a limit is reached.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("import math");
   * session.complete("x = math.sq").insert; // "rt"
   * session.complete("math.co").candidates.toSorted(); // ["copysign", "cos", "cosh"]
   * ```
   */
  complete(prefix: string): Completion {
    const { settings } = this.#resident;
    const request = promptRequest(settings, SANDBOX_PROMPT_COMPLETIONS, "prefix", prefix);
    return completionOf(this.perform(request).value);
  }

  /**
   * Lets Python code call a function by a name: from the next run on, and in place of the function
   * that had the name before.
   *
   * @param options `name`: what Python calls it; by default the function's own name.
   * @throws TypeError, RangeError where the name is no Python identifier.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.registerFunction((a: number, b: number) => a + b, { name: "add" });
   * session.run("print(add(2, 3))").stdout; // "5\n"
   * ```
   */
  registerFunction(fn: HostFunction, options: { readonly name?: string } = {}): void {
    this.#resident.register(fn, options.name ?? fn?.name);
  }

  /** The functions that Python code may call, by name: a copy. */
  get hostFunctions(): Record<string, HostFunction> {
    return Object.fromEntries(this.#resident.hostFunctions);
  }

  /**
   * An independent session that goes on from the present state, with the same options.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` where the program has files open.
   * @example
   * ```ts
   * const base = new MicroPythonSessionSync();
   * base.run("import json; table = list(range(1000))");
   * const fork = base.fork();
   * fork.run("table.clear()");
   * base.run("print(len(table))").stdout; // "1000\n"
   * ```
   */
  fork(): this {
    return sameClass(this, SessionSync, this.#resident.fork());
  }

  /**
   * The present state as bytes, from which `restore` goes on in another process or on another
   * machine: objects, closures and generators included. It holds everything that Python code could
   * see, so keep it as safe as that.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` where the program has files open.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("def count():\n  n = 0\n  while True:\n    n += 1\n    yield n\nc = count()");
   * session.run("next(c)");
   * const restored = MicroPythonSessionSync.restore(session.save());
   * restored.run("print(next(c))").stdout; // "2\n"
   * ```
   */
  save(): Uint8Array {
    return this.#resident.save();
  }

  /**
   * Remembers the present state, for `rollback`.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` where the program has files open.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("x = 1");
   * const before = session.checkpoint();
   * session.run("x = 2");
   * session.rollback(before);
   * session.run("print(x)").stdout; // "1\n"
   * ```
   */
  checkpoint(): SessionCheckpoint {
    const checkpoint = new SessionCheckpoint();
    this.#checkpoints.set(checkpoint, this.#resident.takeState());
    return checkpoint;
  }

  /**
   * Goes back to a state that was remembered; as often as wanted, and also where the interpreter has
   * died since.
   *
   * @throws TypeError where it is not a checkpoint of this session.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * const empty = session.checkpoint();
   * session.run("x = 1");
   * session.rollback(empty);
   * session.globals.has("x"); // false
   * ```
   */
  rollback(checkpoint: SessionCheckpoint): void {
    const state = SessionCheckpoint.is(checkpoint) ? this.#checkpoints.get(checkpoint) : undefined;
    if (state === undefined) {
      const allowed = "one of this session's checkpoints";
      throw new TypeError(`checkpoint is ${describe(checkpoint)}; allowed is ${allowed}`);
    }
    this.#resident.putState(state);
  }

  /** Gives the interpreter up. May be called at any time, and more than once. */
  close(): void {
    this.#resident.close();
  }

  /** Closes the session at the end of the block in which `using` declares it. */
  [Symbol.dispose](): void {
    this.close();
  }
}
