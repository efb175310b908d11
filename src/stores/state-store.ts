/** A state in a store. */
export interface StoredState {
  /** What was stored; a copy. */
  readonly bytes: Uint8Array;
  /** Changes with each `compareAndSet`; never used again, even after the state was deleted. */
  readonly version: string;
}

/** How a state is stored. */
export interface SetOptions {
  /**
   * After how many milliseconds the state is gone: a whole number of at least 1, or `null` for never.
   *
   * @defaultValue `null`
   */
  readonly ttlMs?: number | null;
}

/**
 * Keeps states that many processes read and write: sessions and calls that were saved, under a key for each
 * conversation. Of two that replace the same version, only one succeeds.
 *
 * Keys are texts of 1 to 512 characters. Methods reject with a TypeError or RangeError if an argument is invalid, and
 * with the client's error if the database fails.
 *
 * @example
 * ```ts
 * import { createMemoryStateStore, type StateStore } from "micropython-wasm/stores";
 * const store: StateStore = createMemoryStateStore();
 * const first = await store.compareAndSet("chat 1", null, new Uint8Array([1]));
 * const second = await store.compareAndSet("chat 1", first, new Uint8Array([2]));
 * second !== null; // true
 * await store.compareAndSet("chat 1", first, new Uint8Array([3])); // null
 * (await store.get("chat 1"))?.bytes[0]; // 2
 * ```
 */
export interface StateStore {
  /** Returns a state, or `null` if there is none, or no longer. */
  get(key: string): Promise<StoredState | null>;
  /**
   * Replaces a state, if it has not changed.
   *
   * @param expected the version to replace; `null` if there must be no state.
   * @returns the new version, or `null` if there is another version, or none.
   */
  compareAndSet(
    key: string,
    expected: string | null,
    bytes: Uint8Array,
    options?: SetOptions,
  ): Promise<string | null>;
  /**
   * Deletes a state.
   *
   * @param expected the only version to delete; by default any.
   * @returns whether there was one.
   */
  delete(key: string, expected?: string): Promise<boolean>;
}

/** Options of every store. */
export interface StateStoreOptions {
  /**
   * Maximum size of a state, in bytes, before it is compressed: from 1 to 1 GiB.
   *
   * @defaultValue 64 MiB
   */
  readonly maxBytes?: number;
}
