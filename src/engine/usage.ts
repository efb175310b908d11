import type { UsageCallback } from "../base/options.js";
import type { Platform } from "../base/platform.js";

/** A callback that receives what a run has used threw; `cause` is what it threw. */
export class UsageCallbackError extends Error {
  constructor(cause: unknown) {
    super("the callback that receives the usage threw", { cause });
  }
}

/** A program that computes is reported on this often, in milliseconds. */
const INTERVAL_MS = 100;

/** Reports what a run has used while it goes on. */
export class UsageReports {
  readonly #onUsage: UsageCallback;
  readonly #platform: Platform;
  readonly #startMs: number;
  #nextMs: number;

  /** @param startMs when the run began, on the platform's clock. */
  constructor(onUsage: UsageCallback, platform: Platform, startMs: number) {
    this.#onUsage = onUsage;
    this.#platform = platform;
    this.#startMs = startMs;
    this.#nextMs = startMs + INTERVAL_MS;
  }

  /** Whether it is time for the next report. */
  get isDue(): boolean {
    return this.#platform.monotonicMs() >= this.#nextMs;
  }

  /** @throws UsageCallbackError */
  report(fuelUsed: number, peakMemoryBytes: number): void {
    const durationMs = this.#platform.monotonicMs() - this.#startMs;
    try {
      this.#onUsage({ fuelUsed, peakMemoryBytes, durationMs });
    } catch (error) {
      throw new UsageCallbackError(error);
    }
    this.#nextMs = this.#platform.monotonicMs() + INTERVAL_MS;
  }
}
