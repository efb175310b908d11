import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from "node:worker_threads";
import type { FetchAnswer, FetchRequest, WorkerData } from "./exchange.js";

/** How long the thread may take to start and to respond, on top of the request's own time. */
const GRACE_MS = 5000;

/** Memory limits for the thread, which handles hostile responses. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 128 };

/** The thread that makes the requests; started by the first one and then kept. */
let current: FetchThread | null = null;

/**
 * Fetches in another thread, and blocks this one until the result is there.
 *
 * @returns `null` if there was no result in time.
 */
export function fetchBlocking(request: FetchRequest): FetchAnswer | null {
  current ??= new FetchThread();
  const answer = current.fetch(request);
  if (answer === null) {
    current.stop();
    current = null;
  }
  return answer;
}

class FetchThread {
  readonly #answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #port: MessagePort;
  readonly #worker: Worker;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    const workerData: WorkerData = { port: port2, answered: this.#answered };
    this.#port = port1;
    // Its name in the bundle.
    this.#worker = new Worker(new URL("./http-worker.js", import.meta.url), {
      name: "micropython-wasm http",
      workerData,
      transferList: [port2],
      // The thread inherits no settings and prints nothing.
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: RESOURCE_LIMITS,
    });
    // A failed thread sends no result, and has no other consequence.
    this.#worker.on("error", () => {});
    this.#worker.on("exit", () => {
      if (current === this) current = null;
    });
    this.#worker.unref();
  }

  fetch(request: FetchRequest): FetchAnswer | null {
    Atomics.store(this.#answered, 0, 0);
    this.#port.postMessage(request);
    Atomics.wait(this.#answered, 0, 0, request.settings.timeoutMs + GRACE_MS);
    return (receiveMessageOnPort(this.#port)?.message as FetchAnswer | undefined) ?? null;
  }

  stop(): void {
    this.#port.close();
    this.#worker.terminate().catch(() => {});
  }
}
