import { type ChildProcess, execFileSync, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Redis } from "ioredis";
import { createRedisStateStore } from "micropython-wasm/stores";
import { afterEach, describe, expect, it } from "vitest";
import { Charges } from "../../examples/fleet/charges.js";
import { Overtaken, perform } from "../../examples/fleet/conversation.js";
import { Fleet, FleetFull } from "../../examples/fleet/fleet.js";
import { type RedisServer, startRedis } from "../../examples/fleet/redis-server.js";

const BUILT = join(import.meta.dirname, "../../build/examples/fleet");

const hasRedis = (() => {
  try {
    execFileSync("redis-server", ["--version"]);
    return true;
  } catch {
    return false;
  }
})();

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startServer(): Promise<RedisServer> {
  const server = await startRedis();
  closing.push(() => server.stop());
  return server;
}

function connect({ port }: RedisServer): Redis {
  const redis = new Redis({ port });
  closing.push(() => redis.quit());
  return redis;
}

function startFleet({ port }: RedisServer, maxBacklog?: number): Fleet {
  const fleet = new Fleet(port, maxBacklog);
  closing.push(() => fleet.close());
  return fleet;
}

async function startWorker({ port }: RedisServer): Promise<ChildProcess> {
  const worker = fork(join(BUILT, "worker.js"), [String(port)]);
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

describe.skipIf(!hasRedis)("a fleet of workers on Redis (not run without redis-server)", () => {
  it("brings all conversations to the right end, though workers are killed", () => {
    const args = [
      "--workers",
      "2",
      "--conversations",
      "12",
      "--steps",
      "4",
      "--kill-every-ms",
      "1500",
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

  it("performs a step once, however often it is asked to", async () => {
    const server = await startServer();
    const fleet = startFleet(server);
    await startWorker(server);
    const first = step("c", 1, "x = charge(5)\nx");
    expect(await fleet.perform("t", first)).toBe(5);
    expect(await fleet.perform("t", first)).toBe(5);
    expect(await fleet.perform("t", step("c", 2, "x = x * 2\nx"))).toBe(10);
    expect(await new Charges(connect(server)).counts()).toEqual({ done: 1, attempts: 1 });
  });

  it("lets one of two workers win that perform the same step, and charges once", async () => {
    const redis = connect(await startServer());
    const [store, charges] = [createRedisStateStore(redis), new Charges(redis)];
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

  it("goes on with a call that was stored before the worker died, with the same arguments", async () => {
    const redis = connect(await startServer());
    const [store, charges] = [createRedisStateStore(redis), new Charges(redis)];
    const code = "import random\namount = random.randint(1, 10**6)\ncharge(amount) == amount";
    const dying = { charge: () => Promise.reject(new Error("killed")) } as unknown as Charges;
    await expect(perform(step("c", 1, code), store, dying)).rejects.toThrow("killed");
    // Perhaps the charge was made before the worker died.
    expect(await perform(step("c", 1, code), store, charges)).toBe(true);
    expect(await charges.counts()).toEqual({ done: 1, attempts: 1 });
  });

  it("lets tenants take turns", async () => {
    const server = await startServer();
    const fleet = startFleet(server);
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

  it("refuses steps when too many wait", async () => {
    const fleet = startFleet(await startServer(), 3);
    const waiting = [1, 2, 3].map((i) => fleet.perform("t", step(`c${i}`, 1, "1")).catch(() => {}));
    while ((await fleet.backlog()) < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(fleet.perform("t", step("c4", 1, "1"))).rejects.toThrow(FleetFull);
    expect(waiting).toHaveLength(3);
  });

  it("finishes its step when it is asked to end", async () => {
    const server = await startServer();
    const fleet = startFleet(server);
    const worker = await startWorker(server);
    const running = fleet.perform("t", step("c", 1, "import time\ntime.sleep(0.5)\n'done'"));
    while ((await fleet.backlog()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    worker.kill("SIGTERM");
    expect(await running).toBe("done");
    const [code] = worker.exitCode === null ? await once(worker, "exit") : [worker.exitCode];
    expect(code).toBe(0);
  });
});
