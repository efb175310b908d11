import { MessageChannel, Worker } from "node:worker_threads";
import {
  type Failure,
  LINES,
  type Line,
  type Message,
  type Request,
  type Results,
  SHARED_NUMBERS,
  STOP,
} from "./protocol.js";

/** Returns the next line without its line end, or `null` at the end; `shown` is the text before it. */
export type NextLine = (shown: string) => Promise<string | null>;

/** A request failed that was not for running a program. */
export class GuestRequestError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

interface Waiting {
  resolve(value: Results[keyof Results]): void;
  reject(error: unknown): void;
}

/** Runs Python in a separate thread, which handles one request at a time. */
export class Guest {
  readonly #shared = new Int32Array(new SharedArrayBuffer(4 * SHARED_NUMBERS));
  readonly #lines = new MessageChannel();
  readonly #worker: Worker;
  readonly #nextLine: NextLine;
  #waiting: Waiting | null = null;
  #wantsLine = false;
  #last: Promise<unknown> = Promise.resolve();

  /** @param nextLine called whenever Python code reads a line of input. */
  constructor(nextLine: NextLine) {
    this.#nextLine = nextLine;
    const { port1: port, port2: lines } = this.#lines;
    port.unref();
    // The name of the file in the bundle.
    this.#worker = new Worker(new URL("./cli-worker.cjs", import.meta.url), {
      workerData: { shared: this.#shared, lines },
      transferList: [lines],
    });
    this.#worker.on("message", (message: Message) => this.#receive(message));
    this.#worker.on("error", (error) => this.#waiting?.reject(error));
  }

  /** Sends a request once all earlier ones are done. @throws GuestRequestError */
  ask<Kind extends Request["kind"]>(
    request: Extract<Request, { kind: Kind }>,
  ): Promise<Results[Kind]> {
    const result = this.#last.then(() => this.#ask(request));
    this.#last = result.catch(() => {});
    return result as Promise<Results[Kind]>;
  }

  /** Interrupts the current run, even while it waits for input. */
  interrupt(): void {
    Atomics.store(this.#shared, STOP, 1);
    if (this.#wantsLine) this.#giveLine(null);
  }

  /** Terminates the thread. */
  async close(): Promise<void> {
    await this.#worker.terminate();
    this.#lines.port1.close();
  }

  #ask(request: Request): Promise<Results[keyof Results]> {
    Atomics.store(this.#shared, STOP, 0);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#worker.postMessage(request);
    });
  }

  async #receive(message: Message): Promise<void> {
    if (message.kind !== "line") {
      const waiting = this.#waiting;
      this.#waiting = null;
      if (message.kind === "result") waiting?.resolve(message.value);
      else waiting?.reject(new GuestRequestError(message.error));
      return;
    }
    this.#wantsLine = true;
    // The interrupt may have arrived before this request for a line.
    if (Atomics.load(this.#shared, STOP) !== 0) {
      this.#giveLine(null);
      return;
    }
    const line = await this.#nextLine(message.shown);
    if (this.#wantsLine) this.#giveLine(line);
  }

  #giveLine(line: string | null): void {
    this.#wantsLine = false;
    this.#lines.port1.postMessage({ line } satisfies Line);
    Atomics.add(this.#shared, LINES, 1);
    Atomics.notify(this.#shared, LINES);
  }
}
