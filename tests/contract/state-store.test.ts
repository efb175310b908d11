import { createRequire } from "node:module";
import { Redis } from "ioredis";
import {
  createMemoryStateStore,
  createPostgresStateStore,
  createRedisStateStore,
  createSqliteStateStore,
  type SqliteDatabase,
  type StateStore,
} from "micropython-wasm/stores";
import pg from "pg";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Server, startPostgres, startRedis } from "../../examples/fleet/database-servers.js";

/** Two connections to the same states, as two processes would have. */
interface Connected {
  readonly stores: readonly [StateStore, StateStore];
  close(): Promise<void>;
}

/** Returns `null` where the database cannot be had. */
type Connect = () => Promise<Connected | null>;

async function withServer(
  start: () => Promise<Server | null>,
  connect: (url: string) => Promise<readonly [StateStore, close: () => unknown]>,
): Promise<Connected | null> {
  const server = await start();
  if (server === null) return null;
  const [one, two] = [await connect(server.url), await connect(server.url)];
  return {
    stores: [one[0], two[0]],
    close: async () => {
      await Promise.all([one[1](), two[1]()]);
      await server.stop();
    },
  };
}

function sqlite(): SqliteDatabase | null {
  const require = createRequire(import.meta.url);
  try {
    const { DatabaseSync } = require("node:sqlite");
    return new DatabaseSync(":memory:");
  } catch {
    const Database = require("libsql");
    return new Database(":memory:");
  }
}

const STORES: Record<string, Connect> = {
  memory: async () => {
    const store = createMemoryStateStore();
    return { stores: [store, store], close: async () => {} };
  },
  SQLite: async () => {
    const database = sqlite();
    if (database === null) return null;
    const stores = [createSqliteStateStore(database), createSqliteStateStore(database)] as const;
    return { stores, close: async () => {} };
  },
  "Redis with ioredis": () =>
    withServer(startRedis, async (url) => {
      const client = new Redis(url);
      return [createRedisStateStore(client), () => client.quit()];
    }),
  "Redis with redis": () =>
    withServer(startRedis, async (url) => {
      const client = await createClient({ url }).connect();
      return [createRedisStateStore(client), () => client.close()];
    }),
  Postgres: () =>
    withServer(startPostgres, async (url) => {
      const pool = new pg.Pool({ connectionString: url });
      pool.on("error", () => {}); // from the server's end, when it stops
      return [createPostgresStateStore(pool), () => pool.end()];
    }),
};

const bytes = (...values: number[]) => new Uint8Array(values);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(Object.entries(STORES))("a store in %s", (_name, connect) => {
  let connected: Connected | null;
  beforeAll(async () => {
    connected = await connect();
  });
  afterAll(() => connected?.close());

  /** A test that is reported as not run where the database cannot be had. */
  function test(title: string, check: (one: StateStore, two: StateStore) => Promise<void>): void {
    it(title, async (context) => {
      if (connected === null) context.skip("the database is not installed");
      else await check(...connected.stores);
    });
  }

  test("returns what was stored, with its version", async (one, two) => {
    const all = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
    const version = await one.compareAndSet("a", null, all);
    expect(version).toMatch(/./);
    expect(await two.get("a")).toEqual({ bytes: all, version });
    expect(await two.get("b")).toBeNull();
  });

  test("replaces only the expected version", async (one, two) => {
    const first = await one.compareAndSet("cas", null, bytes(1));
    expect(await two.compareAndSet("cas", null, bytes(2))).toBeNull();
    const second = await two.compareAndSet("cas", first, bytes(3));
    expect(await one.compareAndSet("cas", first, bytes(4))).toBeNull();
    expect(await one.get("cas")).toEqual({ bytes: bytes(3), version: second });
    expect(await one.compareAndSet("none", first, bytes(5))).toBeNull();
    expect(await one.compareAndSet("cas", "", bytes(5))).toBeNull();
    expect(await one.get("none")).toBeNull();
  });

  test("lets one of many writers win, always", async (one, two) => {
    let version = await one.compareAndSet("race", null, bytes(0));
    for (let round = 1; round <= 20; round++) {
      const expected: string | null = version;
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          [one, two][i % 2]?.compareAndSet("race", expected, bytes(round, i)),
        ),
      );
      const won = answers.flatMap((answer, i) => (answer == null ? [] : [{ answer, i }]));
      expect(won).toHaveLength(1);
      version = won[0]?.answer ?? null;
      expect(await one.get("race")).toEqual({ bytes: bytes(round, won[0]?.i ?? -1), version });
    }
    const creators = Array.from({ length: 10 }, (_, i) =>
      [one, two][i % 2]?.compareAndSet("created", null, bytes(i)),
    );
    expect((await Promise.all(creators)).filter((answer) => answer !== null)).toHaveLength(1);
  });

  test("deletes, any version or only the expected one", async (one, two) => {
    const first = (await one.compareAndSet("gone", null, bytes(1))) ?? "";
    const second = (await one.compareAndSet("gone", first, bytes(2))) ?? "";
    expect(await two.delete("gone", first)).toBe(false);
    expect(await two.delete("gone", second)).toBe(true);
    expect(await two.delete("gone", second)).toBe(false);
    expect(await one.get("gone")).toBeNull();
    const third = await one.compareAndSet("gone", null, bytes(3));
    expect([first, second]).not.toContain(third);
    expect(await one.compareAndSet("gone", second, bytes(4))).toBeNull();
    expect(await two.delete("gone")).toBe(true);
  });

  test("forgets a state after its time, and keeps others", async (one, two) => {
    const short = await one.compareAndSet("short", null, bytes(1), { ttlMs: 50 });
    const extended = await one.compareAndSet("extended", null, bytes(1), { ttlMs: 50 });
    await one.compareAndSet("extended", extended, bytes(2));
    await one.compareAndSet("long", null, bytes(3), { ttlMs: 3_600_000 });
    await pause(150);
    expect(await two.get("short")).toBeNull();
    expect((await two.get("extended"))?.bytes).toEqual(bytes(2));
    expect((await two.get("long"))?.bytes).toEqual(bytes(3));
    expect(await two.compareAndSet("short", short, bytes(4))).toBeNull();
    expect(await two.delete("short")).toBe(false);
    expect(await two.compareAndSet("short", null, bytes(5))).not.toBeNull();
  });

  test("stores states of every size, compressed, and keys of every kind", async (one, two) => {
    for (const [i, size] of [0, 1, 10_000, 1_000_000].entries()) {
      const noise = Uint8Array.from({ length: size }, (_, at) => (at * 2654435761) >>> (at % 24));
      for (const content of [noise, new Uint8Array(size)]) {
        const key = `size ${i} ${content === noise}`;
        const version = await one.compareAndSet(key, null, content);
        const found = await two.get(key);
        expect(found?.version).toBe(version);
        expect(Buffer.from(content).equals(found?.bytes ?? bytes(1))).toBe(true);
      }
    }
    for (const key of ["ключ:'\"; DROP TABLE", "a".repeat(512), "\u{1f40d}\n", "__proto__"]) {
      const version = await one.compareAndSet(key, null, bytes(7));
      expect(await two.get(key)).toEqual({ bytes: bytes(7), version });
    }
  });

  test("keeps a copy", async (one) => {
    const own = bytes(1, 2);
    await one.compareAndSet("copy", null, own);
    own[0] = 9;
    const read = await one.get("copy");
    expect(read?.bytes).toEqual(bytes(1, 2));
    (read as { bytes: Uint8Array }).bytes[0] = 9;
    expect((await one.get("copy"))?.bytes).toEqual(bytes(1, 2));
  });

  test("refuses invalid arguments", async (one) => {
    await expect(one.get("")).rejects.toThrow(RangeError);
    await expect(one.get("a\0b")).rejects.toThrow(/U\+0000/);
    await expect(one.get("a".repeat(513))).rejects.toThrow(/1 to 512 characters/);
    await expect(one.get(1 as unknown as string)).rejects.toThrow(TypeError);
    await expect(one.compareAndSet("k", null, "x" as unknown as Uint8Array)).rejects.toThrow(
      TypeError,
    );
    await expect(one.compareAndSet("k", null, bytes(), { ttlMs: 0 })).rejects.toThrow(/ttlMs is 0/);
    await expect(one.compareAndSet("k", 1 as unknown as string, bytes())).rejects.toThrow(
      TypeError,
    );
  });
});

describe("a store", () => {
  it("refuses states that are too large, and what would unpack to more", async () => {
    const client = new Map<string, unknown[]>();
    const small = createMemoryStateStore({ maxBytes: 10 });
    await expect(small.compareAndSet("k", null, new Uint8Array(11))).rejects.toThrow(
      /allowed are up to 10/,
    );
    expect(client.size).toBe(0);
    const shared: SqliteDatabase | null = sqlite();
    if (shared === null) return;
    const large = createSqliteStateStore(shared);
    const limited = createSqliteStateStore(shared, { maxBytes: 1000 });
    await large.compareAndSet("bomb", null, new Uint8Array(1_000_000));
    await expect(limited.get("bomb")).rejects.toThrow(/damaged, or larger than maxBytes/);
  });

  it("refuses names of tables that are no names", () => {
    const database = sqlite();
    if (database === null) return;
    const table = "x; DROP TABLE y";
    expect(() => createSqliteStateStore(database, { table })).toThrow(
      /letters, digits and underscores/,
    );
  });
});
