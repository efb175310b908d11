import { IdleTimer } from "../base/idle-timer.js";
import type { Crash } from "../engine/crash.js";
import type { SandboxInstance } from "../engine/instance.js";
import type { InstancePool } from "../engine/pool.js";
import { type Sleeper, SleepingState } from "../engine/sleeping-state.js";
import type { Snapshot } from "../engine/snapshot.js";

/** When sessions sleep. */
export interface SleepSettings {
  /** How many sessions of a Python hold an instance at most. */
  readonly maxAwakeSessions: number;
  /** After how many milliseconds without a call a session sleeps. */
  readonly sleepAfterMs: number;
}

/** What a session has of an instance: one of a pool while it is used, a compressed state while it sleeps. */
export class HeldInstance implements Sleeper {
  readonly #settings: SleepSettings;
  readonly #maySleep: () => boolean;
  readonly #ref = new WeakRef<HeldInstance>(this);
  readonly #idle: IdleTimer;
  #pool: InstancePool | null = null;
  #instance: SandboxInstance | null = null;
  /** The state to start from, unless it is a fresh interpreter. */
  #startState: Snapshot | SleepingState | null;
  #isInUse = false;

  /**
   * @param startState the state to start from; `null` for a fresh interpreter.
   * @param maySleep whether nothing else depends on the instance.
   */
  constructor(settings: SleepSettings, startState: Snapshot | null, maySleep: () => boolean) {
    this.#settings = settings;
    this.#startState = startState;
    this.#maySleep = maySleep;
    const ref = this.#ref;
    this.#idle = new IdleTimer(settings.sleepAfterMs, () => {
      const self = ref.deref();
      if (self?.sleep()) self.#pool?.awake.gone(ref);
    });
  }

  /** The instance; `null` while there is none. */
  get instance(): SandboxInstance | null {
    return this.#instance;
  }

  /** Why the instance is dead, if it is. */
  get crash(): Crash | null {
    return this.#instance?.crash ?? null;
  }

  /** Whether it only keeps a compressed state. */
  get isAsleep(): boolean {
    return this.#startState instanceof SleepingState;
  }

  /** Whether it would start as a fresh interpreter. */
  get isFresh(): boolean {
    return this.#instance === null && this.#startState === null;
  }

  /** Takes an instance, which the pool can have back later. */
  hold(instance: SandboxInstance, pool: InstancePool): void {
    this.#pool = pool;
    this.#instance = instance;
    this.#startState = null;
  }

  /** The state to start from; `null` for a fresh interpreter. @param elapsedMs the time of its clock */
  startSnapshot(elapsedMs: number): Snapshot | null {
    const state = this.#startState;
    return state instanceof SleepingState ? state.wake(elapsedMs) : state;
  }

  /** The current state; `null` for a fresh interpreter. */
  snapshot(elapsedMs: number): Snapshot | null {
    return this.#instance?.takeSnapshot() ?? this.startSnapshot(elapsedMs);
  }

  /** Replaces the current state, even if the instance is dead. */
  restore(snapshot: Snapshot | null): void {
    if (this.#instance !== null && this.crash === null && snapshot !== null) {
      this.#instance.restore(snapshot);
      return;
    }
    this.drop();
    this.#startState = snapshot;
  }

  /** A call begins, during which the session cannot sleep. */
  used(): void {
    this.#isInUse = true;
    this.#idle.stop();
  }

  /** The call is over. Others may have to sleep now. */
  unused(): void {
    this.#isInUse = false;
    this.#idle.restart();
    this.#pool?.awake.used(this.#ref, this.#settings.maxAwakeSessions);
  }

  sleep(): boolean {
    const instance = this.#instance;
    if (instance === null || this.#pool === null) return true;
    if (this.#isInUse || instance.crash !== null || !this.#maySleep()) return false;
    this.#startState = new SleepingState(instance.takeSnapshot(), this.#pool);
    this.#pool.release(instance);
    this.#instance = null;
    return true;
  }

  /** Gives back the instance, and forgets the state. */
  drop(): void {
    this.#idle.stop();
    this.#pool?.awake.gone(this.#ref);
    if (this.#instance !== null) this.#pool?.release(this.#instance);
    this.#instance = null;
    this.#startState = null;
  }
}
