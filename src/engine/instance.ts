import {
  SANDBOX_STATUS_EXCEPTION,
  SANDBOX_STATUS_EXIT,
  SANDBOX_STATUS_OK,
} from "../abi/constants.js";
import { GuestMemory, GuestMemoryError, type GuestPointer, guestPointer } from "../abi/memory.js";
import { type GuestException, MicroPythonWasmError } from "../base/errors.js";
import { MEMORY_BYTES } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import { OutputCallbackError, type OutputSink } from "../wasi/output.js";
import { createWasi, ProcExit, WASI_MODULE } from "../wasi/wasi.js";
import { type Artifact, PAGE_BYTES, SANDBOX_MODULE } from "./artifact.js";
import type { SandboxExports } from "./exports.js";
import { ExceptionReport } from "./report.js";

/** What an instance works with. */
export interface InstanceContext {
  readonly platform: Platform;
  readonly stdout: OutputSink;
  readonly stderr: OutputSink;
}

/** How a run ended. */
export type Outcome =
  | { readonly kind: "finished" }
  | { readonly kind: "exception" | "exit"; readonly exception: GuestException }
  /** The program or its arguments do not fit into the sandbox's memory; nothing ran. */
  | { readonly kind: "memory" }
  /** The instance is dead for ever. */
  | { readonly kind: "crashed"; readonly reason: string; readonly cause: unknown };

/** One interpreter with a memory of its own. */
export class SandboxInstance {
  readonly #context: InstanceContext;
  readonly #memory: GuestMemory;
  readonly #exports: SandboxExports;
  #report = new ExceptionReport();
  #crash: Extract<Outcome, { kind: "crashed" }> | null = null;

  /**
   * Creates the memory and the instance; no code of the guest runs before `boot`.
   *
   * @throws MicroPythonWasmError (`code: "memory"`) where the engine has no room for it.
   */
  constructor(artifact: Artifact, context: InstanceContext) {
    const memory = createMemory(artifact.initialPages);
    this.#context = context;
    this.#memory = new GuestMemory(memory);
    const instance = new WebAssembly.Instance(artifact.module, {
      env: { memory },
      [SANDBOX_MODULE]: {
        report: (kind: number, text: number, size: number) =>
          this.#report.add(this.#memory, kind, text, size),
      },
      [WASI_MODULE]: createWasi({ memory: this.#memory, ...context }),
    });
    this.#exports = instance.exports as unknown as SandboxExports;
  }

  /** Starts the interpreter with `argv` as `sys.argv`. Called once, before any `run`. */
  boot(argv: readonly string[]): Outcome {
    return this.#enter(() => {
      this.#exports._initialize();
      if (this.#exports.sandbox_boot(MEMORY_BYTES) !== 0) throw new GuestFull();
      for (const argument of argv) {
        const text = this.#copyIn(argument);
        const status = this.#exports.sandbox_add_argument(text.at, text.size);
        this.#exports.sandbox_free(text.at);
        if (status !== SANDBOX_STATUS_OK) return this.#outcome(status);
      }
      return { kind: "finished" };
    });
  }

  /** Runs a program as `__main__`, among all that earlier runs left behind. */
  run(source: string, filename: string): Outcome {
    return this.#enter(() => {
      const program = this.#copyIn(source);
      const name = this.#copyIn(filename);
      const status = this.#exports.sandbox_run(program.at, program.size, name.at, name.size);
      this.#exports.sandbox_free(program.at);
      this.#exports.sandbox_free(name.at);
      this.#context.stdout.end();
      this.#context.stderr.end();
      return this.#outcome(status);
    });
  }

  /**
   * Lets the guest run. A JavaScript exception that comes out of it leaves its frames half done,
   * so it kills the instance: this call and every later one end as "crashed", with the reason.
   */
  #enter(call: () => Outcome): Outcome {
    if (this.#crash !== null) return this.#crash;
    try {
      return call();
    } catch (error) {
      if (error instanceof GuestFull) return { kind: "memory" };
      const cause = error instanceof OutputCallbackError ? error.cause : error;
      this.#crash = { kind: "crashed", reason: crashReason(error), cause };
      return this.#crash;
    }
  }

  /** Copies text into memory that the guest reserves for it. */
  #copyIn(text: string): { at: GuestPointer; size: number } {
    const bytes = new TextEncoder().encode(text);
    // Of 0 bytes the guest may reserve nothing, and would seem to be full.
    const at = guestPointer(this.#exports.sandbox_alloc(bytes.length || 1));
    if (at === 0) throw new GuestFull();
    this.#memory.write(at, bytes);
    return { at, size: bytes.length };
  }

  #outcome(status: number): Outcome {
    const report = this.#report;
    this.#report = new ExceptionReport();
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

function createMemory(initial: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial, maximum: MEMORY_BYTES / PAGE_BYTES });
  } catch (cause) {
    const message = "the JavaScript engine has no memory left for another sandbox";
    throw new MicroPythonWasmError("memory", message, { cause });
  }
}

/** The guest could not reserve memory. */
class GuestFull extends Error {}

/** The guest answered with a status that does not exist. */
class UnknownStatus extends Error {}

/** Says why an instance died, in words that give nothing of the host away. */
function crashReason(error: unknown): string {
  if (error instanceof WebAssembly.RuntimeError) return `trap: ${error.message}`;
  if (error instanceof ProcExit) return "the interpreter ended itself";
  if (error instanceof UnknownStatus) return "the interpreter answered with an unknown status";
  if (error instanceof GuestMemoryError || error instanceof OutputCallbackError)
    return error.message;
  if (isStackExhausted(error)) return "the JavaScript engine's stack ran out";
  return "a function of the host threw";
}

/** Most engines throw a RangeError there, and one an InternalError of its own. */
function isStackExhausted(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof Error && error.name === "InternalError");
}
