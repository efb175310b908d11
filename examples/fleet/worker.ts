// A worker of the fleet. On SIGTERM, it finishes its step and ends; it may be killed at any time.
//
// Usage: node build/examples/fleet/worker.js PORT

import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { createRedisStateStore } from "micropython-wasm/stores";
import { Charges } from "./charges.js";
import { perform, type Step } from "./conversation.js";
import { QUEUE } from "./fleet.js";

/** When a worker has not been heard of for so long, others take over its step. */
const LOST_AFTER_MS = 2000;

const connection = { host: "127.0.0.1", port: Number(process.argv[2]) };
const redis = new Redis({ ...connection, maxRetriesPerRequest: null });
const store = createRedisStateStore(redis, { prefix: "conversation:" });
const charges = new Charges(redis);

const worker = new Worker<Step>(QUEUE, ({ data }) => perform(data, store, charges), {
  connection,
  lockDuration: LOST_AFTER_MS,
  stalledInterval: LOST_AFTER_MS / 2,
  maxStalledCount: 1000,
});
worker.on("error", () => {}); // It goes on when Redis is there again.

process.once("SIGTERM", async () => {
  await worker.close();
  await redis.quit();
});
process.send?.("ready");
