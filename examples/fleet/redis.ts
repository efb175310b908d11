// A fleet on Redis: BullMQ is its queue.

import { Queue, QueueEvents, Worker } from "bullmq";
import { Redis } from "ioredis";
import { createRedisStateStore } from "micropython-wasm/stores";
import { ATTEMPTS, type Backend, type Charges, LOST_AFTER_MS, type Step } from "./backend.js";

const QUEUE = "python-steps";

/** The lowest priority that BullMQ knows. */
const LOWEST = 2 ** 21;

/** Connects to Redis. */
export async function connectRedis(url: string): Promise<Backend> {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const { hostname: host, port } = new URL(url);
  const connection = { host, port: Number(port) };
  const queue = new Queue(QUEUE, { connection });
  const events = new QueueEvents(QUEUE, { connection });
  // Each step that is under way listens.
  events.setMaxListeners(0);
  queue.setMaxListeners(0);
  return {
    store: createRedisStateStore(redis, { prefix: "conversation:" }),
    charges: chargesOn(redis),
    send: async (step, rank) => {
      const job = await queue.add("step", step, {
        // The same step is not queued twice.
        jobId: `${step.conversation}_${step.number}`,
        priority: Math.min(rank, LOWEST),
        attempts: ATTEMPTS,
        backoff: { type: "fixed", delay: 50 },
        removeOnComplete: { age: 3600 },
        removeOnFail: { age: 24 * 3600 },
      });
      return job.waitUntilFinished(events);
    },
    backlog: () => queue.getJobCountByTypes("waiting", "prioritized", "delayed"),
    count: (tenant, change) => redis.hincrby("fleet-waiting", tenant, change),
    work: async (perform) => {
      const worker = new Worker<Step>(QUEUE, ({ data }) => perform(data), {
        connection,
        lockDuration: LOST_AFTER_MS,
        stalledInterval: LOST_AFTER_MS / 2,
        maxStalledCount: 1000,
      });
      worker.on("error", () => {}); // It goes on when Redis is there again.
      return () => worker.close();
    },
    close: async () => {
      await Promise.all([queue.close(), events.close()]);
      await redis.quit();
    },
  };
}

const CHARGE = `
redis.call('HINCRBY', KEYS[2], 'attempts', 1)
local receipt = redis.call('HGET', KEYS[1], ARGV[1])
if receipt then return receipt end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HINCRBY', KEYS[2], 'done', 1)
return ARGV[2]`;

function chargesOn(redis: Redis): Charges {
  return {
    charge: async (id, amount) =>
      Number(await redis.eval(CHARGE, 2, "charges", "charge-counts", id, amount)),
    counts: async () => {
      const { done = 0, attempts = 0 } = await redis.hgetall("charge-counts");
      return { done: Number(done), attempts: Number(attempts) };
    },
  };
}
