import { type ClockSetting, MAX_FIXED_MS } from "../base/clock.js";
import type { Platform } from "../base/platform.js";

type Clocks = Pick<Platform, "monotonicMs" | "wallNs">;

/** The clocks of one guest. */
export class GuestClock {
  readonly #platform: Clocks;
  readonly #setting: ClockSetting;
  /** For the system's clock: when the guest began, on the platform's. */
  #startMs: number;
  /** For a fixed clock: how long the guest has slept. */
  #sleptMs = 0;

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

  /** Time since 1970 in UTC, in nanoseconds. */
  wallNs(): bigint {
    if (this.#setting === "system") return this.#platform.wallNs();
    return nanoseconds(this.#setting.nowMs) + nanoseconds(this.#sleptMs);
  }

  /** A clock that never goes back, in nanoseconds. */
  monotonicNs(): bigint {
    if (this.#setting === "system") return nanoseconds(this.elapsedMs);
    return nanoseconds(this.#setting.monotonicMs) + nanoseconds(this.#sleptMs);
  }

  /** Advances a fixed clock, which makes waiting unnecessary. Returns whether it is one. */
  skip(ms: number): boolean {
    if (this.#setting === "system") return false;
    this.#sleptMs = Math.min(this.#sleptMs + ms, MAX_FIXED_MS);
    return true;
  }
}

/** Exact for whole milliseconds, however large. */
function nanoseconds(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}
