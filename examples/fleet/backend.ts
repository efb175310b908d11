import type { StateStore } from "micropython-wasm/stores";

/** One snippet of a conversation. */
export interface Step {
  readonly conversation: string;
  /** Its number, from 1: steps of a conversation are performed in order. */
  readonly number: number;
  readonly code: string;
}

/** What a fleet needs of a database. */
export interface Backend {
  /** Where conversations are. */
  readonly store: StateStore;
  readonly charges: Charges;
  /**
   * Sends a step to a worker, unless it was sent before, and resolves to its value.
   *
   * @param rank steps with lower ones come first.
   */
  send(step: Step, rank: number): Promise<unknown>;
  /** How many steps wait. */
  backlog(): Promise<number>;
  /** Adds to the number of a tenant's steps that are under way, and returns it. */
  count(tenant: string, change: number): Promise<number>;
  /** Performs steps, one at a time, until the function that it returns is called and the last one is done. */
  work(perform: (step: Step) => Promise<unknown>): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * A service with side effects, such as one that takes payments. Like the real ones, it takes an identifier with each
 * request, so that the same request can be repeated when nobody knows whether it arrived.
 */
export interface Charges {
  /** Charges once for each identifier, and returns the same receipt for it ever after. */
  charge(id: string, amount: number): Promise<number>;
  counts(): Promise<ChargeCounts>;
}

/** How often customers were charged, and how often somebody tried to. */
export interface ChargeCounts {
  readonly done: number;
  readonly attempts: number;
}

/** How often a step is tried before it counts as failed; a killed process is not the step's fault. */
export const ATTEMPTS = 20;

/** When a worker has not been heard of for so long, others take over its step. */
export const LOST_AFTER_MS = 2000;
