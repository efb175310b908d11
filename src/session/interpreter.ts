import type { HostCallable, HostFunctions } from "../base/host-functions.js";
import type { LimitSettings } from "../base/limits.js";
import type { RunSettings } from "../base/options.js";
import type { Execution } from "./execution.js";
import { type FileOperation, operateOn } from "./file-operation.js";
import type { Request } from "./requests.js";
import type { Resident } from "./resident.js";
import { SessionFilesSync } from "./session-files-sync.js";
import type { SessionState } from "./session-state.js";

/**
 * The resident interpreter of a session, in this thread or elsewhere. Its owner makes one call at a time.
 *
 * @internal
 */
export interface Interpreter {
  /** The limits apply to each call separately. */
  readonly settings: RunSettings;
  /** What Python code may call, by name. */
  readonly hostFunctions: HostFunctions;
  /** Whether the caller is one of the callbacks of a running call. */
  readonly isCallingBack: boolean;
  /** Adds a host function, or replaces the one of that name. @throws TypeError, RangeError */
  register(fn: HostCallable, name: unknown): void;
  /**
   * Performs a request.
   *
   * @param finish turns the execution into the caller's result, and throws if it failed.
   */
  perform<Result>(
    request: Request,
    finish: (execution: Execution, limits: LimitSettings) => Result,
  ): Promise<Result>;
  /** Does something with the files. Resolves to what the method returns. */
  operate(operation: FileOperation): Promise<unknown>;
  /** The current state, for `putState`. */
  takeState(): Promise<object>;
  /** Replaces the current state by one that `takeState` returned. */
  putState(state: object): Promise<void>;
  save(): Promise<Uint8Array>;
  fork(): Promise<Interpreter>;
  /** `close` will be called once the current call is done: it should not wait for the host any longer. */
  closing(): void;
  /** Ends the current call at once, and refuses others. */
  kill(): void;
  close(): Promise<void>;
}

/**
 * An interpreter in this thread.
 *
 * @internal
 */
export class InlineInterpreter implements Interpreter {
  readonly #resident: Resident;
  readonly #files: SessionFilesSync;

  constructor(resident: Resident) {
    this.#resident = resident;
    this.#files = new SessionFilesSync(() => resident.files);
  }

  get settings(): RunSettings {
    return this.#resident.settings;
  }

  get hostFunctions(): HostFunctions {
    return this.#resident.hostFunctions;
  }

  get isCallingBack(): boolean {
    return this.#resident.isCallingBack;
  }

  register(fn: HostCallable, name: unknown): void {
    this.#resident.register(fn, name);
  }

  async perform<Result>(
    request: Request,
    finish: (execution: Execution, limits: LimitSettings) => Result,
  ): Promise<Result> {
    await this.#resident.prepare();
    return this.#resident.performLater(request, finish);
  }

  async operate(operation: FileOperation): Promise<unknown> {
    await this.#resident.prepare();
    return operateOn(this.#files, operation);
  }

  async takeState(): Promise<SessionState> {
    await this.#resident.prepare();
    return this.#resident.takeState();
  }

  async putState(state: object): Promise<void> {
    this.#resident.putState(state as SessionState);
  }

  async save(): Promise<Uint8Array> {
    await this.#resident.prepare();
    return this.#resident.save();
  }

  async fork(): Promise<Interpreter> {
    await this.#resident.prepare();
    return new InlineInterpreter(this.#resident.fork());
  }

  closing(): void {
    this.#resident.stopWaiting();
  }

  kill(): void {
    this.#resident.kill();
  }

  async close(): Promise<void> {
    this.#resident.close();
  }
}
