// The page's side of the worker that runs Python.
import type { RunUsage } from "micropython-wasm";
import type { CallMessage, PythonService, ServiceName, WorkerMessage } from "./protocol.js";

/** What the worker tells while it runs a program. */
export interface WorkerEvents {
  onOutput(stream: "stdout" | "stderr", text: string): void;
  onInput(prompt: string): void;
  onUsage(used: RunUsage): void;
}

type Calls = {
  readonly [Name in ServiceName]: PythonService[Name];
};

/** The worker was terminated before it answered. */
export class Terminated extends Error {}

/** A worker, with the functions that it offers. */
export class PythonWorker {
  readonly #worker = new Worker("worker.js", { type: "module" });
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #lastId = 0;
  #end: Error | null = null;
  readonly call: Calls;

  constructor(events: WorkerEvents) {
    this.call = new Proxy({} as Calls, {
      get:
        (_, name: ServiceName) =>
        (...args: unknown[]) =>
          this.#call(name, args),
    });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.kind === "output") return events.onOutput(data.stream, data.text);
      if (data.kind === "input") return events.onInput(data.prompt);
      if (data.kind === "usage") return events.onUsage(data.used);
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.kind === "answer") waiting?.resolve(data.value);
      else waiting?.reject(new Error(data.message));
    });
    this.#worker.addEventListener("error", ({ message }) => {
      this.#giveUp(new Error(message ?? "the worker cannot be started"));
    });
  }

  /** Ends the worker at once, whatever it does. */
  terminate(): void {
    this.#worker.terminate();
    this.#giveUp(new Terminated("the worker was terminated"));
  }

  #call(name: ServiceName, args: readonly unknown[]): Promise<unknown> {
    if (this.#end !== null) return Promise.reject(this.#end);
    const id = ++this.#lastId;
    const message: CallMessage = { id, name, args };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage(message);
    });
  }

  #giveUp(error: Error): void {
    this.#end = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
