import { BackedStore, type Backend } from "./backend.js";
import type { StateStore, StateStoreOptions, StoredState } from "./state-store.js";

interface Entry extends StoredState {
  readonly expiresAtMs: number;
}

/** So many expired states are looked for at each change. */
const SWEPT = 2;

/**
 * Creates a store in this process, for tests and single servers.
 *
 * @example
 * ```ts
 * import { createMemoryStateStore } from "micropython-wasm/stores";
 * const store = createMemoryStateStore();
 * await store.compareAndSet("chat 1", null, new Uint8Array([1]), { ttlMs: 60_000 });
 * (await store.get("chat 1"))?.bytes.length; // 1
 * ```
 */
export function createMemoryStateStore(options: StateStoreOptions = {}): StateStore {
  return new BackedStore(new MemoryBackend(), options);
}

class MemoryBackend implements Backend {
  readonly #entries = new Map<string, Entry>();

  async get(key: string): Promise<StoredState | null> {
    return this.#current(key);
  }

  async compareAndSet(
    key: string,
    expected: string | null,
    next: StoredState,
    ttlMs: number | null,
  ): Promise<boolean> {
    this.#sweep();
    if ((this.#current(key)?.version ?? null) !== expected) return false;
    this.#entries.delete(key);
    this.#entries.set(key, {
      ...next,
      expiresAtMs: ttlMs === null ? Infinity : Date.now() + ttlMs,
    });
    return true;
  }

  async delete(key: string, expected: string | null): Promise<boolean> {
    const current = this.#current(key);
    if (current === null || (expected !== null && current.version !== expected)) return false;
    return this.#entries.delete(key);
  }

  #current(key: string): Entry | null {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expiresAtMs <= Date.now()) return null;
    return entry;
  }

  /** Removes the expired ones among the oldest, so that those nobody asks for do not stay. */
  #sweep(): void {
    let left = SWEPT;
    for (const [key, entry] of this.#entries) {
      if (left-- === 0) return;
      this.#entries.delete(key);
      if (entry.expiresAtMs > Date.now()) this.#entries.set(key, entry);
    }
  }
}
