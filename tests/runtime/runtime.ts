import type { Given, Observed } from "./observations.js";

/** How long a runtime may take to start and to observe. */
export const OBSERVE_TIMEOUT_MS = 300_000;

/** By the name of the Python. */
export type Observations = Record<string, Observed>;

/** A JavaScript runtime besides the one that runs the tests. */
export interface Runtime {
  readonly name: string;
  /** What the observer is not told, because the runtime does not have it. */
  readonly lacks?: {
    readonly cpython?: boolean;
    readonly clock?: boolean;
    /** Half of MicroPython's recursion depth. */
    readonly depth?: boolean;
  };
  /** Makes it available. Returns why it cannot be, if so. */
  install(): string | null;
  observe(given: Given): Promise<Observations>;
}
