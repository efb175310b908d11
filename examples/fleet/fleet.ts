import type { Backend, Step } from "./backend.js";

/** Too many steps wait already: try again later. */
export class FleetFull extends Error {}

/** Sends steps to the fleet's workers, wherever they are. */
export class Fleet {
  readonly #backend: Pick<Backend, "send" | "backlog" | "count">;
  readonly #maxBacklog: number;

  /** @param maxBacklog how many steps wait at most. */
  constructor(backend: Pick<Backend, "send" | "backlog" | "count">, maxBacklog = 2000) {
    this.#backend = backend;
    this.#maxBacklog = maxBacklog;
  }

  /**
   * Performs a step somewhere, and resolves to its value.
   *
   * Tenants take turns: a tenant's first waiting step comes before every other's second one, however many a tenant has.
   *
   * @throws FleetFull if too many steps wait.
   */
  async perform(tenant: string, step: Step): Promise<unknown> {
    const backend = this.#backend;
    const max = this.#maxBacklog;
    if ((await this.backlog()) >= max) throw new FleetFull(`${max} steps wait`);
    const rank = await backend.count(tenant, 1);
    try {
      return await backend.send(step, rank);
    } finally {
      await backend.count(tenant, -1);
    }
  }

  /** How many steps wait. */
  async backlog(): Promise<number> {
    return this.#backend.backlog();
  }
}
