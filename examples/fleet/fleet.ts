import { Queue, QueueEvents } from "bullmq";
import { Redis } from "ioredis";
import type { Step } from "./conversation.js";

/** The queue's name. */
export const QUEUE = "python-steps";

/** How often a step is tried before it counts as failed; a killed process is not the step's fault. */
const ATTEMPTS = 20;

/** The lowest priority that BullMQ knows. */
const LOWEST = 2 ** 21;

/** Too many steps wait already: try again later. */
export class FleetFull extends Error {}

/** Sends steps to the fleet's workers, wherever they are. */
export class Fleet {
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #redis: Redis;
  readonly #maxBacklog: number;

  /**
   * @param port of Redis on this machine.
   * @param maxBacklog how many steps wait at most.
   */
  constructor(port: number, maxBacklog = 2000) {
    this.#maxBacklog = maxBacklog;
    const connection = { host: "127.0.0.1", port };
    this.#queue = new Queue(QUEUE, { connection });
    this.#events = new QueueEvents(QUEUE, { connection });
    this.#redis = new Redis({ ...connection, maxRetriesPerRequest: null });
    // Each step that is under way listens.
    this.#events.setMaxListeners(0);
    this.#queue.setMaxListeners(0);
  }

  /**
   * Performs a step somewhere, and resolves to its value.
   *
   * Tenants take turns: a tenant's first waiting step comes before every other's second one, however many a tenant has.
   *
   * @throws FleetFull if too many steps wait.
   */
  async perform(tenant: string, step: Step): Promise<unknown> {
    const max = this.#maxBacklog;
    if ((await this.backlog()) >= max) throw new FleetFull(`${max} steps wait`);
    const rank = await this.#redis.hincrby("fleet-waiting", tenant, 1);
    try {
      const job = await this.#queue.add("step", step, {
        // The same step is not queued twice.
        jobId: `${step.conversation}_${step.number}`,
        priority: Math.min(rank, LOWEST),
        attempts: ATTEMPTS,
        backoff: { type: "fixed", delay: 50 },
        removeOnComplete: { age: 3600 },
        removeOnFail: { age: 24 * 3600 },
      });
      return await job.waitUntilFinished(this.#events);
    } finally {
      await this.#redis.hincrby("fleet-waiting", tenant, -1);
    }
  }

  /** How many steps wait. */
  async backlog(): Promise<number> {
    return this.#queue.getJobCountByTypes("waiting", "prioritized", "delayed");
  }

  async close(): Promise<void> {
    await Promise.all([this.#queue.close(), this.#events.close()]);
    await this.#redis.quit();
  }
}
