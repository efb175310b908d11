import { SANDBOX_PROMPT_COMPLETIONS, SANDBOX_PROMPT_IS_COMPLETE } from "../abi/constants.js";
import { describe } from "../base/check.js";
import { MicroPythonSessionClosed, MicroPythonWasmError } from "../base/errors.js";
import { normaliseRunOptions, type RunSettings } from "../base/options.js";
import type { GlobalAccess, Outcome, RunHost, SandboxInstance } from "../engine/instance.js";
import type { InstancePool } from "../engine/pool.js";
import { decodeState, encodeState, type StateOrigin } from "../engine/saved-state.js";
import type { Snapshot } from "../engine/snapshot.js";
import { type Completion, completionOf } from "./completion.js";
import { encodeProgram, execute, startInterpreter } from "./execution.js";
import type { Interpreters } from "./interpreters.js";
import { failure, type RunResult } from "./result.js";
import { SessionFunctions } from "./session-functions.js";
import { runSettings, type SessionOptions, type SessionRunOptions } from "./session-options.js";

/** Lets the interpreter do something. */
type Work = (instance: SandboxInstance, host: RunHost) => Outcome;

/** A moment that a session can be rolled back to. */
export class SessionCheckpoint {
  /** Keeps what only looks like a checkpoint from being taken for one. */
  readonly #isOne = true;

  /** @internal */
  static is(value: unknown): value is SessionCheckpoint {
    return typeof value === "object" && value !== null && #isOne in value;
  }
}

/** An interpreter that stays from run to run: what the sessions that users see are made of. */
export class ResidentSession {
  readonly #interpreters: Interpreters;
  readonly #settings: RunSettings;
  /** The states of the checkpoints; `null` stands for an interpreter that has not been started. */
  readonly #checkpoints = new WeakMap<SessionCheckpoint, Snapshot | null>();
  #functions: SessionFunctions;
  #pool: InstancePool | null = null;
  #instance: SandboxInstance | null = null;
  /** What to start from, where it is not a fresh interpreter. */
  #startState: Snapshot | null = null;
  #isRunning = false;
  #isClosed = false;

  /** @param settings the limits hold for each run anew. */
  private constructor(interpreters: Interpreters, settings: RunSettings) {
    this.#interpreters = interpreters;
    this.#settings = settings;
    this.#functions = new SessionFunctions(settings.hostFunctions);
  }

  static create(interpreters: Interpreters, options?: SessionOptions): ResidentSession {
    return new ResidentSession(interpreters, normaliseRunOptions(options));
  }

  /** A session that goes on from what `save` gave. @throws MicroPythonWasmInvalidState */
  static restore(
    interpreters: Interpreters,
    bytes: Uint8Array,
    options?: SessionOptions,
  ): ResidentSession {
    if (!(bytes instanceof Uint8Array)) {
      throw new TypeError(`a saved session is ${describe(bytes)}; allowed is a Uint8Array`);
    }
    if (options?.argv !== undefined) {
      throw new TypeError("option argv is part of the saved session; it cannot be given again");
    }
    const session = ResidentSession.create(interpreters, options);
    const { memoryBytes } = session.#settings;
    session.#startState = decodeState(bytes, session.#origin(), memoryBytes);
    session.#functions.stateChanged();
    return session;
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  /** What Python code may call; may be added to. */
  get functions(): SessionFunctions {
    return this.#functions;
  }

  /** Whether a snippet runs at the moment, so that whoever asks is one of its callbacks. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Runs a snippet among all that earlier ones left behind. */
  run(code: string, options: SessionRunOptions = {}): RunResult {
    const { settings, isTransactional, isInteractive } = runSettings(this.#settings, options);
    const source = encodeProgram("code", code, settings);
    const program = { source, filename: settings.filename, isInteractive };
    return this.#execute(settings, isTransactional, (instance, host) =>
      instance.run(program, host, settings),
    );
  }

  /** Evaluates an expression in the same way; answers its value. */
  evaluate(expression: string, options: SessionRunOptions = {}): unknown {
    const { settings, isTransactional } = runSettings(this.#settings, options);
    const source = encodeProgram("expression", expression, settings);
    const program = { source, filename: settings.filename };
    return this.#obtain(settings, isTransactional, (instance, host) =>
      instance.evaluate(program, host, settings),
    );
  }

  /** Does something with a global variable; answers what was asked for. */
  accessGlobal(access: GlobalAccess): unknown {
    return this.#obtain(this.#settings, false, (instance, host) =>
      instance.accessGlobal(access, host, this.#settings),
    );
  }

  /** Whether what was typed can be run as it is. */
  isComplete(source: string): boolean {
    return this.#askPrompt(SANDBOX_PROMPT_IS_COMPLETE, "source", source) === true;
  }

  /** How what was typed can go on. */
  complete(prefix: string): Completion {
    return completionOf(this.#askPrompt(SANDBOX_PROMPT_COMPLETIONS, "prefix", prefix));
  }

  /** An independent session with the same state. */
  fork(): ResidentSession {
    this.#refuseWhereUnusable();
    const child = new ResidentSession(this.#interpreters, this.#settings);
    child.#startState = this.#takeState();
    child.#functions = this.#functions.copy();
    return child;
  }

  /** The state as bytes that `restore` takes. */
  save(): Uint8Array {
    this.#refuseWhereUnusable();
    const state = this.#takeState() ?? this.#start().takeSnapshot();
    return encodeState(state, this.#origin());
  }

  /** Remembers the state. */
  checkpoint(): SessionCheckpoint {
    this.#refuseWhereUnusable();
    const checkpoint = new SessionCheckpoint();
    this.#checkpoints.set(checkpoint, this.#takeState());
    return checkpoint;
  }

  /** Goes back to a state that was remembered, also where the interpreter has died since. */
  rollback(checkpoint: SessionCheckpoint): void {
    const state = SessionCheckpoint.is(checkpoint) && this.#checkpoints.get(checkpoint);
    if (state === false || state === undefined) {
      throw new TypeError(
        `checkpoint is ${describe(checkpoint)}; allowed is one of this session's checkpoints`,
      );
    }
    this.#refuseWhereClosed();
    this.#refuseWhereBusy();
    this.#putState(state);
  }

  /** Gives the interpreter up; what runs at the moment comes to its end. */
  close(): void {
    this.#isClosed = true;
    if (!this.#isRunning) this.#drop();
  }

  /** Loads what the first run needs, so that it does not block. */
  async prepare(): Promise<void> {
    this.#pool ??= await this.#interpreters.packaged();
  }

  /** Does some work that gives a value. */
  #obtain(settings: RunSettings, isTransactional: boolean, work: Work): unknown {
    this.#execute(settings, isTransactional, work);
    return this.#instance?.takeValue();
  }

  /** Does some work while nothing else may use the interpreter. */
  #execute(settings: RunSettings, isTransactional: boolean, work: Work): RunResult {
    this.#refuseWhereUnusable();
    const { platform } = this.#interpreters;
    const startMs = platform.monotonicMs();
    const instance = this.#instance ?? this.#start();
    const defined = this.#functions.define(instance);
    if (defined !== null && defined.kind !== "finished") throw failure(defined, settings, {});
    const before = isTransactional ? instance.takeSnapshot() : null;
    const hostFunctions = this.#functions.live;
    this.#isRunning = true;
    try {
      return execute(instance, { ...settings, hostFunctions }, platform, startMs, (host) =>
        work(instance, host),
      );
    } catch (error) {
      if (before !== null) this.#putState(before);
      throw error;
    } finally {
      this.#isRunning = false;
      if (this.#isClosed) this.#drop();
    }
  }

  #askPrompt(question: number, name: string, typed: string): unknown {
    const settings = this.#settings;
    const text = encodeProgram(name, typed, settings);
    return this.#obtain(settings, false, (instance, host) =>
      instance.askPrompt({ question, text }, host, settings),
    );
  }

  #start(): SandboxInstance {
    const settings = { ...this.#settings, hostFunctions: this.#functions.live };
    this.#instance = startInterpreter(this.#usedPool(), settings, this.#startState);
    if (this.#startState === null) this.#functions.started();
    this.#startState = null;
    return this.#instance;
  }

  #usedPool(): InstancePool {
    this.#pool ??= this.#interpreters.packagedSync();
    return this.#pool;
  }

  #origin(): StateOrigin {
    const { artifact, image } = this.#usedPool();
    return { artifact, image, platform: this.#interpreters.platform };
  }

  /** The present state; `null` where the interpreter is yet to be started, from nothing. */
  #takeState(): Snapshot | null {
    return this.#instance?.takeSnapshot() ?? this.#startState;
  }

  #putState(state: Snapshot | null): void {
    if (this.#instance !== null && this.#instance.crash === null && state !== null) {
      this.#instance.restore(state);
    } else {
      this.#drop();
      this.#startState = state;
    }
    this.#functions.stateChanged();
  }

  #drop(): void {
    if (this.#instance !== null) this.#pool?.release(this.#instance);
    this.#instance = null;
    this.#startState = null;
  }

  #refuseWhereUnusable(): void {
    this.#refuseWhereClosed();
    this.#refuseWhereBusy();
    const crash = this.#instance?.crash ?? null;
    if (crash !== null) {
      const reason = `the session's interpreter is dead: ${crash.reason}`;
      throw new MicroPythonSessionClosed(reason, crash.cause);
    }
  }

  #refuseWhereClosed(): void {
    if (this.#isClosed) throw sessionClosed();
  }

  #refuseWhereBusy(): void {
    if (this.#isRunning) throw sessionBusy();
  }
}

/** The error of a session that was closed. */
export function sessionClosed(): MicroPythonSessionClosed {
  return new MicroPythonSessionClosed("the session was closed");
}

/** The error of a session that is used by a callback of its own run. */
export function sessionBusy(): MicroPythonWasmError {
  const message = "the session is running; its callbacks cannot use it";
  return new MicroPythonWasmError("session-busy", message);
}
