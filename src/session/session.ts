import { type HostCallable, ownName } from "../base/host-functions.js";
import { Checkpoints, type SessionCheckpoint } from "./checkpoint.js";
import { type Completion, completionOf } from "./completion.js";
import { givenValueOf, resultOf } from "./execution.js";
import type { Interpreter } from "./interpreter.js";
import { endingOf, type FinishedRun, type PendingCall } from "./pause/pending-call.js";
import { PendingSlot } from "./pause/pending-slot.js";
import {
  type PausingRequest,
  resumeRequest,
  type SavedRun,
  startRequest,
} from "./pause/requests.js";
import type { CallAnswer, PauseSettings, StartOptions } from "./pause/start-options.js";
import type { PythonArguments, PythonFunction } from "./python-function.js";
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
import type { RunResult } from "./result.js";
import { sameClass } from "./same-class.js";
import { checkAsyncIterable, resultsOfAsync, Series } from "./series.js";
import { sessionBusy, sessionClosed } from "./session-errors.js";
import { SessionFiles } from "./session-files.js";
import { SessionGlobals } from "./session-globals.js";
import type { CallOptions, MapOptions, SessionRunOptions } from "./session-options.js";
import { Turns } from "./turns.js";

/** How a run of a {@link Session} goes on: it has finished, or waits for the answer to a call. */
export type RunStep = FinishedRun<Session> | PendingCall<Session, Promise<RunStep>>;

/**
 * A resident Python interpreter: variables, imports, functions, classes and live objects stay for the next
 * run, and nothing runs twice. It starts when it is first used.
 *
 * Overlapping calls run one after the other, in order. Unless stated otherwise, every method rejects with a
 * `MicroPythonSessionClosedError` once the session was closed or its interpreter has died, and with a
 * `MicroPythonWasmError` of `code: "session-busy"` if a callback of the session's own run calls it.
 */
export class Session implements AsyncDisposable {
  /** The global variables. */
  readonly globals: SessionGlobals;
  /** The files of its mounts. */
  readonly files: SessionFiles;
  readonly #interpreter: Interpreter;
  readonly #checkpoints = new Checkpoints<object>();
  readonly #turns = new Turns();
  readonly #pending = new PendingSlot<Session, Promise<RunStep>>();
  #isClosed = false;

  /** @internal */
  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
    this.globals = new SessionGlobals(async (access) => {
      return this.#performForValue(globalRequest(interpreter.settings, access));
    });
    this.files = new SessionFiles((operation) => this.#next(() => interpreter.operate(operation)));
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#isClosed;
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
   * const session = new MicroPythonSession();
   * await session.run("x = 10");
   * await session.run("x += 5");
   * (await session.run("print(x)")).stdout; // "15\n"
   * ```
   */
  async run(code: string, options?: SessionRunOptions): Promise<RunResult> {
    const request = runRequest(this.#interpreter.settings, code, options);
    return this.#next(() => this.#interpreter.perform(request, resultOf));
  }

  /**
   * Runs a snippet like `run`, but pauses it when it calls one of some functions: the call is then pending, and
   * can be answered here or, from its saved bytes, in another process on another machine. The run goes on where
   * it was, however deep in calls, `with` blocks and generators.
   *
   * While a call is pending, the session can do nothing else: its other methods reject with a
   * `MicroPythonWasmError` of `code: "session-busy"`. Folders of the host and stores must not be mounted.
   *
   * @param code the snippet; well-formed Unicode.
   * @param options what this run sets differently from the session's options, and which functions pause it.
   * @returns the finished run, or the pending call.
   * @throws what `run` throws; a `MicroPythonLimitError` of `code: "journal"`.
   * @example
   * ```ts
   * const session = new MicroPythonSession({ hostFunctions: { price: () => 3 } });
   * const code = "total = price() * 2 if ask('Buy?') else 0";
   * let step = await session.start(code, { pauseOn: ["ask"] });
   * if (step.status === "pending") step = await step.resume({ result: true });
   * await session.evaluate("total"); // 6
   * ```
   */
  async start(code: string, options: StartOptions = {}): Promise<RunStep> {
    return this.#step(startRequest(this.#interpreter, code, options));
  }

  /** @internal Continues a run that was paused elsewhere. */
  async continueRun(run: SavedRun, answer: CallAnswer, pause: PauseSettings): Promise<RunStep> {
    return this.#step(resumeRequest(this.#interpreter, run, answer, pause));
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
   * const session = new MicroPythonSession();
   * await session.run("rows = [1, 2, 3]");
   * await session.evaluate<number[]>("[row * 2 for row in rows]"); // [2, 4, 6]
   * await session.evaluate("total = sum(rows)\ntotal / len(rows)"); // 2
   * ```
   */
  async evaluate<Value = unknown>(source: string, options?: SessionRunOptions): Promise<Value> {
    const request = evaluateRequest(this.#interpreter.settings, source, options);
    return (await this.#performForValue(request)) as Value;
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
   * const session = new MicroPythonSession();
   * await session.run("def greet(name, loud=False): return name.upper() if loud else name");
   * await session.call("greet", "Ada"); // "Ada"
   * await session.call("greet", "Ada", kwargs({ loud: true })); // "ADA"
   * ```
   */
  async call<Result = unknown>(name: string, ...args: readonly unknown[]): Promise<Result> {
    const request = callRequest(this.#interpreter.settings, name, args);
    return (await this.#performForValue(request)) as Result;
  }

  /**
   * Wraps a Python function in a JavaScript function, which looks it up by name for each call.
   *
   * @param name as for `call`.
   * @param options what the calls set differently from the session's options.
   * @typeParam Signature the function's type, as the caller knows it; nothing checks it.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.run("def area(width, height): return width * height");
   * const area = session.function<(width: number, height: number) => number>("area");
   * await area(3, 4); // 12
   * ```
   */
  function<Signature extends (...args: never[]) => unknown>(
    name: string,
    options?: CallOptions,
  ): PythonFunction<Signature> {
    const requestOf = callRequests(this.#interpreter.settings, name, options);
    const call = async (...args: PythonArguments<Signature>): Promise<unknown> =>
      this.#performForValue(requestOf(args));
    return call as PythonFunction<Signature>;
  }

  /**
   * Calls a Python function for each of many items, faster than `call` does. Items are passed in chunks, up
   * to 256 ahead of the results; an item that is not ready yet delays none before it. Other calls of the
   * session may run between chunks.
   *
   * @param name as for `call`.
   * @param items each is the only argument of one call.
   * @param options what the calls set differently from the session's options, and whether the limits apply
   * to each item or to all together.
   * @returns the results in the order of the items, computed on demand.
   * @throws what `call` throws, after the results of the items before.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.run("def total(row): return row['price'] * row['count']");
   * const rows = [{ price: 2, count: 3 }, { price: 5, count: 1 }];
   * const totals = [];
   * for await (const total of session.map("total", rows)) totals.push(total);
   * totals; // [6, 5]
   * ```
   */
  map<Item = unknown, Result = unknown>(
    name: string,
    items: Iterable<Item> | AsyncIterable<Item>,
    options?: MapOptions,
  ): AsyncGenerator<Result, void, undefined> {
    const series = new Series(this.#interpreter.settings, name, options);
    const perform = (request: Request) => this.#interpreter.perform(request, resultOf);
    const step = () => this.#next(() => series.stepLater(perform));
    const results = resultsOfAsync(series, checkAsyncIterable(items), step);
    return results as AsyncGenerator<Result, void, undefined>;
  }

  /**
   * Whether a text typed at a prompt can be run with `interactive`, by the interpreter's own rules; if not,
   * it needs another line. A statement with a body ends with an empty line.
   *
   * @throws what `run` throws if a limit is reached.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.isComplete("for i in range(3):"); // false
   * await session.isComplete("for i in range(3):\n  print(i)\n"); // true
   * (await session.run("6 * 7", { interactive: true })).stdout; // "42\n"
   * ```
   */
  async isComplete(source: string): Promise<boolean> {
    const request = isCompleteRequest(this.#interpreter.settings, source);
    return (await this.#performForValue(request)) === true;
  }

  /**
   * Completes the last name in a text typed at a prompt, using the live variables and the attributes of
   * their values. Reading attributes can run the program's code, such as properties, within the session's
   * limits.
   *
   * @throws what `run` throws if a limit is reached.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.run("import math");
   * (await session.complete("x = math.sq")).insert; // "rt"
   * (await session.complete("math.cos")).candidates.toSorted(); // ["cos", "cosh"]
   * ```
   */
  async complete(prefix: string): Promise<Completion> {
    const request = completionsRequest(this.#interpreter.settings, prefix);
    return completionOf(await this.#performForValue(request));
  }

  /**
   * Lets Python code call a function by a name, from the next run on. It replaces a function that already
   * has the name.
   *
   * @param options `name`: its name in Python; by default the function's own name.
   * @throws TypeError, RangeError if the name is not a Python identifier.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * session.registerFunction((a: number, b: number) => a + b, { name: "add" });
   * (await session.run("print(add(2, 3))")).stdout; // "5\n"
   * ```
   */
  registerFunction(fn: HostCallable, options: { readonly name?: string } = {}): void {
    if (this.#isClosed) throw sessionClosed();
    this.#interpreter.register(fn, options.name ?? ownName(fn));
  }

  /** The functions that Python code may call, by name: a copy. */
  get hostFunctions(): Record<string, HostCallable> {
    return Object.fromEntries(this.#interpreter.hostFunctions);
  }

  /**
   * Creates an independent session with the same state and options.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` if the program has files open.
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
    return this.#next(async () => sameClass(this, Session, await this.#interpreter.fork()));
  }

  /**
   * Returns the current state as bytes, including objects, closures and generators. `restore` continues from
   * them, in another process or on another machine. They contain everything that Python code could see, so
   * protect them accordingly.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` if the program has files open.
   * @example
   * ```ts
   * const session = new MicroPythonSession();
   * await session.run("words = ['a', 'b']; w = iter(words); next(w)");
   * const restored = await MicroPythonSession.restore(await session.save());
   * (await restored.run("print(next(w))")).stdout; // "b\n"
   * ```
   */
  save(): Promise<Uint8Array> {
    return this.#next(() => this.#interpreter.save());
  }

  /**
   * Remembers the current state for `rollback`.
   *
   * @throws MicroPythonWasmError of `code: "files-open"` if the program has files open.
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
    return this.#next(async () => this.#checkpoints.add(await this.#interpreter.takeState()));
  }

  /**
   * Returns to a remembered state. It can be used repeatedly, even after the interpreter has died.
   *
   * @throws TypeError if it is not a checkpoint of this session.
   */
  rollback(checkpoint: SessionCheckpoint): Promise<void> {
    return this.#next(() => this.#interpreter.putState(this.#checkpoints.stateOf(checkpoint)));
  }

  /**
   * Discards the interpreter once all earlier calls are done. Can be called at any time, and more than once.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#interpreter.closing();
    await this.#turns.done();
    await this.#interpreter.close();
  }

  /**
   * Ends the session at once, even in the middle of a call: that call and those that wait reject with a
   * `MicroPythonSessionClosedError`. Where calls run inline, the program ends when it lets others use the
   * thread. Resolves when everything has ended.
   *
   * @example
   * ```ts
   * const session = new MicroPythonSession({ fuel: null, wallTimeoutMs: null });
   * const running = session.run("import time\ntime.sleep(3600)").catch((error) => error.code);
   * await session.kill();
   * await running; // "session-closed"
   * ```
   */
  async kill(): Promise<void> {
    this.#isClosed = true;
    this.#interpreter.kill();
    await this.close();
  }

  /** Closes the session at the end of the block in which `await using` declares it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Performs a request that may pause. */
  async #step(request: PausingRequest): Promise<RunStep> {
    const ending = await this.#next(() => this.#interpreter.perform(request, endingOf));
    return this.#pending.step(ending, request, this, async (next) => this.#step(next()));
  }

  #performForValue(request: Request): Promise<unknown> {
    return this.#next(() => this.#interpreter.perform(request, givenValueOf));
  }

  /** Does some work once all earlier calls are done. */
  async #next<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw sessionClosed();
    // A callback that waits for the end of its own run would wait forever.
    if (this.#interpreter.isCallingBack) throw sessionBusy();
    this.#pending.refuseIfPending();
    return this.#turns.next(work);
  }
}
