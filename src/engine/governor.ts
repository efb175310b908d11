import type { SandboxExports } from "../abi/boundary.js";
import { SANDBOX_GO_ON, SANDBOX_STOP, SANDBOX_UNITS_PER_FUEL } from "../abi/constants.js";
import type { LimitCode } from "../base/error-types.js";
import type { LimitSettings } from "../base/limits.js";
import type { Platform } from "../base/platform.js";
import { Wait } from "./waiting.js";

/** The limits that the engine itself enforces. */
export type RunLimits = Pick<
  LimitSettings,
  "fuel" | "wallTimeoutMs" | "excludeHostTime" | "signal" | "onOutputLimit" | "maxHostCalls"
>;

/** Why a run has to end: a limit, a call that it waits for outside, or that it does not repeat what it did before. */
export type StopCode = Exclude<LimitCode, "source"> | "paused" | "diverged";

/** Metered units that the guest may use before it must ask again: a fraction of a millisecond. */
export const SLICE_UNITS = 100_000;

/** What the guest may use after it was told to stop, until its state is consistent: units and time. */
export const GRACE_UNITS = 4_000_000;
const GRACE_MS = 2;
const MIN_GRACE_MS = 1;

/**
 * If the thread has waited this long for a processor, the machine is busy, and times say little about the guest: then
 * its units alone end the grace, unless it takes very long. In milliseconds.
 */
const BUSY_MS = 0.5;
const MAX_GRACE_MS = 200;

/** The waiting is observed from this time before the deadline, in milliseconds. */
const OBSERVED_MS = 5;

/** A guest that can be suspended lets others use the thread this often, in milliseconds. */
const YIELD_MS = 5;

/** A sleeping guest notices an aborted signal within this time, in milliseconds. */
const SLEEP_STEP_MS = 20;

/** The guest did not stop in time; thrown through its frames. */
export class GraceExceeded extends Error {
  /** @param code why the guest had to stop. */
  constructor(readonly code: StopCode) {
    super("the interpreter did not stop in time");
  }
}

/**
 * Watches one run: hands out its fuel in slices, and decides at the end of each whether the run may
 * continue. The guest has used everything handed out except what is left, so the total depends neither on
 * the size of slices nor on time.
 */
export class RunGovernor {
  readonly #limits: RunLimits;
  readonly #left: SandboxExports["sandbox_units"];
  readonly #platform: Platform;
  #deadlineMs: number;
  /** When the guest last let others use the thread. */
  #yieldedMs: number;
  readonly #startMs: number;
  /** Rounded if it is above 2^53, which is more than any run can use. */
  readonly #maxUnits: number;
  #usedUnits = 0;
  #hostCalls = 0;
  #sliceUnits = 0;
  /** Charges that have not been taken from the slice yet, because the guest's global is slow to access. */
  #owedUnits = 0;
  /** Maximum owed units: together with the whole slice, they must not exceed the fuel. */
  #maxOwedUnits = 0;
  #stopCode: StopCode | null = null;
  /** Whether the time does not count at the moment. */
  #isPaused = false;
  /** Whether the guest has been told to stop; what it uses after that is free. */
  #isStopping = false;
  #graceUnits = GRACE_UNITS;
  #graceEndMs = 0;
  /** How long the thread had waited for a processor shortly before it had to stop; `null` before that. */
  #waitedMs: number | null = null;
  #sleep: Wait<never> | null = null;

  /**
   * Starts the clock and hands out the first slice.
   *
   * @param left the guest's global.
   */
  constructor(limits: RunLimits, left: SandboxExports["sandbox_units"], platform: Platform) {
    this.#limits = limits;
    this.#left = left;
    this.#platform = platform;
    this.#startMs = platform.monotonicMs();
    this.#yieldedMs = this.#startMs;
    this.#deadlineMs = this.#yieldedMs + limits.wallTimeoutMs;
    this.#maxUnits = limits.fuel * SANDBOX_UNITS_PER_FUEL;
    this.#startSlice();
  }

  /** The limit that was reached, if any: what the guest does last need not end a slice. */
  get stopCode(): StopCode | null {
    return this.#stopCode ?? (this.#unitsSoFar() > this.#maxUnits ? "fuel" : null);
  }

  /**
   * Fuel used up to the end of the last slice. A partly used unit counts, so a run that gets exactly the
   * fuel it used before completes.
   */
  get fuelUsed(): number {
    const used = Math.ceil(this.#usedUnits / SANDBOX_UNITS_PER_FUEL);
    return Math.min(used, this.#limits.fuel);
  }

  /**
   * A slice is used up; implements the import `sandbox.slice_ended`.
   *
   * @throws GraceExceeded
   */
  sliceEnded(): number {
    this.endSlice();
    // Reasons found during the slice come first; then those that are the same every time.
    this.#stopCode ??= this.#reasonToStop();
    if (this.#stopCode === null) {
      this.#startSlice();
      return SANDBOX_GO_ON;
    }
    this.#grantGrace(this.#stopCode);
    return SANDBOX_STOP;
  }

  /** Makes the limits start afresh, unless one of them is exceeded. Returns whether they do. */
  renew(): boolean {
    this.checkLimits();
    if (this.isStopped) return false;
    this.#deadlineMs = this.#platform.monotonicMs() + this.#limits.wallTimeoutMs;
    this.#waitedMs = null;
    this.#usedUnits = 0;
    this.#owedUnits = 0;
    this.#hostCalls = 0;
    this.#startSlice();
    return true;
  }

  /** Ends the current slice, so that the guest asks again at once, and records what it used. */
  endSlice(): void {
    if (this.#isStopping) return;
    this.#usedUnits = this.#unitsSoFar();
    this.#sliceUnits = 0;
    this.#owedUnits = 0;
    this.#maxOwedUnits = 0;
    this.#left.value = 0;
  }

  /** Sleeps, but not past the deadline. */
  sleepMs(ms: number): void {
    const mayMs = this.#limits.signal?.aborted ? 0 : this.msLeft();
    this.#sleepUnlessAborted(Math.min(ms, mayMs));
    if (this.#limits.signal?.aborted) this.stop("aborted");
    else if (ms >= mayMs) this.stop("timeout");
  }

  /** The same without blocking the thread, for a guest that can be suspended. */
  async sleepLater(ms: number): Promise<void> {
    const endMs = this.#platform.monotonicMs() + ms;
    const msLeft = () => Math.min(this.msLeft(), Math.max(0, endMs - this.#platform.monotonicMs()));
    this.#sleep = new Wait(null, { msLeft, signal: this.signal }, this.#platform);
    await this.#sleep.done;
    this.#sleep = null;
    this.checkLimits();
  }

  /**
   * Whether the guest, which a slice of fuel has just been granted, should let others use the thread. If so,
   * the time until `resumed` does not count.
   */
  shouldYield(): boolean {
    const nowMs = this.#platform.monotonicMs();
    if (nowMs - this.#yieldedMs < YIELD_MS) return false;
    this.#yieldedMs = nowMs;
    return true;
  }

  /** The thread is the guest's again. */
  resumed(): void {
    const nowMs = this.#platform.monotonicMs();
    this.#deadlineMs += nowMs - this.#yieldedMs;
    this.#yieldedMs = nowMs;
  }

  /** The run's signal. */
  get signal(): AbortSignal | null {
    return this.#limits.signal;
  }

  /** Stops the guest as if its signal had been aborted. */
  abort(): void {
    this.stop("aborted");
    this.#sleep?.end();
  }

  /** Stops the guest, unless it already has to. */
  stop(code: StopCode): void {
    this.#stopCode ??= code;
    this.endSlice();
  }

  /** Metered units used so far. */
  get unitsUsed(): number {
    return this.#unitsSoFar();
  }

  /** How much of its time the run has used, in milliseconds. */
  get usedMs(): number {
    const { wallTimeoutMs } = this.#limits;
    if (wallTimeoutMs === Infinity) return this.#platform.monotonicMs() - this.#startMs;
    return wallTimeoutMs - this.msLeft();
  }

  /** Counts time that the run had used before, unless what it has used since is more. */
  hasUsed(ms: number): void {
    const endMs = this.#platform.monotonicMs() + this.#limits.wallTimeoutMs - ms;
    this.#deadlineMs = Math.min(this.#deadlineMs, endMs);
  }

  /** The guest wrote more than its limit. */
  outputTruncated(): void {
    if (this.#limits.onOutputLimit === "stop") this.stop("output");
  }

  /** How many calls of host functions were allowed. */
  get hostCalls(): number {
    return this.#hostCalls;
  }

  /** The guest calls a host function. Returns whether it still may. */
  countHostCall(): boolean {
    if (this.#hostCalls >= this.#limits.maxHostCalls) return false;
    this.#hostCalls += 1;
    return true;
  }

  /** Whether the guest has to stop. */
  get isStopped(): boolean {
    return this.stopCode !== null;
  }

  /** Charges the guest for work that the host does for it. */
  charge(units: number): void {
    this.#owedUnits += units;
    if (this.#owedUnits <= this.#maxOwedUnits) return;
    this.#left.value -= this.#owedUnits;
    this.#owedUnits = 0;
  }

  /** Checks the limits after the host did something for the guest that may have taken long. */
  checkLimits(): void {
    if (this.#isStopping) this.#endSliceBehindGrace();
    else if (this.#limits.signal?.aborted) this.stop("aborted");
    else if (this.msLeft() === 0) this.stop("timeout");
  }

  /** Milliseconds until the deadline. */
  msLeft(): number {
    if (this.#isPaused) return Infinity;
    return Math.max(0, this.#deadlineMs - this.#platform.monotonicMs());
  }

  /** Whether the time limit excludes the time of host functions. */
  get excludesHostTime(): boolean {
    return this.#limits.excludeHostTime;
  }

  /** Does something without counting its time. */
  withoutTime<T>(call: () => T): T {
    const startMs = this.#platform.monotonicMs();
    this.#isPaused = true;
    try {
      return call();
    } finally {
      this.#isPaused = false;
      this.#deadlineMs += this.#platform.monotonicMs() - startMs;
    }
  }

  /** Waits for the host, whose time does not count if it is excluded. */
  async waitForHost<T>(wait: () => Promise<T>): Promise<T> {
    if (!this.excludesHostTime) return wait();
    const startMs = this.#platform.monotonicMs();
    this.#isPaused = true;
    try {
      return await wait();
    } finally {
      this.#isPaused = false;
      this.#deadlineMs += this.#platform.monotonicMs() - startMs;
    }
  }

  /** Another thread can abort a signal if its `aborted` reads shared memory. */
  #sleepUnlessAborted(ms: number): void {
    const { signal } = this.#limits;
    if (signal === null) {
      this.#platform.sleepMs(ms);
      return;
    }
    const endMs = this.#platform.monotonicMs() + ms;
    for (let leftMs = ms; leftMs > 0 && !signal.aborted; ) {
      this.#platform.sleepMs(Math.min(leftMs, SLEEP_STEP_MS));
      leftMs = endMs - this.#platform.monotonicMs();
    }
  }

  #unitsSoFar(): number {
    return this.#usedUnits + this.#sliceUnits - this.#left.value + this.#owedUnits;
  }

  #startSlice(): void {
    const leftUnits = this.#maxUnits - this.#usedUnits;
    this.#sliceUnits = Math.min(SLICE_UNITS, leftUnits);
    this.#maxOwedUnits = Math.min(SLICE_UNITS, leftUnits - this.#sliceUnits);
    this.#left.value = this.#sliceUnits;
  }

  #grantGrace(code: StopCode): void {
    const nowMs = this.#platform.monotonicMs();
    if (!this.#isStopping) {
      this.#isStopping = true;
      // The slice's overshoot beyond the deadline counts, too.
      const endMs = Math.min(nowMs, this.#deadlineMs) + GRACE_MS;
      this.#graceEndMs = Math.max(endMs, nowMs + MIN_GRACE_MS);
      this.#waitedMs ??= this.#platform.waitedMs();
    } else if (this.#graceUnits === 0 || this.#isGraceOver(nowMs)) throw new GraceExceeded(code);
    this.#graceUnits -= SLICE_UNITS;
    this.#left.value = SLICE_UNITS;
  }

  /** The guest may be calling the host again and again while using hardly any fuel. */
  #endSliceBehindGrace(): void {
    if (this.#isGraceOver(this.#platform.monotonicMs())) this.#left.value = 0;
  }

  #isGraceOver(nowMs: number): boolean {
    const overMs = nowMs - this.#graceEndMs;
    if (overMs < 0) return false;
    const isBusy = this.#platform.waitedMs() - (this.#waitedMs ?? 0) >= BUSY_MS;
    return !isBusy || overMs >= MAX_GRACE_MS;
  }

  #reasonToStop(): StopCode | null {
    if (this.#usedUnits > this.#maxUnits) return "fuel";
    if (this.#limits.signal?.aborted) return "aborted";
    const leftMs = this.msLeft();
    if (leftMs < OBSERVED_MS) this.#waitedMs ??= this.#platform.waitedMs();
    return leftMs === 0 ? "timeout" : null;
  }
}
