import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Job, Outcome } from "./worker.js";

/** Runs programs one after the other in one thread, which is replaced where it gets stuck. */
export class Runner {
  #worker: Worker | null = null;

  /**
   * Runs a program in a fresh sandbox.
   *
   * @param timeoutMs after which the thread is killed.
   * @returns how it ended.
   */
  async run(job: Job, timeoutMs: number): Promise<Outcome> {
    this.#worker ??= new Worker(new URL("./worker.js", import.meta.url));
    const worker = this.#worker;
    const cancel = new AbortController();
    const reply = once(worker, "message", { signal: cancel.signal });
    const exit = once(worker, "exit", { signal: cancel.signal });
    const timer = setTimeout(() => cancel.abort(), timeoutMs);
    worker.postMessage(job);
    try {
      const [outcome] = await Promise.race([reply, exit]);
      if (typeof outcome === "number")
        throw new Error(`the thread ended with exit code ${outcome}`);
      return outcome as Outcome;
    } catch (error) {
      await this.close();
      const isTimeout = (error as Error).name === "AbortError";
      return {
        output: "",
        trouble: isTimeout ? `timeout after ${timeoutMs} ms` : `crash: ${error}`,
      };
    } finally {
      clearTimeout(timer);
      cancel.abort();
      await Promise.allSettled([reply, exit]);
    }
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }
}
