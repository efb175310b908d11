import {
  SANDBOX_GO_ON,
  SANDBOX_STATUS_EXCEPTION,
  SANDBOX_STATUS_EXIT,
  SANDBOX_STATUS_OK,
  SANDBOX_STOP,
} from "../abi/constants.js";
import { GuestMemory, type GuestPointer, guestPointer } from "../abi/memory.js";
import {
  type GuestException,
  MicroPythonWasmError,
  MicroPythonWasmInvalidArtifact,
} from "../base/errors.js";
import type { HostFunction } from "../base/host-functions.js";
import { PAGE_BYTES } from "../base/limits.js";
import type { Platform } from "../base/platform.js";
import type { OutputSink } from "../wasi/output.js";
import { createWasi, WASI_MODULE } from "../wasi/wasi.js";
import { type Artifact, SANDBOX_MODULE } from "./artifact.js";
import { type Crash, crashOf, UnknownStatus } from "./crash.js";
import type { SandboxExports } from "./exports.js";
import { GraceExceeded, RunGovernor, type RunLimits, type StopCode } from "./governor.js";
import { HostCalls } from "./host-calls.js";
import { ExceptionReport } from "./report.js";

/** What an instance works with. */
export interface InstanceContext {
  readonly platform: Platform;
  readonly stdout: OutputSink;
  readonly stderr: OutputSink;
  /** Most memory that the instance has; whole pages. */
  readonly memoryBytes: number;
  /** What `sandbox.call_host` finds by name; may change between calls. */
  readonly hostFunctions: ReadonlyMap<string, HostFunction>;
  /** Most bytes that the result of a host function may take. */
  readonly hostResultBytes: number;
}

/** How a run ended. */
export type Outcome =
  | { readonly kind: "finished" }
  | { readonly kind: "exception" | "exit"; readonly exception: GuestException }
  /** A limit was reached. */
  | { readonly kind: "stopped"; readonly code: StopCode }
  /** The program or its arguments do not fit into the sandbox's memory; nothing ran. */
  | { readonly kind: "memory" }
  | Crash;

/** What the guest may use between runs, where nothing of it is anybody's program. */
const UNITS_BETWEEN_RUNS = 2 ** 31 - 1;

/** Above every address: whatever in the guest looks at its stack ends the run. */
const STACK_USED_UP = -1;

/** One interpreter with a memory of its own. */
export class SandboxInstance {
  readonly #context: InstanceContext;
  readonly #memory: GuestMemory;
  readonly #exports: SandboxExports;
  readonly #stackLimit: number;
  #report = new ExceptionReport();
  #governor: RunGovernor | null = null;
  #fuelUsed = 0;
  #crash: Crash | null = null;
  #isRunning = false;

  /**
   * Creates the memory and the instance; no code of the guest runs before `boot`.
   *
   * @throws MicroPythonWasmError (`code: "memory"`) where there is no room for it.
   * @throws MicroPythonWasmInvalidArtifact where the engine cannot start the module.
   */
  constructor(artifact: Artifact, context: InstanceContext) {
    const memory = createMemory(artifact.initialPages, context.memoryBytes / PAGE_BYTES);
    this.#context = context;
    this.#memory = new GuestMemory(memory);
    const hostCalls = new HostCalls({
      memory: this.#memory,
      functions: context.hostFunctions,
      maxResultBytes: context.hostResultBytes,
      governor: () => this.#governor,
    });
    this.#exports = instantiate(artifact.module, {
      env: { memory },
      [SANDBOX_MODULE]: {
        report: (kind: number, text: number, size: number) =>
          this.#report.add(this.#memory, kind, text, size),
        slice_ended: () => this.#sliceEnded(),
        call_host: hostCalls.call.bind(hostCalls),
        take_answer: hostCalls.takeAnswer.bind(hostCalls),
      },
      [WASI_MODULE]: createWasi({
        ...context,
        memory: this.#memory,
        sleepMs: (ms) => this.#governor?.sleepMs(ms),
        onTruncated: () => this.#governor?.outputTruncated(),
      }),
    });
    this.#stackLimit = this.#exports.sandbox_stack_limit.value;
  }

  /** Present size of the memory, which never shrinks. */
  get memoryBytes(): number {
    return this.#memory.size;
  }

  /** Fuel that the last run used. */
  get fuelUsed(): number {
    return this.#fuelUsed;
  }

  /** Why the instance is dead, or `null` where it lives. */
  get crash(): Crash | null {
    return this.#crash;
  }

  /** Starts the interpreter with `argv` as `sys.argv`. Called once, before any `run`. */
  boot(argv: readonly string[]): Outcome {
    return this.#enter(() => {
      this.#goOn();
      this.#exports._initialize();
      if (this.#exports.sandbox_boot(this.#context.memoryBytes) !== 0) throw new GuestFull();
      for (const argument of argv) {
        const text = this.#copyIn(new TextEncoder().encode(argument));
        const status = this.#exports.sandbox_add_argument(text.at, text.size);
        this.#exports.sandbox_free(text.at);
        if (status !== SANDBOX_STATUS_OK) return this.#outcome(status);
      }
      return { kind: "finished" };
    });
  }

  /** Makes host functions known to Python code, as names of `__main__`. Called after `boot`. */
  defineHostFunctions(names: Iterable<string>): Outcome {
    return this.#enter(() => {
      for (const name of names) {
        const text = this.#copyIn(new TextEncoder().encode(name));
        const status = this.#exports.sandbox_define_host_function(text.at, text.size);
        this.#exports.sandbox_free(text.at);
        if (status !== SANDBOX_STATUS_OK) return this.#outcome(status);
      }
      return { kind: "finished" };
    });
  }

  /** Runs a program, as UTF-8, as `__main__`, among all that earlier runs left behind. */
  run(source: Uint8Array, filename: string, limits: RunLimits): Outcome {
    return this.#enter(() => {
      const program = this.#copyIn(source);
      const name = this.#copyIn(new TextEncoder().encode(filename));
      const outcome = this.#governed(limits, () =>
        this.#exports.sandbox_run(program.at, program.size, name.at, name.size),
      );
      this.#exports.sandbox_free(program.at);
      this.#exports.sandbox_free(name.at);
      this.#context.stdout.end();
      this.#context.stderr.end();
      return outcome;
    });
  }

  /** Makes a call within limits. */
  #governed(limits: RunLimits, call: () => number): Outcome {
    const governor = new RunGovernor(limits, this.#exports.sandbox_fuel, this.#context.platform);
    this.#governor = governor;
    try {
      return this.#outcome(call());
    } finally {
      governor.endSlice();
      this.#fuelUsed = governor.fuelUsed;
      this.#governor = null;
      this.#goOn();
    }
  }

  #sliceEnded(): number {
    if (this.#governor === null) return this.#goOn();
    const answer = this.#governor.sliceEnded();
    if (answer === SANDBOX_STOP) this.#exports.sandbox_stack_limit.value = STACK_USED_UP;
    return answer;
  }

  /** Lets the guest do what has no limit. */
  #goOn(): number {
    this.#exports.sandbox_fuel.value = UNITS_BETWEEN_RUNS;
    this.#exports.sandbox_stack_limit.value = this.#stackLimit;
    return SANDBOX_GO_ON;
  }

  /**
   * Lets the guest run. A JavaScript exception that comes out of it leaves its frames half done,
   * so it kills the instance: every later call ends as "crashed", with the reason.
   *
   * @throws InstanceBusy where the guest is running: it waits for the host, which must not call it.
   */
  #enter(call: () => Outcome): Outcome {
    if (this.#isRunning) throw new InstanceBusy();
    if (this.#crash !== null) return this.#crash;
    this.#isRunning = true;
    try {
      return call();
    } catch (error) {
      if (error instanceof GuestFull) return { kind: "memory" };
      this.#crash = crashOf(error);
      return error instanceof GraceExceeded ? { kind: "stopped", code: error.code } : this.#crash;
    } finally {
      this.#isRunning = false;
    }
  }

  /** Copies bytes into memory that the guest reserves for them. */
  #copyIn(bytes: Uint8Array): { at: GuestPointer; size: number } {
    // Of 0 bytes the guest may reserve nothing, and would seem to be full.
    const at = guestPointer(this.#exports.sandbox_alloc(bytes.length || 1));
    if (at === 0) throw new GuestFull();
    this.#memory.write(at, bytes);
    return { at, size: bytes.length };
  }

  #outcome(status: number): Outcome {
    const report = this.#report;
    this.#report = new ExceptionReport();
    const stopCode = this.#governor?.stopCode ?? null;
    // However the program ended in the time that it was given to stop.
    if (stopCode !== null) return { kind: "stopped", code: stopCode };
    switch (status) {
      case SANDBOX_STATUS_OK:
        return { kind: "finished" };
      case SANDBOX_STATUS_EXCEPTION:
        return { kind: "exception", exception: report.exception() };
      case SANDBOX_STATUS_EXIT:
        return { kind: "exit", exception: report.exception() };
      default:
        throw new UnknownStatus();
    }
  }
}

function createMemory(initial: number, maximum: number): WebAssembly.Memory {
  if (initial > maximum) {
    const [needed, allowed] = [initial * PAGE_BYTES, maximum * PAGE_BYTES];
    const message = `the interpreter needs ${needed} bytes of memory to start; allowed are ${allowed}`;
    throw new MicroPythonWasmError("memory", message);
  }
  try {
    return new WebAssembly.Memory({ initial, maximum });
  } catch (cause) {
    const message = "the JavaScript engine has no memory left for another sandbox";
    throw new MicroPythonWasmError("memory", message, { cause });
  }
}

function instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports): SandboxExports {
  try {
    return new WebAssembly.Instance(module, imports).exports as unknown as SandboxExports;
  } catch (error) {
    // The engine's stack or memory ran out.
    if (error instanceof RangeError) throw error;
    throw new MicroPythonWasmInvalidArtifact("it cannot be started", error);
  }
}

/** An instance was called by what it called itself: a host function, or a callback for output. */
export class InstanceBusy extends Error {
  static {
    InstanceBusy.prototype.name = "InstanceBusy";
  }

  constructor() {
    super("the sandbox is already running");
  }
}

/** The guest could not reserve memory. */
class GuestFull extends Error {}
