/**
 * Stores for the states of sessions and calls, which many processes share.
 *
 * @module micropython-wasm/stores
 */

export { createMemoryStateStore } from "./memory.js";
export { createPostgresStateStore, type PostgresClient } from "./postgres.js";
export {
  createRedisStateStore,
  type IoRedisClient,
  type NodeRedisClient,
  type RedisOptions,
} from "./redis.js";
export {
  createSqliteStateStore,
  type SqliteDatabase,
  type SqliteStatement,
  type SqliteValue,
  type TableOptions,
} from "./sqlite.js";
export type { SetOptions, StateStore, StateStoreOptions, StoredState } from "./state-store.js";
