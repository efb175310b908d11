// A fleet on Postgres: pg-boss is its queue.

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createPostgresStateStore } from "micropython-wasm/stores";
import pg from "pg";
import PgBoss from "pg-boss";
import { ATTEMPTS, type Backend, type Charges, LOST_AFTER_MS, type Step } from "./backend.js";

const QUEUE = "python-steps";
const CHANNEL = "python_steps_done";

/** How long a worker that found nothing waits. */
const IDLE_MS = 20;
/** A step may end without a word, when its worker is killed just then. */
const LOOK_AGAIN_MS = 1000;

const TABLES = `DO $$ BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('fleet'));
  CREATE TABLE IF NOT EXISTS fleet_waiting (tenant text PRIMARY KEY, steps int NOT NULL);
  CREATE TABLE IF NOT EXISTS charges (id text PRIMARY KEY, receipt int NOT NULL, attempts int NOT NULL);
END $$`;

/** Connects to Postgres. */
export async function connectPostgres(url: string): Promise<Backend> {
  const pool = new pg.Pool({ connectionString: url });
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, max: 4 });
  for (const each of [pool, boss]) each.on("error", () => {}); // It goes on when Postgres is there again.
  await pool.query(TABLES);
  await boss.start();
  await boss.createQueue(QUEUE);
  const ends = new Ends(boss, url);
  return {
    store: createPostgresStateStore(pool),
    charges: chargesOn(pool),
    send: async (step, rank) => {
      await ends.listen();
      const id = idOf(step);
      await boss.send(QUEUE, step, {
        id,
        priority: -rank,
        retryLimit: ATTEMPTS - 1,
        expireInSeconds: LOST_AFTER_MS / 1000,
      });
      return ends.of(id);
    },
    backlog: () => boss.getQueueSize(QUEUE),
    count: async (tenant, change) => {
      const sql = `INSERT INTO fleet_waiting VALUES ($1, $2)
        ON CONFLICT (tenant) DO UPDATE SET steps = fleet_waiting.steps + $2 RETURNING steps`;
      return (await pool.query(sql, [tenant, change])).rows[0].steps;
    },
    work: async (perform) => {
      let isEnding = false;
      const tidying = setInterval(() => boss.expire().catch(() => {}), LOST_AFTER_MS / 2);
      const working = (async () => {
        while (!isEnding) {
          const [job] = await boss.fetch<Step>(QUEUE).catch(() => []);
          if (job === undefined) await sleep(IDLE_MS);
          else await performJob(job, perform).catch(() => {}); // Others take over.
        }
      })();
      return async () => {
        isEnding = true;
        clearInterval(tidying);
        await working;
      };
    },
    close: async () => {
      await ends.close();
      await boss.stop({ graceful: false });
      await pool.end();
    },
  };

  async function performJob(
    { id, data }: PgBoss.Job<Step>,
    perform: (step: Step) => Promise<unknown>,
  ): Promise<void> {
    try {
      await boss.complete(QUEUE, id, { value: await perform(data) });
    } catch (error) {
      await boss.fail(QUEUE, id, { message: String(error) });
    }
    await pool.query("SELECT pg_notify($1, $2)", [CHANNEL, id]);
  }
}

/** The same step is not queued twice. */
function idOf({ conversation, number }: Step): string {
  const hash = createHash("sha256").update(`${conversation}/${number}`).digest("hex");
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
}

/** Waits for the ends of steps. */
class Ends {
  readonly #boss: PgBoss;
  readonly #client: pg.Client;
  readonly #waiting = new Map<string, () => void>();
  #listening: Promise<unknown> | null = null;

  constructor(boss: PgBoss, url: string) {
    this.#boss = boss;
    this.#client = new pg.Client({ connectionString: url });
    this.#client.on("notification", ({ payload = "" }) => this.#waiting.get(payload)?.());
    this.#client.on("error", () => {});
  }

  listen(): Promise<unknown> {
    this.#listening ??= this.#client.connect().then(() => this.#client.query(`LISTEN ${CHANNEL}`));
    return this.#listening;
  }

  /** Resolves to the value of a step. */
  async of(id: string): Promise<unknown> {
    for (;;) {
      const word = new Promise<void>((heard) => this.#waiting.set(id, heard));
      const job = await this.#boss.getJobById<Step>(QUEUE, id, { includeArchive: true });
      const isOver = job === null || ["completed", "failed", "cancelled"].includes(job.state);
      if (isOver) this.#waiting.delete(id);
      if (job?.state === "completed") return (job.output as { value: unknown }).value;
      if (isOver) throw new Error(`the step ${job?.state ?? "is lost"}`);
      const timer = new AbortController();
      await Promise.race([word, sleep(LOOK_AGAIN_MS, null, timer).catch(() => {})]);
      timer.abort();
    }
  }

  async close(): Promise<void> {
    await this.#listening;
    if (this.#listening !== null) await this.#client.end();
  }
}

function chargesOn(pool: pg.Pool): Charges {
  return {
    charge: async (id, amount) => {
      const sql = `INSERT INTO charges VALUES ($1, $2, 1)
        ON CONFLICT (id) DO UPDATE SET attempts = charges.attempts + 1 RETURNING receipt`;
      return (await pool.query(sql, [id, amount])).rows[0].receipt;
    },
    counts: async () => {
      const sql =
        "SELECT count(*)::int AS done, coalesce(sum(attempts), 0)::int AS attempts FROM charges";
      return (await pool.query(sql)).rows[0];
    },
  };
}
