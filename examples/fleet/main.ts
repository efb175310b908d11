// Conversations on a fleet of worker processes, of which some are killed while they work. Checks that every
// conversation came to the right end, and that nothing was lost or done twice.
//
// Usage: node build/examples/fleet/main.js [--workers N] [--conversations N] [--steps N] [--kill-every-ms N]
//   [--compare] [--database redis|postgres]
//
// --compare first measures one worker, without killing it. Needs redis-server, or Postgres.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MicroPythonSessionSync } from "micropython-wasm";
import { connect } from "./connect.js";
import { startPostgres, startRedis } from "./database-servers.js";
import { Fleet } from "./fleet.js";

const { values } = parseArgs({
  options: {
    workers: { type: "string", default: "4" },
    conversations: { type: "string", default: "500" },
    steps: { type: "string", default: "10" },
    "kill-every-ms": { type: "string", default: "0" },
    compare: { type: "boolean", default: false },
    database: { type: "string", default: "redis" },
  },
});
const WORKERS = Number(values.workers);
const CONVERSATIONS = Number(values.conversations);
const STEPS = Number(values.steps);
const KILL_EVERY_MS = Number(values["kill-every-ms"]);
const START = { redis: startRedis, postgres: startPostgres }[values.database];
const TENANTS = 5;

/** One conversation makes mistakes: they are values like others, and it goes on. */
const CLUMSY = 3;

/** The snippets of a conversation. Each needs what the ones before left: numbers, a list, a running generator. */
function snippet(conversation: number, number: number): string {
  if (number === 1) {
    return `
def count():
    n = ${conversation}
    while True:
        n += 1
        yield n
counter = count()
receipts = []
total = 0`;
  }
  if (conversation === CLUMSY && number === 2) return "charge(1) / 0";
  if (number === STEPS) return "[total, next(counter), receipts]";
  return `
for amount in (${number}, next(counter) % 97 + total % 13):
    receipts.append(charge(amount))
    total += receipts[-1]
total`;
}

/** What a conversation comes to without a fleet. */
function expected(conversation: number): unknown {
  using session = new MicroPythonSessionSync({
    hostFunctions: { charge: (amount: number) => amount },
  });
  let value: unknown;
  for (let n = 1; n <= STEPS; n++) {
    if (conversation === CLUMSY && n === 2) continue;
    value = session.run(snippet(conversation, n)).value;
  }
  return value;
}

/** Worker processes, which are replaced when they end. */
class Workers {
  readonly #url: string;
  readonly #processes: ChildProcess[] = [];
  #isDraining = false;
  killed = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async start(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, place) => this.#startAt(place)));
  }

  /** Kills one of them in the middle of whatever it does. */
  killOne(): void {
    const victim = this.#processes[Math.floor(Math.random() * this.#processes.length)];
    if (victim?.kill("SIGKILL")) this.killed += 1;
  }

  /** Lets them finish their steps. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    const ends = this.#processes.map(async (worker) => {
      if (worker.exitCode !== null || worker.signalCode !== null) return;
      worker.kill("SIGTERM");
      await once(worker, "exit");
    });
    await Promise.all(ends);
  }

  async #startAt(place: number): Promise<void> {
    const worker = fork(join(import.meta.dirname, "worker.js"), [this.#url]);
    this.#processes[place] = worker;
    worker.once("exit", () => {
      if (!this.#isDraining) void this.#startAt(place);
    });
    await once(worker, "message");
  }
}

/** Holds all conversations at once. Returns how many steps were performed in a second. */
async function converse(name: string, workerCount: number, killEveryMs: number): Promise<number> {
  const server = (await START?.()) ?? null;
  if (server === null) throw new Error(`${values.database} is not there`);
  const backend = await connect(server.url);
  const fleet = new Fleet(backend);
  const workers = new Workers(server.url);
  await workers.start(workerCount);
  const killer = killEveryMs > 0 ? setInterval(() => workers.killOne(), killEveryMs) : undefined;
  const startMs = performance.now();
  const answers = await Promise.all(
    Array.from({ length: CONVERSATIONS }, async (_, conversation) => {
      let value: unknown;
      for (let number = 1; number <= STEPS; number++) {
        const step = {
          conversation: `${name}-${conversation}`,
          number,
          code: snippet(conversation, number),
        };
        value = await fleet.perform(`tenant ${conversation % TENANTS}`, step);
      }
      return value;
    }),
  );
  const perSecond = (1000 * CONVERSATIONS * STEPS) / (performance.now() - startMs);
  clearInterval(killer);
  await workers.drain();

  const right = answers.filter(
    (answer, i) => JSON.stringify(answer) === JSON.stringify(expected(i)),
  );
  const { done, attempts } = await backend.charges.counts();
  const clumsy = CONVERSATIONS > CLUMSY && STEPS > 2 ? 1 : 0;
  const wanted = CONVERSATIONS * 2 * Math.max(0, STEPS - 2) - clumsy;
  process.stdout.write(
    `${name}: ${perSecond.toFixed(0)} steps per second, ${workers.killed} processes killed\n` +
      `  right ends: ${right.length} of ${CONVERSATIONS}\n` +
      `  charges: ${done} of ${wanted}, ${attempts - done} repeated requests were charged once\n` +
      `  left in the queue: ${await fleet.backlog()}\n`,
  );
  await backend.close();
  await server.stop();
  if (right.length !== CONVERSATIONS || done !== wanted) process.exitCode = 1;
  return perSecond;
}

const one = values.compare ? await converse("one-worker", 1, 0) : null;
const all = await converse(`${WORKERS}-workers`, WORKERS, KILL_EVERY_MS);
if (one !== null) process.stdout.write(`${(all / one).toFixed(1)} times as fast as one worker\n`);
