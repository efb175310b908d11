import { BackedStore, type Backend, checkTable } from "./backend.js";
import type { StateStore, StateStoreOptions, StoredState } from "./state-store.js";

/** What the store uses of a database of `node:sqlite` or `better-sqlite3`. */
export interface SqliteDatabase {
  /** Runs statements. */
  exec(sql: string): unknown;
  /** Prepares a statement. */
  prepare(sql: string): SqliteStatement;
}

/** What the store uses of a prepared statement. */
export interface SqliteStatement {
  /** Returns the first row. */
  get(...parameters: SqliteValue[]): unknown;
  /** Returns how many rows were changed. */
  run(...parameters: SqliteValue[]): {
    /** The number of rows. */
    readonly changes: number | bigint;
  };
}

/** A parameter of a statement. */
export type SqliteValue = string | number | null | Uint8Array;

/** Options of a store in a table. */
export interface TableOptions extends StateStoreOptions {
  /**
   * The table's name, which is created if it does not exist.
   *
   * @defaultValue `"python_states"`
   */
  readonly table?: string;
}

/**
 * Creates a store in a table of SQLite. Processes may share the file.
 *
 * @param database of `node:sqlite`, `better-sqlite3`, or anything with their methods; you close it.
 * @throws TypeError, RangeError if an option is invalid, and what the database throws.
 * @example
 * ```ts
 * import { createSqliteStateStore, type SqliteDatabase } from "micropython-wasm/stores";
 * const open = (database: SqliteDatabase) => createSqliteStateStore(database, { table: "chats" });
 * typeof open; // "function"
 * ```
 */
export function createSqliteStateStore(
  database: SqliteDatabase,
  { table = "python_states", ...options }: TableOptions = {},
): StateStore {
  return new BackedStore(new SqliteBackend(database, checkTable(table)), options);
}

class SqliteBackend implements Backend {
  readonly #get: SqliteStatement;
  readonly #insert: SqliteStatement;
  readonly #update: SqliteStatement;
  readonly #delete: SqliteStatement;
  readonly #sweep: SqliteStatement;

  constructor(database: SqliteDatabase, table: string) {
    database.exec(`PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, version TEXT NOT NULL, bytes BLOB NOT NULL,
        expires_at_ms REAL);
      CREATE INDEX IF NOT EXISTS ${table}_expiry ON ${table} (expires_at_ms) WHERE expires_at_ms IS NOT NULL`);
    const alive = "(expires_at_ms IS NULL OR expires_at_ms > ?)";
    this.#get = database.prepare(`SELECT version, bytes FROM ${table} WHERE key = ? AND ${alive}`);
    this.#insert = database.prepare(
      `INSERT INTO ${table} (key, version, bytes, expires_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
    );
    this.#update = database.prepare(
      `UPDATE ${table} SET version = ?, bytes = ?, expires_at_ms = ? WHERE key = ? AND version = ? AND ${alive}`,
    );
    this.#delete = database.prepare(
      `DELETE FROM ${table} WHERE key = ? AND (version = ? OR ? IS NULL) AND ${alive}`,
    );
    this.#sweep = database.prepare(`DELETE FROM ${table} WHERE expires_at_ms <= ?`);
  }

  async get(key: string): Promise<StoredState | null> {
    const row = this.#get.get(key, Date.now()) as StoredState | undefined;
    return row === undefined ? null : { version: row.version, bytes: new Uint8Array(row.bytes) };
  }

  async compareAndSet(
    key: string,
    expected: string | null,
    { version, bytes }: StoredState,
    ttlMs: number | null,
  ): Promise<boolean> {
    const expiresAtMs = ttlMs === null ? null : Date.now() + ttlMs;
    this.#sweep.run(Date.now());
    const { changes } =
      expected === null
        ? this.#insert.run(key, version, bytes, expiresAtMs)
        : this.#update.run(version, bytes, expiresAtMs, key, expected, Date.now());
    return Number(changes) === 1;
  }

  async delete(key: string, expected: string | null): Promise<boolean> {
    return Number(this.#delete.run(key, expected, expected, Date.now()).changes) === 1;
  }
}
