import { checkNumber, checkText, describe, wholeNumbers } from "../base/check.js";
import { isUint8Array } from "../base/kinds.js";
import { compressed, decompressed } from "./compression.js";
import type { SetOptions, StateStore, StateStoreOptions, StoredState } from "./state-store.js";

/** What a database does for a store. Arguments are valid; bytes are compressed. */
export interface Backend {
  get(key: string): Promise<StoredState | null>;
  /** Returns whether it was set. */
  compareAndSet(
    key: string,
    expected: string | null,
    next: StoredState,
    ttlMs: number | null,
  ): Promise<boolean>;
  /** @param expected `null` for any. */
  delete(key: string, expected: string | null): Promise<boolean>;
}

const MAX_KEY_LENGTH = 512;
const SIZE = wholeNumbers(1, 2 ** 30);
const DEFAULT_BYTES = 64 * 1024 * 1024;
const TTL = wholeNumbers(1, Number.MAX_SAFE_INTEGER / 2);

/** A store over a database: checks arguments, compresses, and chooses versions. */
export class BackedStore implements StateStore {
  readonly #backend: Backend;
  readonly #maxBytes: number;

  constructor(backend: Backend, { maxBytes = DEFAULT_BYTES }: StateStoreOptions) {
    this.#backend = backend;
    this.#maxBytes = checkNumber("maxBytes", maxBytes, SIZE);
  }

  async get(key: string): Promise<StoredState | null> {
    const found = await this.#backend.get(checkKey(key));
    if (found === null) return null;
    const { version } = found;
    return { bytes: await decompressed(found.bytes, this.#maxBytes), version };
  }

  async compareAndSet(
    key: string,
    expected: string | null,
    bytes: Uint8Array,
    options: SetOptions = {},
  ): Promise<string | null> {
    checkKey(key);
    if (expected !== null) checkText("the expected version", expected);
    if (!isUint8Array(bytes)) {
      throw new TypeError(`the state is ${describe(bytes)}; allowed is a Uint8Array`);
    }
    if (bytes.length > this.#maxBytes) {
      const allowed = `up to ${this.#maxBytes}, as maxBytes says`;
      throw new RangeError(`the state has ${bytes.length} bytes; allowed are ${allowed}`);
    }
    const { ttlMs = null } = options;
    if (ttlMs !== null) checkNumber("ttlMs", ttlMs, TTL);
    const version = newVersion();
    const next = { bytes: await compressed(bytes), version };
    const isSet = await this.#backend.compareAndSet(key, expected, next, ttlMs);
    return isSet ? version : null;
  }

  async delete(key: string, expected?: string): Promise<boolean> {
    if (expected !== undefined) checkText("the expected version", expected);
    return this.#backend.delete(checkKey(key), expected ?? null);
  }
}

/** Checks a name of a table or a prefix of keys. @throws TypeError, RangeError */
export function checkTable(name: unknown): string {
  const table = checkText("option table", name);
  if (/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(table)) return table;
  const allowed = "up to 63 letters, digits and underscores";
  throw new RangeError(`option table is ${describe(table)}; allowed are ${allowed}`);
}

function checkKey(key: unknown): string {
  const text = checkText("the key", key);
  // Databases end texts there.
  const isGood = text.length > 0 && text.length <= MAX_KEY_LENGTH && !text.includes("\0");
  if (isGood) return text;
  const allowed = `1 to ${MAX_KEY_LENGTH} characters without U+0000`;
  throw new RangeError(`the key is ${describe(text)}; allowed are ${allowed}`);
}

/** Random, because a number would be the same again after a state was deleted. */
function newVersion(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
