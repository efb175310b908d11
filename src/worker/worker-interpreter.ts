import {
  MicroPythonLimitError,
  MicroPythonSessionClosedError,
  MicroPythonWasmError,
} from "../base/errors.js";
import {
  checkHostFunction,
  type HostCallable,
  type HostFunctions,
} from "../base/host-functions.js";
import { IdleTimer } from "../base/idle-timer.js";
import type { LimitSettings } from "../base/limits.js";
import type { RunSettings } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import type { GuestCall } from "../engine/calls.js";
import type { InstancePool } from "../engine/pool.js";
import { type Execution, resultOf } from "../session/execution.js";
import type { FileOperation } from "../session/file-operation.js";
import type { Interpreter } from "../session/interpreter.js";
import type { Request } from "../session/requests.js";
import { checkFolders } from "../session/sandbox-files.js";
import { sessionClosed, sessionDead } from "../session/session-errors.js";
import type { Answerer } from "./answerer.js";
import { checked, MalformedMessage } from "./checked.js";
import { plainCallSettings, plainSettings } from "./plain-settings.js";
import type { PlainState, WorkerRequest } from "./protocol.js";
import type { PythonWorker } from "./python-worker.js";
import { StoreServer } from "./store-server.js";
import { callInWorker } from "./worker-calls.js";
import type { WorkerHolder, WorkerPool } from "./worker-pool.js";

/** What sessions in workers are made with. */
export interface WorkerParts {
  readonly workers: WorkerPool;
  readonly platform: Platform;
  /** Whether the workers can read folders of the host. */
  readonly readsFolders: boolean;
  /** Loads the artifact. */
  readonly pool: () => Promise<InstancePool>;
  /** Whose turn it is when workers are scarce. */
  readonly key: string;
  /** After this time without a call, in milliseconds, a session gives its worker back. */
  readonly sleepAfterMs: number;
}

/** A state of a session; `null` for a fresh one. */
interface State {
  readonly plain: PlainState | null;
}

/** The interpreter of a session that is in a worker while it is used. */
export class WorkerInterpreter implements Interpreter, WorkerHolder {
  readonly settings: RunSettings;
  readonly #parts: WorkerParts;
  readonly #functions: Map<string, HostCallable>;
  readonly #stores: StoreServer;
  /** Functions that the worker does not know yet. */
  #registered = new Set<string>();
  #worker: PythonWorker | null = null;
  /** What it continues from in the next worker; `null` for a fresh interpreter. */
  #from: PlainState | null;
  /** Why its worker ended. */
  #death: Error | null = null;
  /** What a callback threw that ended the interpreter in the worker. */
  #crash: MicroPythonWasmError | null = null;
  #answerer: Answerer | null = null;
  readonly #idle: IdleTimer;
  #isBusy = false;
  #isClosing = false;
  #isKilled = false;
  /**
   * Whether it is giving back its worker. That may begin whenever it is idle, so whoever waits for the end must
   * look again in the same turn in which it goes on.
   */
  #isParking = false;
  #parking: Promise<boolean> = Promise.resolve(false);

  /**
   * @param functions what Python code may call, if that is not what the settings say.
   * @throws RangeError if a folder of the host cannot be opened.
   */
  constructor(
    parts: WorkerParts,
    settings: RunSettings,
    from: PlainState | null,
    functions = settings.hostFunctions,
  ) {
    if (parts.readsFolders) checkFolders(settings, parts.platform);
    this.#parts = parts;
    this.#idle = new IdleTimer(parts.sleepAfterMs, () => void this.park());
    this.settings = settings;
    this.#from = from;
    this.#functions = new Map(functions);
    this.#stores = new StoreServer(settings, parts.readsFolders ? null : parts.platform);
  }

  get hostFunctions(): HostFunctions {
    return this.#functions;
  }

  get isCallingBack(): boolean {
    return this.#answerer?.isCallingBack ?? false;
  }

  register(fn: HostCallable, name: unknown): void {
    this.#functions.set(name as string, checkHostFunction("registerFunction", name, fn));
    this.#registered.add(name as string);
  }

  perform<Result>(
    { call, settings, isTransactional, hasOwnStdin, earlierMs, pausing }: Request,
    finish: (execution: Execution, limits: LimitSettings) => Result,
  ): Promise<Result> {
    return this.#use(async (worker) => {
      const functions = [...this.#registered];
      this.#registered.clear();
      const request: WorkerRequest = {
        kind: "perform",
        call: plainCall(call),
        settings: plainCallSettings(settings, hasOwnStdin),
        functions,
        isTransactional,
        needsStats: (finish as unknown) === resultOf || pausing !== undefined,
        ...(pausing && { pausing }),
        ...(earlierMs !== undefined && { earlierMs }),
      };
      const { stdin } = hasOwnStdin ? settings : this.settings;
      const onAnswerer = (answerer: Answerer) => {
        this.#answerer = answerer;
      };
      const onWait = (isWaiting: boolean) => this.#parts.workers.waits(worker, isWaiting);
      const inParent = { functions: this.#functions, stores: this.#stores, onWait, onAnswerer };
      try {
        return await callInWorker(worker, request, { call, settings, stdin, ...inParent }, finish);
      } catch (error) {
        const wasAborted = error instanceof MicroPythonLimitError && error.code === "aborted";
        throw wasAborted && this.#isClosing && !settings.signal?.aborted ? sessionClosed() : error;
      } finally {
        this.#answerer = null;
      }
    });
  }

  operate(operation: FileOperation): Promise<unknown> {
    return this.#use(async (worker) => {
      const result = await this.#request(worker, { kind: "files", operation });
      return checkedIn(worker, () => resultOfFiles(operation, result));
    });
  }

  async takeState(): Promise<State> {
    while (this.#isParking) await this.#parking;
    if (this.#worker === null && this.#death === null) return { plain: this.#from };
    return this.#use(async (worker) => ({ plain: await this.#stateIn(worker) }));
  }

  async putState(state: object): Promise<void> {
    const { plain } = state as State;
    while (this.#isParking) await this.#parking;
    if (this.#worker !== null && plain !== null) {
      await this.#use((worker) => this.#request(worker, { kind: "putState", state: plain }));
      return;
    }
    this.#isBusy = true;
    await this.#leave();
    this.#isBusy = false;
    this.#death = null;
    this.#crash = null;
    this.#from = plain;
  }

  save(): Promise<Uint8Array> {
    return this.#use(async (worker) => {
      const saved = await this.#request(worker, { kind: "save" });
      return checkedIn(worker, () => checked.bytes(saved));
    });
  }

  async fork(): Promise<Interpreter> {
    const { plain } = await this.takeState();
    const functions = [...this.#registered];
    const from = plain && { ...plain, functions: [...plain.functions, ...functions] };
    return new WorkerInterpreter(this.#parts, this.settings, from, this.#functions);
  }

  closing(): void {
    this.#isClosing = true;
    this.#worker?.closing(true);
  }

  kill(): void {
    this.#isKilled = true;
    this.closing();
    if (this.#isBusy) this.#worker?.kill(sessionClosed());
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#idle.stop();
    while (this.#isParking) await this.#parking;
    this.#isBusy = true;
    this.#from = null;
    await this.#leave();
    this.#stores.close();
  }

  /** Starts it in a worker. @throws MicroPythonInvalidStateError if it cannot continue from there */
  open(): Promise<void> {
    return this.#use(async () => {});
  }

  get isIdle(): boolean {
    return this.#worker !== null && !this.#isBusy && !this.#isParking;
  }

  async park(): Promise<boolean> {
    const worker = this.#worker;
    if (worker === null || !this.isIdle) return false;
    this.#isParking = true;
    this.#parking = this.#park(worker).finally(() => {
      this.#isParking = false;
    });
    return this.#parking;
  }

  abandon(error: Error): void {
    this.#worker?.kill(error);
    this.#lost(error);
  }

  async #park(worker: PythonWorker): Promise<boolean> {
    try {
      this.#from = await this.#stateIn(worker);
    } catch (error) {
      // With files open it keeps its worker; without an interpreter it needs none.
      if (!(error instanceof MicroPythonSessionClosedError)) return false;
      this.#death = error;
    }
    await this.#leave();
    return true;
  }

  /** Does something with the worker, which nothing else uses meanwhile. */
  async #use<T>(work: (worker: PythonWorker) => Promise<T>): Promise<T> {
    while (this.#isParking) await this.#parking;
    if (this.#isKilled) throw sessionClosed();
    if (this.#death !== null) throw this.#errorOfDeath(this.#death);
    this.#isBusy = true;
    this.#idle.stop();
    try {
      const worker = this.#worker ?? (await this.#enter());
      return await work(worker);
    } catch (error) {
      if (error instanceof MicroPythonSessionClosedError) throw this.#errorOfDeath(error);
      if (error instanceof MicroPythonWasmError && error.code === "crashed") this.#crash = error;
      throw error;
    } finally {
      this.#isBusy = false;
      this.#idle.restart();
      if (this.#worker?.hasEnded) this.#lost(this.#worker.ending as Error);
      if (this.#worker !== null) this.#parts.workers.holds(this);
      if (this.#worker?.isWorn) void this.park();
    }
  }

  /** The error for a call of a session that is dead. */
  #errorOfDeath(death: Error): MicroPythonSessionClosedError {
    if (!(death instanceof MicroPythonSessionClosedError))
      return sessionDead(reasonOf(death), death);
    return new MicroPythonSessionClosedError(death.message, this.#crash?.cause ?? death.cause);
  }

  async #enter(): Promise<PythonWorker> {
    const { workers, key } = this.#parts;
    const pool = await this.#parts.pool();
    const worker = await workers.acquire(key);
    if (this.#isKilled) {
      workers.release(worker);
      throw sessionClosed();
    }
    this.#worker = worker;
    worker.closing(this.#isClosing);
    const settings = { ...this.settings, hostFunctions: this.#functions };
    const from = this.#from && {
      ...this.#from,
      functions: [...this.#from.functions, ...this.#registered],
    };
    try {
      const artifact = await worker.useArtifact(pool);
      const plain = plainSettings(settings, this.#parts.readsFolders);
      await this.#request(worker, { kind: "open", artifact, settings: plain, from });
    } catch (error) {
      await this.#leave();
      throw error;
    }
    this.#registered.clear();
    return worker;
  }

  /** Gives the worker back. */
  async #leave(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    try {
      if (!worker.hasEnded) await this.#request(worker, { kind: "close" });
    } catch (error) {
      worker.kill(error as Error);
    }
    this.#worker = null;
    this.#stores.closeFiles();
    this.#parts.workers.drops(this);
    this.#parts.workers.release(worker);
  }

  #lost(error: Error): void {
    const worker = this.#worker;
    if (worker === null) return;
    this.#death = error;
    this.#worker = null;
    this.#stores.closeFiles();
    this.#parts.workers.drops(this);
    this.#parts.workers.release(worker);
  }

  async #stateIn(worker: PythonWorker): Promise<PlainState> {
    const value = await this.#request(worker, { kind: "takeState" });
    return checkedIn(worker, () => {
      const { saved, input, functions, randomPosition } = checked.object(value);
      return {
        saved: checked.bytes(saved),
        input: checked.bytes(input),
        functions: checked.list(functions, Infinity).map((name) => checked.text(name)),
        randomPosition: randomPosition === null ? null : checked.count(randomPosition),
      };
    });
  }

  /** Makes a request during which only stores are needed. */
  #request(worker: PythonWorker, request: WorkerRequest): Promise<unknown> {
    return worker.request(request, (value) => {
      const { kind, mount, operation } = checked.object(value);
      if (kind !== "store") throw new MalformedMessage();
      return this.#stores.answer(mount, operation);
    });
  }
}

function checkedIn<T>(worker: PythonWorker, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw worker.distrust(error);
  }
}

function resultOfFiles({ kind }: FileOperation, result: unknown): unknown {
  if (kind === "read") return checked.bytes(result);
  if (kind === "list") return checked.list(result, Infinity).map((path) => checked.text(path));
  return undefined;
}

/** A call that a message can carry: without results, which come back, and without a larger buffer. */
export function plainCall(call: GuestCall): GuestCall {
  if (call.kind !== "map") return call;
  return { ...call, items: call.items.slice(), results: [] };
}

function reasonOf({ message }: Error): string {
  return message.replace(/^the sandbox crashed: /, "");
}
