import type { SandboxExports } from "../abi/boundary.js";
import {
  SANDBOX_GLOBAL_ADD_HOST_FUNCTION,
  SANDBOX_GLOBAL_SET_HOST_FUNCTION,
  SANDBOX_STATUS_EXCEPTION,
  SANDBOX_STATUS_EXIT,
  SANDBOX_STATUS_OK,
} from "../abi/constants.js";
import { GuestMemory, guestPointer } from "../abi/memory.js";
import type { Platform } from "../base/platform.js";
import { PYTHONS, type PythonName } from "../base/pythons.js";
import type { GuestClock } from "../wasi/guest-clock.js";
import { NOTHING_MOUNTED } from "../wasi/open-files.js";
import type { Artifact } from "./artifact.js";
import { CallExports } from "./call-exports.js";
import type { CallEnd, GuestCall, Outcome, RunHost } from "./calls.js";
import { type Crash, crashOf, GuestFull, InstanceBusy, UnknownStatus } from "./crash.js";
import { GraceExceeded, type RunLimits } from "./governor.js";
import type { GuestReport } from "./guest-report.js";
import { InstanceImports } from "./instance-imports.js";
import { InstanceMemory } from "./instance-memory.js";
import { createMemory, instantiate } from "./instantiate.js";
import { callToUsePackages } from "./packages.js";
import type { Snapshot, WholeSnapshot } from "./snapshot.js";

const FINISHED: CallEnd = { kind: "finished" };

type Used = Pick<Outcome, "fuelUsed" | "hostCalls">;
const NOTHING_USED: Used = { fuelUsed: 0, hostCalls: 0 };

/** Maximum units between runs, when no program's code runs: about half a second. */
const UNITS_BETWEEN_RUNS = 2 ** 28;

/** Enough for work that is bounded by the size of memory. */
const UNITS_FOR_ALL_MEMORY = 2 ** 31 - 1;

/** One interpreter with its own memory. */
export class SandboxInstance {
  /** Maximum size of the memory; whole pages. */
  readonly maxMemoryBytes: number;
  readonly #memory: GuestMemory;
  readonly #state: InstanceMemory;
  readonly #imports: InstanceImports;
  readonly #exports: SandboxExports;
  readonly #calls: CallExports;
  readonly #stackBytes: number;
  readonly #stackLimit: number;
  readonly #usesEngineStack: boolean;
  readonly #stackScale: number;
  #memoryBytes: number;
  #crash: Crash | null = null;
  /** Whether nothing has changed since memory that is not in use was filled with zeros. */
  #isClear = false;
  #isRunning = false;
  #wasAborted = false;

  /**
   * Creates the memory and the instance; no guest code runs before `boot` or `restore`.
   *
   * @param maxMemoryBytes maximum size of the memory; whole pages.
   * @throws MicroPythonWasmError (`code: "memory"`) if there is no room for it.
   * @throws MicroPythonInvalidArtifactError if the engine cannot start the module.
   */
  constructor(artifact: Artifact, platform: Platform, maxMemoryBytes: number) {
    const memory = createMemory(artifact, maxMemoryBytes);
    this.maxMemoryBytes = maxMemoryBytes;
    this.#memory = new GuestMemory(memory, artifact.pageMarksAt);
    this.#state = new InstanceMemory(
      this.#memory,
      artifact.stackBytes,
      maxMemoryBytes,
      this.#memory.marks,
      platform,
    );
    this.#memoryBytes = this.#memory.size;
    this.#stackBytes = artifact.stackBytes;
    this.#imports = new InstanceImports(
      this.#memory,
      platform,
      () => this.#exports,
      () => this.#memoryEnd(),
    );
    this.#exports = instantiate(artifact.module, {
      env: { memory },
      ...this.#imports.modules(),
    });
    this.#calls = new CallExports(this.#exports, this.#memory);
    const lowest = this.#exports.sandbox_stack_limit.value;
    const unused = Math.floor((this.#stackBytes - lowest) * (1 - platform.stackShare));
    // Where it is 0, the stack is not what bounds recursion.
    this.#stackLimit = lowest === 0 ? 0 : lowest + unused;
    this.#usesEngineStack = PYTHONS[artifact.python].usesEngineStack;
    this.#stackScale = this.#usesEngineStack ? platform.stackScale() : 1;
  }

  /** The guest's peak memory so far, including the interpreter's own. */
  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** Memory that the engine has allocated for the instance, which never shrinks. */
  get allocatedBytes(): number {
    return this.#memory.size;
  }

  /** Why the instance is dead, if it is. */
  get crash(): Crash | null {
    return this.#crash;
  }

  /**
   * Starts the interpreter. Called once, before anything else, unless `restore` is.
   *
   * @param files the files that it may read meanwhile.
   */
  boot(files = NOTHING_MOUNTED): CallEnd {
    this.#imports.files = files;
    return this.#enter(() => {
      this.#exports._initialize();
      if (this.#exports.sandbox_boot() !== 0) throw new GuestFull();
      return FINISHED;
    });
  }

  /**
   * Fills memory that is not in use with zeros: a snapshot then holds nothing that the program has deleted.
   * In MicroPython, that includes what nothing refers to any more.
   */
  clearFree(): CallEnd {
    if (this.#isClear) return FINISHED;
    const end = this.#enter(() => {
      this.#exports.sandbox_units.value = UNITS_FOR_ALL_MEMORY;
      this.#exports.sandbox_clear_free();
      return FINISHED;
    });
    this.#isClear = end.kind === "finished";
    return end;
  }

  /** Called before a state is taken that many runs start from. */
  imageFollows(): CallEnd {
    return this.#enter(() => {
      this.#exports.sandbox_units.value = UNITS_FOR_ALL_MEMORY;
      this.#exports.sandbox_image_follows();
      return FINISHED;
    });
  }

  /** Copies the whole state of the interpreter. Must not be called during a run. */
  takeSnapshot(): Snapshot {
    return this.#state.take(this.#memoryBytes, this.#imports.clock.elapsedMs);
  }

  /** The same, but independent of the state that was restored last. */
  takeWholeSnapshot(): WholeSnapshot {
    return this.#state.takeWhole(this.#memoryBytes, this.#imports.clock.elapsedMs);
  }

  /**
   * Replaces the current state, if any: the interpreter continues where it was when the snapshot was taken.
   * A dead instance stays dead. Must not be called during a run.
   *
   * @param clock its clocks from now on, which continue from the snapshot.
   * @throws MicroPythonWasmError (`code: "memory"`) if it does not fit into the memory.
   */
  restore(snapshot: Snapshot, clock: GuestClock = this.#imports.clock): void {
    this.#memoryBytes = this.#state.put(snapshot);
    this.#isClear = false;
    this.#imports.clock = clock;
    this.#imports.hostCalls.mayWait();
    clock.continueFrom(snapshot.elapsedMs);
  }

  /** Lets go of the files and streams of the last run: an image may hold code that runs before the next one. */
  dropHost(): void {
    this.#imports.files = NOTHING_MOUNTED;
    this.#imports.dropStreams();
  }

  /** Frees what no program can reach any more, and closes such files. */
  collect(): CallEnd {
    return this.#enter(() => {
      this.#exports.sandbox_collect();
      return FINISHED;
    });
  }

  /** Appends to `sys.argv`. */
  addArguments(argv: readonly string[]): CallEnd {
    return this.#forEach(argv, (argument) => this.#calls.addArgument(argument));
  }

  /** Sets variables of `os.environ`. */
  setEnvironment(variables: Iterable<readonly [string, string]>): CallEnd {
    return this.#forEach(variables, ([name, value]) => this.#calls.setEnvironment(name, value));
  }

  /**
   * Makes host functions known to Python code, as global variables of `__main__`.
   *
   * @param options `keep`: whether to leave variables of these names as they are.
   */
  defineHostFunctions(names: Iterable<string>, { keep }: { keep: boolean }): CallEnd {
    const operation = keep ? SANDBOX_GLOBAL_ADD_HOST_FUNCTION : SANDBOX_GLOBAL_SET_HOST_FUNCTION;
    return this.#forEach(names, (name) => this.#calls.global(operation, name));
  }

  /** Puts folders of packages on `sys.path`. */
  usePackages(python: PythonName, folders: readonly string[]): CallEnd {
    return this.#enter(() => this.#end(this.#calls.perform(callToUsePackages(python, folders))));
  }

  /** Performs a call, within limits. */
  call(call: GuestCall, host: RunHost, limits: RunLimits): Outcome {
    let used = NOTHING_USED;
    let repr: string | undefined;
    const end = this.#enter(() => {
      this.#wasAborted = false;
      this.#imports.begin(call, host, limits, false);
      let end: CallEnd;
      try {
        const status = this.#calls.perform(call);
        repr = this.#imports.repr();
        end = this.#end(status);
      } finally {
        used = this.#leave();
      }
      this.#imports.endOutput(host);
      return end;
    });
    return this.#outcome(end, repr, used);
  }

  /**
   * The same, but the thread can do other work meanwhile: while the guest waits for a host function's promise
   * or sleeps, and every few milliseconds. Only if `CAN_SUSPEND`.
   */
  async callLater(call: GuestCall, host: RunHost, limits: RunLimits): Promise<Outcome> {
    let used = NOTHING_USED;
    let repr: string | undefined;
    const end = await this.#enterLater(async () => {
      this.#wasAborted = false;
      this.#imports.begin(call, host, limits, true);
      let end: CallEnd;
      try {
        const status = await this.#calls.performLater(call);
        repr = this.#imports.repr();
        end = this.#end(status);
      } finally {
        used = this.#leave();
      }
      this.#imports.endOutput(host);
      return end;
    });
    return this.#outcome(end, repr, used);
  }

  /** Whether the caller is something that the guest calls, not other work of the thread. */
  get isCallingBack(): boolean {
    return this.#imports.isCallingBack;
  }

  /** Makes the guest go on without promises that it waits for, now or later. */
  stopWaiting(): void {
    this.#imports.hostCalls.stopWaiting();
  }

  /** Makes the current call, if any, stop as after an abort. */
  abort(): void {
    const { governor } = this.#imports;
    governor?.abort();
    this.#wasAborted = governor !== null;
    this.stopWaiting();
  }

  /** Whether `abort` stopped the last call. */
  get wasAborted(): boolean {
    return this.#wasAborted;
  }

  /** Makes calls of the guest that return a status, until one fails. */
  #forEach<Item>(items: Iterable<Item>, call: (item: Item) => number): CallEnd {
    return this.#enter(() => {
      for (const item of items) {
        this.#goOn();
        const status = call(item);
        if (status !== SANDBOX_STATUS_OK) return this.#end(status);
      }
      return FINISHED;
    });
  }

  #leave(): Used {
    const used = this.#imports.end();
    this.#goOn();
    return used;
  }

  #outcome(end: CallEnd, repr: string | undefined, used: Used): Outcome {
    const { given } = this.#imports;
    const { value } = given;
    given.value = undefined;
    return { end, value, repr, ...used, memoryBytes: this.#memoryBytes };
  }

  #memoryEnd(): number {
    const end = guestPointer(this.#exports.sandbox_memory_end());
    return Math.min(Math.max(end, this.#stackBytes), this.#memory.size);
  }

  /** Gives the guest fuel for work that is not part of a run. */
  #goOn(): void {
    this.#exports.sandbox_units.value = UNITS_BETWEEN_RUNS;
    this.#exports.sandbox_stack_limit.value = this.#stackLimit;
  }

  /**
   * Runs the guest. A JavaScript exception from it leaves its frames half done, so it kills the instance:
   * every later call ends as "crashed", with the reason.
   *
   * @throws InstanceBusy if the guest is running: it waits for the host, which must not call it.
   */
  #enter(call: () => CallEnd): CallEnd {
    if (this.#isRunning) throw new InstanceBusy();
    if (this.#crash !== null) return this.#crash;
    this.#goOn();
    this.#isRunning = true;
    try {
      this.#limitRoom(this.#stackScale);
      const end = call();
      this.#memoryBytes = this.#memoryEnd();
      return end;
    } catch (error) {
      return this.#crashed(error);
    } finally {
      this.#isRunning = false;
    }
  }

  /** The same for a call that can be suspended. */
  async #enterLater(call: () => Promise<CallEnd>): Promise<CallEnd> {
    if (this.#isRunning) throw new InstanceBusy();
    if (this.#crash !== null) return this.#crash;
    this.#goOn();
    this.#isRunning = true;
    try {
      // Such a call has a stack of its own, which is as large on every thread.
      this.#limitRoom(1);
      const end = await call();
      this.#memoryBytes = this.#memoryEnd();
      return end;
    } catch (error) {
      return this.#crashed(error);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Tells the guest, before any of its code runs, how much memory and stack it has. */
  #limitRoom(stackScale: number): void {
    this.#state.willChange();
    this.#isClear = false;
    this.#exports.sandbox_limit_memory(this.maxMemoryBytes);
    if (this.#usesEngineStack) this.#exports.sandbox_scale_depth(stackScale);
  }

  #crashed(error: unknown): CallEnd {
    this.#memoryBytes = this.#memory.size;
    if (error instanceof GuestFull) return { kind: "memory" };
    this.#crash = crashOf(error);
    return error instanceof GraceExceeded ? { kind: "stopped", code: error.code } : this.#crash;
  }

  #end(status: number): CallEnd {
    const report = this.#imports.takeReport();
    const stopCode = this.#imports.governor?.stopCode ?? null;
    // However the program used its time to stop.
    if (stopCode !== null) return { kind: "stopped", code: stopCode };
    switch (status) {
      case SANDBOX_STATUS_OK:
        return FINISHED;
      case SANDBOX_STATUS_EXCEPTION:
        return this.#failure("exception", report);
      case SANDBOX_STATUS_EXIT:
        return this.#failure("exit", report);
      default:
        throw new UnknownStatus();
    }
  }

  #failure(kind: "exception" | "exit", report: GuestReport): CallEnd {
    const exception = report.exception();
    return {
      kind,
      exception,
      cause: this.#imports.hostCalls.thrown(report.hostError(), exception),
    };
  }
}
