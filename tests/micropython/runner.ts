import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Runs jobs one after the other in one thread, which is replaced if it gets stuck. */
export class Runner<Job, Reply> {
  readonly #script: URL;
  #worker: Worker | null = null;

  /** @param script the thread's script, which answers each message with another. */
  constructor(script: URL) {
    this.#script = script;
  }

  /**
   * Runs a job.
   *
   * @param timeoutMs time after which the thread is killed.
   * @returns the thread's reply.
   * @throws Error that says how the thread ended instead.
   */
  async run(job: Job, timeoutMs: number): Promise<Reply> {
    this.#worker ??= new Worker(this.#script);
    const worker = this.#worker;
    const cancel = new AbortController();
    const reply = once(worker, "message", { signal: cancel.signal });
    const exit = once(worker, "exit", { signal: cancel.signal });
    const timer = setTimeout(() => cancel.abort(), timeoutMs);
    worker.postMessage(job);
    try {
      const [answer] = await Promise.race([reply, exit]);
      if (typeof answer === "number") throw new Error(`the thread ended with exit code ${answer}`);
      return answer as Reply;
    } catch (error) {
      await this.close();
      const isTimeout = (error as Error).name === "AbortError";
      throw new Error(isTimeout ? `timeout after ${timeoutMs} ms` : `crash: ${error}`);
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
