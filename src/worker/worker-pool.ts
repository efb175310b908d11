import { MicroPythonWasmError } from "../base/errors.js";
import { IdleTimer } from "../base/idle-timer.js";
import { FairQueue } from "./fair-queue.js";
import { PythonWorker, type StartThread } from "./python-worker.js";

/** How many workers there are, and for how long. */
export interface WorkerLimits {
  /** Maximum number of workers that compute at the same time. */
  readonly size: number;
  /** How many threads can compute at the same time on this machine. */
  readonly processors: number;
  /** Maximum number of workers, with those of sessions that are idle. */
  readonly maxWorkers: number;
  /** How many more there may be if no session can give back its worker. */
  readonly maxExtra: number;
  /** Whether the workers can read folders of the host. */
  readonly readsFolders: boolean;
  /** Maximum number of requests that wait for a worker. */
  readonly maxQueue: number;
  /** After this many runs, a worker is replaced. */
  readonly maxRunsPerWorker: number;
  /** A worker that has been idle for this long is ended, in milliseconds. */
  readonly idleTimeoutMs: number;
}

/** A session that has a worker. */
export interface WorkerHolder {
  /** Whether it could give its worker back now. */
  readonly isIdle: boolean;
  /** Gives its worker back; it continues later in another one. Resolves to whether it could. */
  park(): Promise<boolean>;
  /** Ends its worker, and with it the session. */
  abandon(error: Error): void;
}

interface Waiter {
  resolve(worker: PythonWorker): void;
  reject(error: unknown): void;
}

/** Workers that wait for the host do not compute, so others may; but at most this many wait at once. */
const MAX_WAITING = 64;

/** Lends workers to runs and sessions, each to one at a time. */
export class WorkerPool {
  readonly #start: StartThread;
  readonly #limits: WorkerLimits;
  readonly #queue = new FairQueue<Waiter>();
  readonly #idle: PythonWorker[] = [];
  readonly #lent = new Set<PythonWorker>();
  readonly #runs = new WeakMap<PythonWorker, number>();
  /** Sessions that have a worker, the one that used it last at the end. */
  readonly #holders = new Set<WorkerHolder>();
  readonly #waitingForHost = new Set<PythonWorker>();
  readonly #idleTimer: IdleTimer;
  #isServing = false;
  #servesAgain = false;
  #isClosed = false;
  #finished = 0;
  #replaced = 0;
  #onDrained: (() => void) | null = null;

  constructor(start: StartThread, limits: WorkerLimits) {
    this.#start = start;
    this.#limits = limits;
    this.#idleTimer = new IdleTimer(limits.idleTimeoutMs, () => this.#endIdle(0));
  }

  /** Whether the workers can read folders of the host. */
  get readsFolders(): boolean {
    return this.#limits.readsFolders;
  }

  /** What it does at the moment, and has done. */
  stats() {
    return Object.freeze({
      workers: this.#idle.length + this.#lent.size,
      idle: this.#idle.length,
      waitingForHost: this.#waitingForHost.size,
      queued: this.#queue.size,
      finished: this.#finished,
      replaced: this.#replaced,
    });
  }

  /** Starts a worker, if there is none, before it is needed. */
  prepare(): void {
    if (this.#isClosed || this.#idle.length + this.#lent.size > 0) return;
    this.#idle.push(this.#started());
    this.#idleTimer.restart();
  }

  /**
   * Lends a worker, as soon as there is one.
   *
   * @param key whose turn it is.
   * @throws MicroPythonWasmError if too many wait, or the pool was closed.
   */
  async acquire(key: string): Promise<PythonWorker> {
    if (this.#isClosed) throw poolClosed();
    if (this.#queue.size === 0 && this.#hasSlot && this.#hasRoom) return this.#lend();
    if (this.#queue.size >= this.#limits.maxQueue) {
      const message = `the pool's queue is full: ${this.#queue.size} calls wait for ${this.#limits.size} workers`;
      throw new MicroPythonWasmError("pool-full", message);
    }
    const lent = new Promise<PythonWorker>((resolve, reject) => {
      this.#queue.add(key, { resolve, reject });
    });
    this.#next();
    return lent;
  }

  /** Takes a worker back. */
  release(worker: PythonWorker): void {
    if (!this.#lent.delete(worker)) return;
    this.#finished += 1;
    const runs = (this.#runs.get(worker) ?? 0) + 1;
    this.#runs.set(worker, runs);
    const isSpent = !worker.isUsable || worker.isWorn || runs >= this.#limits.maxRunsPerWorker;
    worker.closing(false);
    if (isSpent) worker.kill(poolClosed());
    else this.#idle.push(worker);
    // As long as calls wait, those that wait for the host now will need them.
    if (this.#queue.size === 0) this.#endIdle(this.#limits.size);
    this.#next();
    this.#idleTimer.restart();
  }

  /** A session has used its worker, and keeps it. */
  holds(holder: WorkerHolder): void {
    this.#holders.delete(holder);
    this.#holders.add(holder);
    if (this.#isClosed) holder.abandon(poolClosed());
    else this.#next();
  }

  /** A session no longer has a worker. */
  drops(holder: WorkerHolder): void {
    this.#holders.delete(holder);
  }

  /** A worker waits for a promise of the host, or no longer does. */
  waits(worker: PythonWorker, isWaiting: boolean): void {
    if (!isWaiting) this.#waitingForHost.delete(worker);
    else if (this.#lent.has(worker)) this.#waitingForHost.add(worker);
    this.#next();
  }

  /** Ends idle sessions, and resolves when everything that was requested is done; nothing more can be. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#idleTimer.stop();
    for (const holder of this.#holders) if (holder.isIdle) holder.abandon(poolClosed());
    if (this.#lent.size > 0 || this.#queue.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
    this.#endIdle(0);
  }

  /** Whether another worker may compute. */
  get #hasSlot(): boolean {
    let computing = this.#lent.size - Math.min(this.#waitingForHost.size, MAX_WAITING);
    for (const holder of this.#holders) if (holder.isIdle) computing -= 1;
    return computing < this.#limits.size;
  }

  /** Whether there may be another worker. */
  get #hasRoom(): boolean {
    return this.#lent.size - this.#waitingForHost.size < this.#limits.maxWorkers;
  }

  /** The same, if no session can give back its worker. */
  get #hasExtraRoom(): boolean {
    const { maxWorkers, maxExtra } = this.#limits;
    return this.#lent.size - this.#waitingForHost.size < maxWorkers + maxExtra;
  }

  #lend(): PythonWorker {
    const worker = this.#idle.pop() ?? this.#started();
    this.#lent.add(worker);
    return worker;
  }

  #started(): PythonWorker {
    return new PythonWorker(
      this.#start,
      (ended) => this.#ended(ended),
      // One processor is the caller's.
      () => this.#lent.size < this.#limits.processors,
    );
  }

  #next(): void {
    if (this.#lent.size === 0 && this.#queue.size === 0) this.#onDrained?.();
    else if (this.#isServing) this.#servesAgain = true;
    else void this.#serveAll();
  }

  async #serveAll(): Promise<void> {
    this.#isServing = true;
    do {
      this.#servesAgain = false;
      while (this.#queue.size > 0 && this.#hasSlot) {
        if (!this.#hasRoom && !(await this.#parkOne()) && !this.#hasExtraRoom) this.#endOne();
        if (!this.#hasExtraRoom) break;
        this.#serve();
      }
    } while (this.#servesAgain);
    this.#isServing = false;
  }

  #ended(worker: PythonWorker): void {
    const index = this.#idle.indexOf(worker);
    if (index !== -1) this.#idle.splice(index, 1);
    this.#waitingForHost.delete(worker);
    if (this.#lent.has(worker)) this.#replaced += 1;
  }

  #serve(): void {
    const waiter = this.#queue.take();
    try {
      waiter?.resolve(this.#lend());
    } catch (error) {
      waiter?.reject(error);
    }
  }

  /** Makes the session that has been idle for longest, and can, give back its worker. */
  async #parkOne(): Promise<boolean> {
    for (const holder of [...this.#holders]) {
      if (holder.isIdle && (await holder.park())) return true;
    }
    return false;
  }

  /** Ends the session that has been idle for longest. */
  #endOne(): void {
    for (const holder of this.#holders) {
      if (!holder.isIdle) continue;
      holder.abandon(workerNeeded());
      return;
    }
  }

  /** Ends idle workers until there are only so many. */
  #endIdle(most: number): void {
    const surplus = Math.max(0, this.#idle.length - most);
    for (const worker of this.#idle.splice(0, surplus)) worker.kill(poolClosed());
  }
}

function workerNeeded(): MicroPythonWasmError {
  const reason = "others needed its worker, which it could not give back with files open";
  return new MicroPythonWasmError("crashed", `the sandbox crashed: ${reason}`);
}

/** The error of a call of a pool that was closed. */
export function poolClosed(): MicroPythonWasmError {
  return new MicroPythonWasmError("pool-closed", "the pool was closed");
}
