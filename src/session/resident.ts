import type { HostCallable, HostFunctions } from "../base/host-functions.js";
import type { LimitSettings } from "../base/limits.js";
import type { MountSettings } from "../base/mounts.js";
import { checkInline, mountsOf, type RunSettings } from "../base/options.js";
import type { WasmSource } from "../base/wasm.js";
import { HostAnswers } from "../engine/host-answers.js";
import type { SandboxInstance } from "../engine/instance.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import { encodeState } from "../engine/saved-state.js";
import { CAN_SUSPEND } from "../engine/suspension.js";
import type { MountTable } from "../files/mount-table.js";
import { encodeSavedFiles } from "../files/saved-files.js";
import { InputSource } from "../wasi/input.js";
import {
  type Execution,
  execute,
  executeLater,
  type HowToExecute,
  refuseAborted,
  startInterpreter,
} from "./execution.js";
import type { SleepSettings } from "./held-instance.js";
import { LiveState } from "./live-state.js";
import { type PausableRun, pastRun, pausableRun } from "./pause/pausable-run.js";
import { imagePool, poolOf, poolSync } from "./pool-of.js";
import type { Request } from "./requests.js";
import { restorable } from "./restorable.js";
import { errorOf } from "./result.js";
import { sessionBusy, sessionClosed } from "./session-errors.js";
import { SessionFunctions } from "./session-functions.js";
import {
  normaliseSessionOptions,
  restoreSettings,
  type SessionOptions,
} from "./session-options.js";
import type { Continuation, SessionState } from "./session-state.js";

/** The parts of a resident interpreter. */
interface Parts {
  readonly pools: InstancePools;
  readonly wasm: WasmSource | null;
  readonly settings: RunSettings;
  readonly mounts: readonly MountSettings[];
  readonly functions: SessionFunctions;
  readonly pool: InstancePool | null;
  readonly sleeping: SleepSettings;
}

/** A run that may pause, and the state from before it. */
interface Pauses {
  readonly run: PausableRun;
  readonly base: SessionState;
}

/** Settings of a session, which may be in a worker, where all sessions stay awake. */
type Settings = RunSettings & Partial<SleepSettings>;

/** An interpreter that keeps its state between calls, with its files and host functions. */
export class Resident {
  /** The limits apply to each call separately. */
  readonly settings: RunSettings;
  readonly #parts: Parts;
  readonly #functions: SessionFunctions;
  readonly #live: LiveState;
  #pool: InstancePool | null;
  #isRunning = false;
  #isClosed = false;

  private constructor(parts: Parts, state: SessionState | null, stdin?: InputSource) {
    const { pools, pool, settings } = parts;
    this.#parts = parts;
    this.settings = settings;
    this.#functions = parts.functions;
    this.#pool = pool;
    const library = pools.libraryOf(settings.python);
    const { platform } = pools;
    const live = { ...parts, library, platform, freshFiles: pool?.files ?? [] };
    this.#live = new LiveState(live, state, stdin);
  }

  /** Creates a fresh interpreter in this thread. @throws TypeError, RangeError if an option is invalid */
  static create(pools: InstancePools, options?: SessionOptions): Resident {
    const { wasm, ...settings } = normaliseSessionOptions(options);
    checkInline(settings);
    return Resident.fresh(pools, settings, wasm);
  }

  /**
   * The same, with settings that have been checked.
   *
   * @param pool where its interpreter comes from; by default what the settings say.
   */
  static fresh(
    pools: InstancePools,
    given: Settings,
    wasm: WasmSource | null,
    pool = imagePool(given),
  ): Resident {
    return new Resident({ ...partsOf(given), pools, wasm, pool }, null);
  }

  /** Restores the interpreter that `save` saved. @throws MicroPythonInvalidStateError */
  static restore(pools: InstancePools, bytes: Uint8Array, options?: SessionOptions): Resident {
    const { wasm, ...settings } = restoreSettings(bytes, options);
    checkInline(settings);
    const pool = poolSync(pools, settings, wasm);
    return Resident.continued(pools, { saved: bytes }, settings, wasm, pool);
  }

  /** Creates an interpreter that continues from a saved one. @throws MicroPythonInvalidStateError */
  static continued(
    pools: InstancePools,
    { saved, input, registered, randomPosition = null }: Continuation,
    given: Settings,
    wasm: WasmSource | null,
    pool: InstancePool,
  ): Resident {
    const parts = partsOf(given);
    const { snapshot, content, mounts } = restorable(saved, pool, parts.settings);
    parts.functions.stateChanged(registered);
    const state = { snapshot, content, randomPosition };
    const stdin = new InputSource(parts.settings.stdin, input);
    return new Resident({ ...parts, pools, wasm, pool, mounts }, state, stdin);
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  /** The files that the guest sees. @throws MicroPythonWasmError if the session cannot be used */
  get files(): MountTable {
    this.#refuseIfClosed();
    this.#refuseIfBusy();
    return this.#live.files.mounts;
  }

  /** Whether the caller is one of the callbacks of a running call. */
  get isCallingBack(): boolean {
    return this.#live.held.instance?.isCallingBack ?? false;
  }

  /** What Python code may call, by name. */
  get hostFunctions(): HostFunctions {
    return this.#functions.live;
  }

  /** Adds a host function, or replaces the one of that name. @throws TypeError, RangeError */
  register(fn: HostCallable, name: unknown): void {
    this.#refuseIfClosed();
    this.#functions.register(fn, name);
  }

  /** Loads what the first call needs, so that the call does not block. */
  async prepare(): Promise<void> {
    this.#pool ??= await poolOf(this.#parts.pools, this.settings, this.#parts.wasm);
  }

  /**
   * Performs a request; nothing else may use the interpreter meanwhile.
   *
   * @param finish turns the execution into the caller's result, and throws if it failed.
   */
  perform<Result>(
    request: Request,
    finish: (execution: Execution, limits: LimitSettings) => Result,
  ): Result {
    const { instance, how, before, pauses } = this.#begin(request);
    try {
      const execution = execute(instance, request.call, ...how);
      return finish(this.#ended(execution, pauses), request.settings);
    } catch (error) {
      if (instance.wasAborted) throw sessionClosed();
      if (before !== null) this.#putState(before);
      throw error;
    } finally {
      this.#finished();
    }
  }

  /** The same; the thread can do other work meanwhile, if the engine allows that. */
  async performLater<Result>(
    request: Request,
    finish: (execution: Execution, limits: LimitSettings) => Result,
  ): Promise<Result> {
    if (!CAN_SUSPEND) return this.perform(request, finish);
    const { instance, how, before, pauses } = this.#begin(request);
    try {
      const execution = await executeLater(instance, request.call, ...how);
      return finish(this.#ended(execution, pauses), request.settings);
    } catch (error) {
      if (instance.wasAborted) throw sessionClosed();
      if (before !== null) this.#putState(before);
      throw error;
    } finally {
      this.#finished();
    }
  }

  /** Makes the program go on without promises of host functions that it waits for, now or later. */
  stopWaiting(): void {
    this.#live.held.instance?.stopWaiting();
  }

  /** Ends the running call, if any, as soon as the program lets others use the thread, and the interpreter. */
  kill(): void {
    this.#live.held.instance?.abort();
    this.close();
  }

  #begin(request: Request) {
    const { settings, isTransactional, hasOwnStdin, earlierMs = 0, remote, pausing } = request;
    this.#refuseIfUnusable();
    refuseAborted(settings);
    const { platform } = this.#parts.pools;
    const startMs = platform.monotonicMs() - earlierMs;
    const past = pausing?.from && pastRun(pausing, settings, this.#parts.mounts, platform);
    if (past) {
      const state = restorable(past.state, this.#usedPool(), settings);
      this.#putState({ ...state, randomPosition: null });
    }
    const instance = this.#live.held.instance ?? this.#start();
    // A run that continues begins with exactly the memory that it began with before.
    const defined = past ? null : this.#functions.define(instance);
    if (defined !== null && defined.kind !== "finished") throw errorOf(defined, settings, {});
    const base = pausing ? this.#baseState(instance, past !== null) : null;
    const before = isTransactional ? (base ?? this.#state()) : null;
    const input = hasOwnStdin ? new InputSource(settings.stdin) : this.#live.stdin;
    const host = { random: this.#live.random, ...(remote ?? { answers: this.#answers(settings) }) };
    const { mounts } = this.#parts;
    const session = { mounts, clock: this.#live.clock, random: this.#live.random, platform };
    const run = pausing && pausableRun(request, pausing, past ?? null, session, input, host);
    const how: HowToExecute = [
      ...([settings, run?.input ?? input, this.#live.files, platform, startMs] as const),
      run?.host ?? host,
    ];
    this.#isRunning = true;
    this.#live.held.used();
    return { instance, how, before, pauses: run && base && { run, base } };
  }

  /** The state before a run that may pause. */
  #baseState(instance: SandboxInstance, isRestored: boolean): SessionState {
    if (isRestored) return this.#state();
    instance.clearFree();
    const state = this.#state();
    // What is not part of a state, such as unused memory, should be as after it is restored.
    if (state.snapshot !== null) instance.restore(state.snapshot);
    return state;
  }

  /** If the run was paused, it has left nothing in the session. */
  #ended(execution: Execution, pauses: Pauses | null | undefined): Execution {
    if (!pauses) return execution;
    const { run, base } = pauses;
    const { end } = execution.outcome;
    const code = end.kind === "stopped" ? end.code : null;
    if (code === "paused" || code === "diverged") {
      const state = code === "paused" ? this.#encoded(base) : null;
      this.#putState(base);
      return state === null ? execution : { ...execution, paused: run.pause(state) };
    }
    const { position } = run;
    this.#live.randomPosition = position;
    if (!run.hasOwnInput) this.#live.stdin = new InputSource(this.settings.stdin, run.input.rest);
    return execution;
  }

  #finished(): void {
    this.#isRunning = false;
    if (this.#isClosed) this.#live.end();
    else this.#live.held.unused();
  }

  /**
   * Returns the current state, which holds nothing that the program has deleted.
   *
   * @throws MicroPythonWasmError while the program has files open.
   */
  takeState(): SessionState {
    this.#refuseIfUnusable();
    if (this.#live.held.isAsleep) this.#start();
    this.#live.held.instance?.clearFree();
    return this.#state();
  }

  #state(): SessionState {
    this.#refuseIfUnusable();
    return this.#live.take();
  }

  /** Replaces the current state, even if the interpreter is dead. */
  putState(state: SessionState): void {
    this.#refuseIfClosed();
    this.#refuseIfBusy();
    this.#putState(state);
  }

  /** Creates an independent interpreter with the same state. */
  fork(): Resident {
    const state = this.takeState();
    const parts = { ...this.#parts, functions: this.#functions.copy(), pool: this.#pool };
    return new Resident(parts, state, this.#live.stdin.copy());
  }

  /** Returns the state as bytes for `restore`. */
  save(): Uint8Array {
    return this.#encoded(this.takeState());
  }

  #encoded({ snapshot, content }: SessionState): Uint8Array {
    const saved = snapshot ?? this.#start().takeSnapshot();
    const files = encodeSavedFiles(content);
    return encodeState({ snapshot: saved, files }, this.#usedPool().booted);
  }

  /** A pool of interpreters that start from the current state. */
  imagePool(): InstancePool {
    const { content } = this.takeState();
    const instance = this.#live.held.instance ?? this.#start();
    instance.imageFollows();
    return this.#usedPool().startingFrom(instance.takeWholeSnapshot(), content);
  }

  /** Everything that an independent interpreter needs to continue from here. */
  continuation(): Required<Continuation> {
    return {
      saved: this.save(),
      input: this.#live.stdin.rest,
      registered: this.#functions.registered,
      randomPosition: this.#live.randomPosition,
    };
  }

  /** Replaces the current state by one that `save` returned. @throws MicroPythonInvalidStateError */
  putSaved({ saved, randomPosition = null }: Continuation): void {
    const state = restorable(saved, this.#usedPool(), this.settings);
    this.putState({ ...state, randomPosition });
  }

  /** Discards the interpreter; a running call is finished first. */
  close(): void {
    this.#isClosed = true;
    if (!this.#isRunning) this.#live.end();
  }

  #start(): SandboxInstance {
    const settings = { ...this.settings, hostFunctions: this.#functions.live };
    const pool = this.#usedPool();
    const state = this.#live.held.startSnapshot(this.#live.clock.elapsedMs);
    const instance = startInterpreter(pool, settings, state, this.#live.clock);
    if (this.#live.held.isFresh) this.#functions.started();
    this.#live.held.hold(instance, pool);
    return instance;
  }

  #answers(settings: RunSettings): HostAnswers {
    return new HostAnswers({ ...settings, hostFunctions: this.#functions.live });
  }

  #usedPool(): InstancePool {
    this.#pool ??= poolSync(this.#parts.pools, this.settings, this.#parts.wasm);
    return this.#pool;
  }

  #putState(state: SessionState): void {
    this.#live.put(state);
    this.#functions.stateChanged();
  }

  #refuseIfUnusable(): void {
    this.#refuseIfClosed();
    this.#refuseIfBusy();
    this.#live.refuseIfDead();
  }

  #refuseIfClosed(): void {
    if (this.#isClosed) throw sessionClosed();
  }

  #refuseIfBusy(): void {
    if (this.#isRunning) throw sessionBusy();
  }
}

/** The parts that the settings give. */
function partsOf(given: Settings) {
  const { maxAwakeSessions = Infinity, sleepAfterMs = Infinity, ...settings } = given;
  const functions = new SessionFunctions(settings.hostFunctions);
  const sleeping = { maxAwakeSessions, sleepAfterMs };
  return { settings, mounts: mountsOf(settings), functions, sleeping };
}
