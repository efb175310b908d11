import { checkText } from "../base/check.js";
import { BackedStore, type Backend } from "./backend.js";
import type { StateStore, StateStoreOptions, StoredState } from "./state-store.js";

/** What the store uses of a client of `ioredis`. */
export interface IoRedisClient {
  /** Runs a command, and returns bytes. */
  callBuffer(command: string, ...args: (string | Buffer)[]): Promise<unknown>;
}

/** What the store uses of a connected client of `redis`. */
export interface NodeRedisClient {
  /** Runs a command. */
  sendCommand(args: (string | Buffer)[], options?: { typeMapping?: object }): Promise<unknown>;
}

/** Options of a store in Redis. */
export interface RedisOptions extends StateStoreOptions {
  /**
   * What the store's keys begin with.
   *
   * @defaultValue `"python:state:"`
   */
  readonly prefix?: string;
}

/**
 * Creates a store in Redis or Valkey. Each state is one hash.
 *
 * @param client of `ioredis`, or a connected one of `redis` (5 or later); you close it.
 * @throws TypeError, RangeError if an option is invalid.
 * @example
 * ```ts
 * import { createRedisStateStore, type IoRedisClient } from "micropython-wasm/stores";
 * const open = (client: IoRedisClient) => createRedisStateStore(client, { prefix: "chats:" });
 * typeof open; // "function"
 * ```
 */
export function createRedisStateStore(
  client: IoRedisClient | NodeRedisClient,
  { prefix = "python:state:", ...options }: RedisOptions = {},
): StateStore {
  return new BackedStore(new RedisBackend(client, checkText("option prefix", prefix)), options);
}

/** The type of texts in Redis's protocol. */
const BLOB_STRING = "$".charCodeAt(0);

const COMPARE_AND_SET = `
local version = redis.call('HGET', KEYS[1], 'version')
if (version or '') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'bytes', ARGV[3])
if ARGV[4] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
return 1`;

const DELETE = `
local version = redis.call('HGET', KEYS[1], 'version')
if not version or (ARGV[1] ~= '' and version ~= ARGV[1]) then return 0 end
return redis.call('DEL', KEYS[1])`;

class RedisBackend implements Backend {
  readonly #client: IoRedisClient | NodeRedisClient;
  readonly #prefix: string;

  constructor(client: IoRedisClient | NodeRedisClient, prefix: string) {
    this.#client = client;
    this.#prefix = prefix;
  }

  async get(key: string): Promise<StoredState | null> {
    const found = await this.#call("HMGET", this.#prefix + key, "version", "bytes");
    const [version, bytes] = found as [Uint8Array | null, Uint8Array | null];
    if (version === null || bytes === null) return null;
    return { version: new TextDecoder().decode(version), bytes: new Uint8Array(bytes) };
  }

  async compareAndSet(
    key: string,
    expected: string | null,
    { version, bytes }: StoredState,
    ttlMs: number | null,
  ): Promise<boolean> {
    // An empty version would look like none.
    if (expected === "") return false;
    const ttl = ttlMs === null ? "" : String(ttlMs);
    const values = [expected ?? "", version, Buffer.from(bytes), ttl];
    const answer = await this.#call("EVAL", COMPARE_AND_SET, "1", this.#prefix + key, ...values);
    return Number(answer) === 1;
  }

  async delete(key: string, expected: string | null): Promise<boolean> {
    if (expected === "") return false;
    const answer = await this.#call("EVAL", DELETE, "1", this.#prefix + key, expected ?? "");
    return Number(answer) === 1;
  }

  #call(...args: [string, ...(string | Buffer)[]]): Promise<unknown> {
    const client = this.#client;
    if ("callBuffer" in client) return client.callBuffer(...args);
    return client.sendCommand(args, { typeMapping: { [BLOB_STRING]: Buffer } });
  }
}
