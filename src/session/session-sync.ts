import { SANDBOX_PROMPT_COMPLETIONS, SANDBOX_PROMPT_IS_COMPLETE } from "../abi/constants.js";
import { describe } from "../base/check.js";
import type { HostFunction } from "../base/host-functions.js";
import { SessionCheckpoint } from "./checkpoint.js";
import { type Completion, completionOf } from "./completion.js";
import { givenValueOf, resultOf } from "./execution.js";
import type { PythonFunctionSync } from "./python-function.js";
import {
  callRequest,
  evaluateRequest,
  globalRequest,
  promptRequest,
  type Request,
  runRequest,
} from "./requests.js";
import type { Resident, SessionState } from "./resident.js";
import type { RunResult } from "./result.js";
import { sameClass } from "./same-class.js";
import { checkIterable, resultsOf, Series } from "./series.js";
import { SessionFilesSync } from "./session-files-sync.js";
import { SessionGlobalsSync } from "./session-globals-sync.js";
import type { CallOptions, MapOptions, SessionRunOptions } from "./session-options.js";

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
      return this.performForValue(globalRequest(resident.settings, access));
    });
    this.files = new SessionFilesSync(() => resident.files);
  }

  /** @internal Does what is asked; the way in of the asynchronous twin. */
  perform(request: Request): RunResult {
    return this.#resident.perform(request, resultOf);
  }

  /** @internal The same where nothing but the value is wanted. */
  performForValue(request: Request): unknown {
    return this.#resident.perform(request, givenValueOf);
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
   * Runs statements among all that earlier snippets left behind, and returns the value of the last one.
   *
   * @param source Python source, such as an expression; well-formed Unicode.
   * @param options what this run has otherwise than the session's options say.
   * @returns the value, as values of Python come to host functions: an int as a number or, where it
   * is not a safe integer, a bigint; bytes as a `Uint8Array`; a dict as an object without a prototype.
   * `undefined` if the last statement is no expression.
   * @throws what `run` throws; a `MicroPythonGuestError` with a TypeError where the value cannot cross.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("rows = [1, 2, 3]");
   * session.evaluate<number[]>("[row * 2 for row in rows]"); // [2, 4, 6]
   * session.evaluate("total = sum(rows)\ntotal / len(rows)"); // 2
   * ```
   */
  evaluate<Value = unknown>(source: string, options?: SessionRunOptions): Value {
    return this.performForValue(evaluateRequest(this.#resident.settings, source, options)) as Value;
  }

  /**
   * Calls a Python function with copies of values, as `evaluate` returns and `globals.set` takes them.
   *
   * @param name a global variable or a builtin, or attributes of one: `"transform"`, `"Class.method"`.
   * @param args the arguments; keyword arguments last, as {@link kwargs} marks them.
   * @returns what the function returns.
   * @throws TypeError, RangeError where the name or an argument is not allowed, and what `run` throws;
   * a `MicroPythonGuestError` with a NameError where there is no such function.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("def greet(name, loud=False): return name.upper() if loud else name");
   * session.call("greet", "Ada"); // "Ada"
   * session.call("greet", "Ada", kwargs({ loud: true })); // "ADA"
   * ```
   */
  call<Result = unknown>(name: string, ...args: readonly unknown[]): Result {
    return this.performForValue(callRequest(this.#resident.settings, name, args)) as Result;
  }

  /**
   * A Python function as a function of JavaScript, which calls it by its name each time.
   *
   * @param name as for `call`.
   * @param options what the calls have otherwise than the session's options say.
   * @typeParam Signature the function's type, as its caller knows it; nothing checks it.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("def area(width, height): return width * height");
   * const area = session.function<(width: number, height: number) => number>("area");
   * area(3, 4); // 12
   * ```
   */
  function<Signature extends (...args: never[]) => unknown>(
    name: string,
    options?: CallOptions,
  ): PythonFunctionSync<Signature> {
    const { settings } = this.#resident;
    callRequest(settings, name, [], options); // refuses what is not allowed now
    const own = options && { ...options };
    return (...args) =>
      this.performForValue(callRequest(settings, name, args, own)) as ReturnType<Signature>;
  }

  /**
   * Calls a Python function with each of many items, faster than `call` does: the items are passed in
   * chunks, up to 256 ahead of the results.
   *
   * @param name as for `call`.
   * @param items the only argument of each call.
   * @param options what the calls have otherwise than the session's options say, and whether the
   * limits hold for each item or for all together.
   * @returns the results, in the order of the items, made when they are asked for.
   * @throws what `call` throws, behind the results of the items before.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("def total(row): return row['price'] * row['count']");
   * const rows = [{ price: 2, count: 3 }, { price: 5, count: 1 }];
   * Array.from(session.map("total", rows)); // [6, 5]
   * ```
   */
  map<Item = unknown, Result = unknown>(
    name: string,
    items: Iterable<Item>,
    options?: MapOptions,
  ): Generator<Result, void, undefined> {
    const series = new Series(this.#resident.settings, name, options);
    const step = () => series.step((request) => this.perform(request));
    const results = resultsOf(series, checkIterable(items), step);
    return results as Generator<Result, void, undefined>;
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
    return this.performForValue(request) === true;
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
    return completionOf(this.performForValue(request));
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
