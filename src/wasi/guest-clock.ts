import { type ClockSetting, MAX_FIXED_MS } from "../base/clock.js";
import type { Platform } from "../base/platform.js";

type Clocks = Pick<Platform, "monotonicMs" | "wallNs">;

/** Repeats what clocks said before, and remembers what they say. */
export interface ClockTape {
  /** Whether it repeats, so that no time passes. */
  readonly isReplaying: boolean;
  /** @param now the time, in nanoseconds. */
  read(now: () => bigint): bigint;
}

/** The clocks of one guest. */
export class GuestClock {
  readonly #platform: Clocks;
  readonly #setting: ClockSetting;
  /** For the system's clock: when the guest began, on the platform's. */
  #startMs: number;
  /** For a fixed clock: how long the guest has slept. */
  #sleptMs = 0;
  #tape: ClockTape | null = null;

  constructor(platform: Clocks, setting: ClockSetting = "system") {
    this.#platform = platform;
    this.#setting = setting;
    this.#startMs = platform.monotonicMs();
  }

  /** How far the clocks have advanced since the guest began, in milliseconds. */
  get elapsedMs(): number {
    if (this.#setting !== "system") return this.#sleptMs;
    return this.#platform.monotonicMs() - this.#startMs;
  }

  /** Continues from an earlier `elapsedMs`. */
  continueFrom(elapsedMs: number): void {
    this.#sleptMs = elapsedMs;
    this.#startMs = this.#platform.monotonicMs() - elapsedMs;
  }

  /** What the guest reads goes through a tape from now on. */
  useTape(tape: ClockTape | null): void {
    this.#tape = tape;
  }

  /** Time since 1970 in UTC, in nanoseconds. */
  wallNs(): bigint {
    return this.#tape?.read(() => this.#wallNs()) ?? this.#wallNs();
  }

  /** A clock that never goes back, in nanoseconds. */
  monotonicNs(): bigint {
    return this.#tape?.read(() => this.#monotonicNs()) ?? this.#monotonicNs();
  }

  #wallNs(): bigint {
    if (this.#setting === "system") return this.#platform.wallNs();
    return nanoseconds(this.#setting.nowMs) + nanoseconds(this.#sleptMs);
  }

  #monotonicNs(): bigint {
    if (this.#setting === "system") return nanoseconds(this.elapsedMs);
    return nanoseconds(this.#setting.monotonicMs) + nanoseconds(this.#sleptMs);
  }

  /** Advances a fixed clock. Returns whether waiting is unnecessary: with such a clock, and where time is repeated. */
  skip(ms: number): boolean {
    if (this.#setting === "system") return this.#tape?.isReplaying ?? false;
    this.#sleptMs = Math.min(this.#sleptMs + ms, MAX_FIXED_MS);
    return true;
  }
}

/** Exact for whole milliseconds, however large. */
function nanoseconds(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}
