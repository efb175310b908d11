import { type HostCallable, ownName } from "../base/host-functions.js";
import { Checkpoints, type SessionCheckpoint } from "./checkpoint.js";
import { type Completion, completionOf } from "./completion.js";
import { givenValueOf, resultOf } from "./execution.js";
import { endingOf, type FinishedRun, type PendingCall } from "./pause/pending-call.js";
import { PendingSlot } from "./pause/pending-slot.js";
import {
  type PausingRequest,
  resumeRequest,
  type SavedRun,
  startRequest,
} from "./pause/requests.js";
import type { CallAnswer, PauseSettings, StartOptions } from "./pause/start-options.js";
import type { PythonFunctionSync } from "./python-function.js";
import {
  callRequest,
  callRequests,
  completionsRequest,
  evaluateRequest,
  globalRequest,
  isCompleteRequest,
  type Request,
  runRequest,
} from "./requests.js";
import type { Resident } from "./resident.js";
import type { RunResult } from "./result.js";
import { sameClass } from "./same-class.js";
import { checkIterable, resultsOf, Series } from "./series.js";
import { SessionFilesSync } from "./session-files-sync.js";
import { SessionGlobalsSync } from "./session-globals-sync.js";
import type { CallOptions, MapOptions, SessionRunOptions } from "./session-options.js";
import type { SessionState } from "./session-state.js";

/** How a run of a {@link SessionSync} goes on: it has finished, or waits for the answer to a call. */
export type RunStepSync = FinishedRun<SessionSync> | PendingCall<SessionSync, RunStepSync>;

/**
 * A resident Python interpreter in the calling thread: variables, imports, functions, classes and live
 * objects stay for the next run, and nothing runs twice. It starts when it is first used.
 *
 * Unless stated otherwise, every method throws a `MicroPythonSessionClosedError` once the session was
 * closed or its interpreter has died, and a `MicroPythonWasmError` of `code: "session-busy"` if a callback
 * of the session's own run calls it.
 */
export class SessionSync implements Disposable {
  /** The global variables. */
  readonly globals: SessionGlobalsSync;
  /** The files of its mounts. */
  readonly files: SessionFilesSync;
  readonly #resident: Resident;
  readonly #checkpoints = new Checkpoints<SessionState>();
  readonly #pending = new PendingSlot<SessionSync, RunStepSync>();

  /** @internal */
  constructor(resident: Resident) {
    this.#resident = resident;
    this.globals = new SessionGlobalsSync((access) => {
      return this.#performForValue(globalRequest(resident.settings, access));
    });
    this.files = new SessionFilesSync(() => this.#unpaused.files);
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#resident.closed;
  }

  /**
   * Runs a snippet in the state that earlier ones left.
   *
   * The limits start afresh. After an exception, an exit or a limit, the session continues with everything
   * that the snippet did before. The interpreter dies only if C code does not stop in time, or if a callback
   * throws.
   *
   * @param code the snippet; well-formed Unicode.
   * @param options what this run sets differently from the session's options.
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
    return this.#perform(runRequest(this.#resident.settings, code, options));
  }

  /**
   * Runs a snippet like `run`, but pauses it when it calls one of some functions: the call is then pending, and
   * can be answered here or, from its saved bytes, in another process on another machine. The run goes on where
   * it was, however deep in calls, `with` blocks and generators.
   *
   * While a call is pending, the session can do nothing else: its other methods throw a
   * `MicroPythonWasmError` of `code: "session-busy"`. Folders of the host and stores must not be mounted.
   *
   * @param code the snippet; well-formed Unicode.
   * @param options what this run sets differently from the session's options, and which functions pause it.
   * @returns the finished run, or the pending call.
   * @throws what `run` throws; a `MicroPythonLimitError` of `code: "journal"`.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync({ hostFunctions: { price: () => 3 } });
   * const code = "total = price() * 2 if ask('Buy?') else 0";
   * let step = session.start(code, { pauseOn: ["ask"] });
   * if (step.status === "pending") step = step.resume({ result: true });
   * session.evaluate("total"); // 6
   * ```
   */
  start(code: string, options: StartOptions = {}): RunStepSync {
    return this.#step(startRequest(this.#resident, code, options));
  }

  /** @internal Continues a run that was paused elsewhere. */
  continueRun(run: SavedRun, answer: CallAnswer, pause: PauseSettings): RunStepSync {
    return this.#step(resumeRequest(this.#resident, run, answer, pause));
  }

  /**
   * Runs statements in the state that earlier snippets left, and returns the value of the last one.
   *
   * @param source Python source, such as an expression; well-formed Unicode.
   * @param options what this run sets differently from the session's options.
   * @returns the value, converted like an argument of a host function: an int is a number, or a bigint if it
   * is not a safe integer; bytes are a `Uint8Array`; a dict is an object without a prototype. `undefined` if
   * the last statement is not an expression.
   * @throws what `run` throws; a `MicroPythonGuestError` with a TypeError if the value cannot cross.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("rows = [1, 2, 3]");
   * session.evaluate<number[]>("[row * 2 for row in rows]"); // [2, 4, 6]
   * session.evaluate("total = sum(rows)\ntotal / len(rows)"); // 2
   * ```
   */
  evaluate<Value = unknown>(source: string, options?: SessionRunOptions): Value {
    return this.#performForValue(
      evaluateRequest(this.#resident.settings, source, options),
    ) as Value;
  }

  /**
   * Calls a Python function. Arguments and the result are copied, as with `globals.set` and `evaluate`.
   *
   * @param name a global variable or a builtin, or an attribute of one: `"transform"`, `"Class.method"`.
   * @param args the arguments; keyword arguments come last, in {@link kwargs}.
   * @returns the function's result.
   * @throws TypeError, RangeError if the name or an argument is invalid, and what `run` throws; a
   * `MicroPythonGuestError` with a NameError if there is no such function.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("def greet(name, loud=False): return name.upper() if loud else name");
   * session.call("greet", "Ada"); // "Ada"
   * session.call("greet", "Ada", kwargs({ loud: true })); // "ADA"
   * ```
   */
  call<Result = unknown>(name: string, ...args: readonly unknown[]): Result {
    return this.#performForValue(callRequest(this.#resident.settings, name, args)) as Result;
  }

  /**
   * Wraps a Python function in a JavaScript function, which looks it up by name for each call.
   *
   * @param name as for `call`.
   * @param options what the calls set differently from the session's options.
   * @typeParam Signature the function's type, as the caller knows it; nothing checks it.
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
    const requestOf = callRequests(this.#resident.settings, name, options);
    return (...args) => this.#performForValue(requestOf(args)) as ReturnType<Signature>;
  }

  /**
   * Calls a Python function for each of many items, faster than `call` does: items are passed in chunks, up
   * to 256 ahead of the results.
   *
   * @param name as for `call`.
   * @param items each is the only argument of one call.
   * @param options what the calls set differently from the session's options, and whether the limits apply
   * to each item or to all together.
   * @returns the results in the order of the items, computed on demand.
   * @throws what `call` throws, after the results of the items before.
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
    const step = () => series.step((request) => this.#perform(request));
    const results = resultsOf(series, checkIterable(items), step);
    return results as Generator<Result, void, undefined>;
  }

  /**
   * Whether a text typed at a prompt can be run with `interactive`, by the interpreter's own rules; if not,
   * it needs another line. A statement with a body ends with an empty line.
   *
   * @throws what `run` throws if a limit is reached.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.isComplete("for i in range(3):"); // false
   * session.isComplete("for i in range(3):\n  print(i)\n"); // true
   * session.run("6 * 7", { interactive: true }).stdout; // "42\n"
   * ```
   */
  isComplete(source: string): boolean {
    const request = isCompleteRequest(this.#resident.settings, source);
    return this.#performForValue(request) === true;
  }

  /**
   * Completes the last name in a text typed at a prompt, using the live variables and the attributes of
   * their values. Reading attributes can run the program's code, such as properties, within the session's
   * limits.
   *
   * @throws what `run` throws if a limit is reached.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.run("import math");
   * session.complete("x = math.sq").insert; // "rt"
   * session.complete("math.cos").candidates.toSorted(); // ["cos", "cosh"]
   * ```
   */
  complete(prefix: string): Completion {
    const request = completionsRequest(this.#resident.settings, prefix);
    return completionOf(this.#performForValue(request));
  }

  /**
   * Lets Python code call a function by a name, from the next run on. It replaces a function that already
   * has the name.
   *
   * @param options `name`: its name in Python; by default the function's own name.
   * @throws TypeError, RangeError if the name is not a Python identifier.
   * @example
   * ```ts
   * const session = new MicroPythonSessionSync();
   * session.registerFunction((a: number, b: number) => a + b, { name: "add" });
   * session.run("print(add(2, 3))").stdout; // "5\n"
   * ```
   */
  registerFunction(fn: HostCallable, options: { readonly name?: string } = {}): void {
    this.#resident.register(fn, options.name ?? ownName(fn));
  }

  /** The functions that Python code may call, by name: a copy. */
  get hostFunctions(): Record<string, HostCallable> {
    return Object.fromEntries(this.#resident.hostFunctions);
  }

  /**
   * Creates an independent session with the same state and options.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` if the program has files open.
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
    return sameClass(this, SessionSync, this.#unpaused.fork());
  }

  /**
   * Returns the current state as bytes, including objects, closures and generators. `restore` continues from
   * them, in another process or on another machine. They contain everything that Python code could see, so
   * protect them accordingly.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` if the program has files open.
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
    return this.#unpaused.save();
  }

  /**
   * Remembers the current state for `rollback`.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` if the program has files open.
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
    return this.#checkpoints.add(this.#unpaused.takeState());
  }

  /**
   * Returns to a remembered state. It can be used repeatedly, even after the interpreter has died.
   *
   * @throws TypeError if it is not a checkpoint of this session.
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
    this.#unpaused.putState(this.#checkpoints.stateOf(checkpoint));
  }

  /** Discards the interpreter. Can be called at any time, and more than once. */
  close(): void {
    this.#resident.close();
  }

  /** Closes the session at the end of the block in which `using` declares it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The interpreter, unless it waits for the answer to a call. */
  get #unpaused(): Resident {
    this.#pending.refuseIfPending();
    return this.#resident;
  }

  /** Performs a request that may pause. */
  #step(request: PausingRequest): RunStepSync {
    const ending = this.#unpaused.perform(request, endingOf);
    return this.#pending.step(ending, request, this, (next) => this.#step(next()));
  }

  #perform(request: Request): RunResult {
    return this.#unpaused.perform(request, resultOf);
  }

  /** The same, for callers that need only the value. */
  #performForValue(request: Request): unknown {
    return this.#unpaused.perform(request, givenValueOf);
  }
}
