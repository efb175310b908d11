import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from "node:worker_threads";
import type { FetchAnswer, FetchRequest, WorkerData } from "./exchange.js";

/** How long the thread may take to start and to give its answer, beyond the request's own time. */
const GRACE_MS = 5000;

/** A thread that has hostile responses in its hands needs bounds of its own. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 128 };

/** The thread that makes requests for this one; started by the first request, then kept. */
let current: FetchThread | null = null;

/**
 * Fetches in another thread, and blocks this one until the answer is there.
 *
 * @returns `null` where no answer came in time.
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
    // As it is called in the bundle.
    this.#worker = new Worker(new URL("./http-worker.js", import.meta.url), {
      name: "micropython-wasm http",
      workerData,
      transferList: [port2],
      // Nothing that was set up for this thread is meant for that one, and it prints nothing.
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: RESOURCE_LIMITS,
    });
    // Where it fails there is no answer, and no other consequence.
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
