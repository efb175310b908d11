import { SANDBOX_PROMPT_COMPLETIONS, SANDBOX_PROMPT_IS_COMPLETE } from "../abi/constants.js";
import { describe } from "../base/check.js";
import { MicroPythonSessionClosedError, MicroPythonWasmError } from "../base/errors.js";
import type { MountSettings } from "../base/mounts.js";
import { mountsOf, normaliseRunOptions, type RunSettings } from "../base/options.js";
import type { GlobalAccess, Outcome, RunHost } from "../engine/calls.js";
import type { SandboxInstance } from "../engine/instance.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import { encodeState } from "../engine/saved-state.js";
import type { Snapshot } from "../engine/snapshot.js";
import { encodeContent, type MountContent } from "../files/content.js";
import type { MountTable } from "../files/mount-table.js";
import { SessionCheckpoint } from "./checkpoint.js";
import { type Completion, completionOf } from "./completion.js";
import { encodeProgram, execute, startInterpreter } from "./execution.js";
import { restorable } from "./restorable.js";
import { failure, type RunResult } from "./result.js";
import { SandboxFiles } from "./sandbox-files.js";
import { SessionFunctions } from "./session-functions.js";
import { runSettings, type SessionOptions, type SessionRunOptions } from "./session-options.js";

/** Lets the interpreter do something. */
type Work = (instance: SandboxInstance, host: RunHost) => Outcome;

/** All that a session goes on from. */
export interface SessionState {
  /** `null` stands for an interpreter that has not been started. */
  readonly snapshot: Snapshot | null;
  /** What is in its memory mounts. */
  readonly content: readonly MountContent[];
}

/** An interpreter that stays from run to run: what the sessions that users see are made of. */
export class ResidentSession {
  readonly #pools: InstancePools;
  readonly #settings: RunSettings;
  readonly #checkpoints = new WeakMap<SessionCheckpoint, SessionState>();
  readonly #mounts: readonly MountSettings[];
  readonly #files: SandboxFiles;
  #functions: SessionFunctions;
  #pool: InstancePool | null = null;
  #instance: SandboxInstance | null = null;
  /** What to start from, where it is not a fresh interpreter. */
  #startState: Snapshot | null = null;
  #isRunning = false;
  #isClosed = false;

  /** @param settings the limits hold for each run anew. */
  private constructor(
    pools: InstancePools,
    settings: RunSettings,
    mounts: readonly MountSettings[],
  ) {
    this.#pools = pools;
    this.#settings = settings;
    this.#mounts = mounts;
    this.#files = new SandboxFiles(mounts, pools.platform);
    this.#functions = new SessionFunctions(settings.hostFunctions);
  }

  static create(pools: InstancePools, options?: SessionOptions): ResidentSession {
    const settings = normaliseRunOptions(options);
    return new ResidentSession(pools, settings, mountsOf(settings));
  }

  /** A session that goes on from what `save` gave. @throws MicroPythonInvalidStateError */
  static restore(
    pools: InstancePools,
    bytes: Uint8Array,
    options?: SessionOptions,
  ): ResidentSession {
    if (!(bytes instanceof Uint8Array)) {
      throw new TypeError(`a saved session is ${describe(bytes)}; allowed is a Uint8Array`);
    }
    if (options?.argv !== undefined) {
      throw new TypeError("option argv is part of the saved session; it cannot be given again");
    }
    const settings = normaliseRunOptions(options);
    const pool = pools.packagedSync();
    const { snapshot, content, mounts } = restorable(bytes, pool, pools.platform, settings);
    const session = new ResidentSession(pools, settings, mounts);
    session.#startState = snapshot;
    session.#files.replace(content);
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

  /** The files that its programs see. @throws where the session cannot be used */
  get files(): MountTable {
    this.#refuseWhereClosed();
    this.#refuseWhereBusy();
    return this.#files.mounts;
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
    const { snapshot, content } = this.#takeState();
    const child = new ResidentSession(this.#pools, this.#settings, this.#mounts);
    child.#startState = snapshot;
    child.#files.replace(content);
    child.#functions = this.#functions.copy();
    return child;
  }

  /** The state as bytes that `restore` takes. */
  save(): Uint8Array {
    this.#refuseWhereUnusable();
    const { snapshot, content } = this.#takeState();
    const { artifact, image } = this.#usedPool();
    return encodeState(
      { snapshot: snapshot ?? this.#start().takeSnapshot(), files: encodeContent(content) },
      { artifact, image, platform: this.#pools.platform },
    );
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
    if (!this.#isRunning) this.#end();
  }

  /** Loads what the first run needs, so that it does not block. */
  async prepare(): Promise<void> {
    this.#pool ??= await this.#pools.packaged();
  }

  /** Does some work that gives a value. */
  #obtain(settings: RunSettings, isTransactional: boolean, work: Work): unknown {
    this.#execute(settings, isTransactional, work);
    return this.#instance?.takeValue();
  }

  /** Does some work while nothing else may use the interpreter. */
  #execute(settings: RunSettings, isTransactional: boolean, work: Work): RunResult {
    this.#refuseWhereUnusable();
    const { platform } = this.#pools;
    const startMs = platform.monotonicMs();
    const instance = this.#instance ?? this.#start();
    const defined = this.#functions.define(instance);
    if (defined !== null && defined.kind !== "finished") throw failure(defined, settings, {});
    const before = isTransactional ? this.#takeState() : null;
    const hostFunctions = this.#functions.live;
    this.#isRunning = true;
    try {
      const withFunctions = { ...settings, hostFunctions };
      return execute(instance, withFunctions, this.#files, platform, startMs, (host) =>
        work(instance, host),
      );
    } catch (error) {
      if (before !== null) this.#putState(before);
      throw error;
    } finally {
      this.#isRunning = false;
      if (this.#isClosed) this.#end();
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
    this.#pool ??= this.#pools.packagedSync();
    return this.#pool;
  }

  /** The present state. @throws MicroPythonWasmError where the program has files open */
  #takeState(): SessionState {
    if (this.#files.open.count > 0) this.#instance?.collect();
    this.#refuseWhereUnusable();
    const { count } = this.#files.open;
    if (count > 0) {
      const open = count === 1 ? "1 file or folder" : `${count} files or folders`;
      const message = `the program has ${open} open; a state can be taken when all are closed`;
      throw new MicroPythonWasmError("files-open", message);
    }
    const snapshot = this.#instance?.takeSnapshot() ?? this.#startState;
    return { snapshot, content: this.#files.content() };
  }

  #putState({ snapshot, content }: SessionState): void {
    if (this.#instance !== null && this.#instance.crash === null && snapshot !== null) {
      this.#instance.restore(snapshot);
    } else {
      this.#drop();
      this.#startState = snapshot;
    }
    this.#files.replace(content);
    this.#functions.stateChanged();
  }

  #end(): void {
    this.#drop();
    this.#files.close();
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
      throw new MicroPythonSessionClosedError(reason, crash.cause);
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
export function sessionClosed(): MicroPythonSessionClosedError {
  return new MicroPythonSessionClosedError("the session was closed");
}

/** The error of a session that is used by a callback of its own run. */
export function sessionBusy(): MicroPythonWasmError {
  const message = "the session is running; its callbacks cannot use it";
  return new MicroPythonWasmError("session-busy", message);
}
