import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, describe, expect, it, type TestContext } from "vitest";
import type { Backend, Charges } from "../../examples/fleet/backend.js";
import { connect } from "../../examples/fleet/connect.js";
import { Overtaken, perform } from "../../examples/fleet/conversation.js";
import { type Server, startPostgres, startRedis } from "../../examples/fleet/database-servers.js";
import { Fleet, FleetFull } from "../../examples/fleet/fleet.js";

const BUILT = join(import.meta.dirname, "../../build/examples/fleet");

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startWorker({ url }: Server): Promise<ChildProcess> {
  const worker = fork(join(BUILT, "worker.js"), [url]);
  closing.push(async () => {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    worker.kill("SIGKILL");
    await once(worker, "exit");
  });
  await once(worker, "message");
  return worker;
}

const step = (conversation: string, number: number, code: string) => ({
  conversation,
  number,
  code,
});

const DATABASES = { redis: startRedis, postgres: startPostgres };

describe.each(["redis", "postgres"] as const)("a fleet of workers on %s", (database) => {
  async function startServer({ skip }: TestContext): Promise<Server> {
    const server = (await DATABASES[database]()) ?? skip(`${database} is not there`);
    closing.push(() => server.stop());
    return server;
  }

  async function connected(server: Server): Promise<Backend> {
    const backend = await connect(server.url);
    closing.push(() => backend.close());
    return backend;
  }

  it("brings all conversations to the right end, though workers are killed", async (context) => {
    // Only to see whether it is there.
    await startServer(context);
    const args = [
      "--workers",
      "2",
      "--conversations",
      "12",
      "--steps",
      "4",
      "--kill-every-ms",
      "1500",
      "--database",
      database,
    ];
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(BUILT, "main.js"), ...args],
      {
        encoding: "utf8",
        timeout: 110_000,
      },
    );
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(stdout).toContain("right ends: 12 of 12");
    expect(stdout).toContain("charges: 47 of 47");
    expect(stdout).toContain("left in the queue: 0");
  });

  it("performs a step once, however often it is asked to", async (context) => {
    const server = await startServer(context);
    const backend = await connected(server);
    const fleet = new Fleet(backend);
    await startWorker(server);
    const first = step("c", 1, "x = charge(5)\nx");
    expect(await fleet.perform("t", first)).toBe(5);
    expect(await fleet.perform("t", first)).toBe(5);
    expect(await fleet.perform("t", step("c", 2, "x = x * 2\nx"))).toBe(10);
    expect(await backend.charges.counts()).toEqual({ done: 1, attempts: 1 });
  });

  it("lets one of two workers win that perform the same step, and charges once", async (context) => {
    const { store, charges } = await connected(await startServer(context));
    const both = await Promise.allSettled(
      [0, 1].map(() => perform(step("c", 1, "x = charge(5)\ncharge(x)"), store, charges)),
    );
    const won = both.filter(({ status }) => status === "fulfilled");
    const lost = both.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(won.length).toBeGreaterThanOrEqual(1);
    for (const reason of lost) expect(reason).toBeInstanceOf(Overtaken);
    expect(await perform(step("c", 1, ""), store, charges)).toBe(5);
    expect((await charges.counts()).done).toBe(2);
  });

  it("goes on with a call that was stored before the worker died, with the same arguments", async (context) => {
    const { store, charges } = await connected(await startServer(context));
    const code = "import random\namount = random.randint(1, 10**6)\ncharge(amount) == amount";
    const dying = { charge: () => Promise.reject(new Error("killed")) } as unknown as Charges;
    await expect(perform(step("c", 1, code), store, dying)).rejects.toThrow("killed");
    // Perhaps the charge was made before the worker died.
    expect(await perform(step("c", 1, code), store, charges)).toBe(true);
    expect(await charges.counts()).toEqual({ done: 1, attempts: 1 });
  });

  it("lets tenants take turns", async (context) => {
    const server = await startServer(context);
    const fleet = new Fleet(await connected(server));
    const ends: string[] = [];
    const send = async (tenant: string, i: number) => {
      await fleet.perform(tenant, step(`${tenant}${i}`, 1, "1"));
      ends.push(tenant);
    };
    const many = Array.from({ length: 30 }, (_, i) => send("many", i));
    while ((await fleet.backlog()) < 30) await new Promise((resolve) => setTimeout(resolve, 10));
    const few = [send("few", 0)];
    while ((await fleet.backlog()) < 31) await new Promise((resolve) => setTimeout(resolve, 10));
    await startWorker(server);
    await Promise.all([...many, ...few]);
    expect(ends.indexOf("few")).toBeLessThan(5);
  });

  it("refuses steps when too many wait", async (context) => {
    const fleet = new Fleet(await connected(await startServer(context)), 3);
    const waiting = [1, 2, 3].map((i) => fleet.perform("t", step(`c${i}`, 1, "1")).catch(() => {}));
    while ((await fleet.backlog()) < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(fleet.perform("t", step("c4", 1, "1"))).rejects.toThrow(FleetFull);
    expect(waiting).toHaveLength(3);
  });

  it("finishes its step when it is asked to end", async (context) => {
    const server = await startServer(context);
    const fleet = new Fleet(await connected(server));
    const running = fleet.perform("t", step("c", 1, "import time\ntime.sleep(0.5)\n'done'"));
    while ((await fleet.backlog()) < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    const worker = await startWorker(server);
    while ((await fleet.backlog()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    worker.kill("SIGTERM");
    expect(await running).toBe("done");
    const [code] = worker.exitCode === null ? await once(worker, "exit") : [worker.exitCode];
    expect(code).toBe(0);
  });
});
