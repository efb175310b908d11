import type { Redis } from "ioredis";

/** Charges once for each identifier, and returns the same receipt for it ever after. */
const CHARGE = `
redis.call('HINCRBY', KEYS[2], 'attempts', 1)
local receipt = redis.call('HGET', KEYS[1], ARGV[1])
if receipt then return receipt end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HINCRBY', KEYS[2], 'done', 1)
return ARGV[2]`;

/** How often customers were charged, and how often somebody tried to. */
export interface ChargeCounts {
  readonly done: number;
  readonly attempts: number;
}

/**
 * A service with side effects, such as one that takes payments. Like the real ones, it takes an identifier with each
 * request, so that the same request can be repeated when nobody knows whether it arrived.
 */
export class Charges {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** @param id identifies the request. */
  async charge(id: string, amount: number): Promise<number> {
    return Number(await this.#redis.eval(CHARGE, 2, "charges", "charge-counts", id, amount));
  }

  async counts(): Promise<ChargeCounts> {
    const { done = 0, attempts = 0 } = await this.#redis.hgetall("charge-counts");
    return { done: Number(done), attempts: Number(attempts) };
  }
}
