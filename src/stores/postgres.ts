import { BackedStore, type Backend, checkTable } from "./backend.js";
import type { TableOptions } from "./sqlite.js";
import type { StateStore, StoredState } from "./state-store.js";

/** What the store uses of a `Pool` or `Client` of `pg`. */
export interface PostgresClient {
  /** Runs a statement. */
  query(
    sql: string,
    parameters?: unknown[],
  ): Promise<{
    /** The rows that it returns. */
    readonly rows: readonly unknown[];
    /** How many rows it changed. */
    readonly rowCount: number | null;
  }>;
}

/**
 * Creates a store in a table of Postgres. Times are those of the server.
 *
 * @param client a `Pool` or a connected `Client` of `pg`, or anything with their `query`; you end it.
 * @throws TypeError, RangeError if an option is invalid.
 * @example
 * ```ts
 * import { createPostgresStateStore, type PostgresClient } from "micropython-wasm/stores";
 * const open = (pool: PostgresClient) => createPostgresStateStore(pool, { table: "chats" });
 * typeof open; // "function"
 * ```
 */
export function createPostgresStateStore(
  client: PostgresClient,
  { table = "python_states", ...options }: TableOptions = {},
): StateStore {
  return new BackedStore(new PostgresBackend(client, checkTable(table)), options);
}

/** So many expired states are removed at each change. */
const SWEPT = 10;

class PostgresBackend implements Backend {
  readonly #client: PostgresClient;
  readonly #table: string;
  #created: Promise<unknown> | null = null;

  constructor(client: PostgresClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async get(key: string): Promise<StoredState | null> {
    const { rows } = await this.#query(
      `SELECT version, bytes FROM ${this.#table} WHERE key = $1 AND ${ALIVE}`,
      [key],
    );
    const [row] = rows as StoredState[];
    return row === undefined ? null : { version: row.version, bytes: new Uint8Array(row.bytes) };
  }

  async compareAndSet(
    key: string,
    expected: string | null,
    { version, bytes }: StoredState,
    ttlMs: number | null,
  ): Promise<boolean> {
    const table = this.#table;
    const expiry = "now() + $4::float8 * interval '1 millisecond'";
    // An expired state counts as none.
    const sql =
      expected === null
        ? `INSERT INTO ${table} AS old (key, version, bytes, expires_at) VALUES ($1, $2, $3, ${expiry})
           ON CONFLICT (key) DO UPDATE SET version = $2, bytes = $3, expires_at = ${expiry}
           WHERE old.expires_at <= now()`
        : `UPDATE ${table} SET version = $2, bytes = $3, expires_at = ${expiry}
           WHERE key = $1 AND version = $5 AND ${ALIVE}`;
    const parameters = [key, version, bytes, ttlMs, ...(expected === null ? [] : [expected])];
    const { rowCount } = await this.#query(sql, parameters);
    await this.#query(
      `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE expires_at <= now()
         LIMIT ${SWEPT} FOR UPDATE SKIP LOCKED)`,
      [],
    );
    return rowCount === 1;
  }

  async delete(key: string, expected: string | null): Promise<boolean> {
    const { rowCount } = await this.#query(
      `DELETE FROM ${this.#table} WHERE key = $1 AND ($2::text IS NULL OR version = $2) AND ${ALIVE}`,
      [key, expected],
    );
    return rowCount === 1;
  }

  async #query(sql: string, parameters: unknown[]) {
    this.#created ??= this.#create().catch((error) => {
      this.#created = null;
      throw error;
    });
    await this.#created;
    return this.#client.query(sql, parameters);
  }

  /** Two processes that create a table at the same time would fail, even with IF NOT EXISTS. */
  async #create(): Promise<void> {
    const table = this.#table;
    await this.#client.query(`DO $$ BEGIN
      PERFORM pg_advisory_xact_lock(hashtext('${table}'));
      CREATE TABLE IF NOT EXISTS ${table} (key text PRIMARY KEY, version text NOT NULL, bytes bytea NOT NULL,
        expires_at timestamptz);
      CREATE INDEX IF NOT EXISTS ${table}_expiry ON ${table} (expires_at) WHERE expires_at IS NOT NULL;
    END $$`);
  }
}

const ALIVE = "(expires_at IS NULL OR expires_at > now())";
