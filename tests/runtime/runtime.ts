/** How long a runtime may take to start and to observe. */
export const OBSERVE_TIMEOUT_MS = 300_000;

/** What every observer is told. */
export interface Given {
  readonly pythons: readonly string[];
}

/** What the table of runtimes says of a test; `scripts/runtimes-table.mjs` reads it from vitest's report. */
export interface Tried {
  readonly row: string;
  readonly version: string;
  readonly pythons: readonly string[];
  /** How many programs had the same output and fuel as here. */
  readonly programs?: number;
}

declare module "vitest" {
  interface TaskMeta {
    tried?: Tried;
  }
}

/** A JavaScript runtime besides the one that runs the tests. */
export interface Runtime {
  readonly name: string;
  /** The row of tables that it belongs to. */
  readonly row: string;
  /** Its version, once it is available. */
  version(): string;
  /** What the observer is not told, because the runtime does not have it. */
  readonly lacks?: {
    readonly cpython?: boolean;
    readonly clock?: boolean;
    /** Half of MicroPython's recursion depth. */
    readonly depth?: boolean;
    readonly folders?: boolean;
  };
  /** Makes it available. Returns why it cannot be, if so. */
  install(): string | null;
  /**
   * Calls `observe` of an observer there.
   *
   * @param observer its name, as for `bundleObserver`.
   * @returns what it resolves to, as JSON carries it.
   */
  observe(observer: string, given: Given): Promise<unknown>;
}
