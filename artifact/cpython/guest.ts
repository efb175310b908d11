import { BuildError } from "../progress.js";
import { Exit, type Files, importsOf, MemoryWasi } from "./wasi.js";

/** What a command left behind. */
export interface CommandResult {
  readonly status: number;
  /** What it wrote to stdout and stderr. */
  readonly output: string;
}

/** Runs a WASI command over files in memory; files that it writes are added to them. */
export function runCommand(
  module: WebAssembly.Module,
  args: readonly string[],
  files: Files,
): CommandResult {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAX_PAGES });
  const wasi = new MemoryWasi(memory, files, args);
  const instance = new WebAssembly.Instance(module, {
    env: { memory },
    wasi_snapshot_preview1: importsOf(module, "wasi_snapshot_preview1", wasi.functions()),
    sandbox: importsOf(module, "sandbox", {}),
  });
  const { _start: start, sandbox_limit_memory: limitMemory } = functionsOf(instance);
  limitMemory?.(MAX_PAGES * PAGE_BYTES);
  try {
    start?.();
    return { status: 0, output: wasi.output };
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    return { status: error.status, output: wasi.output };
  }
}

const PAGE_BYTES = 64 * 1024;
const INITIAL_PAGES = 256;
const MAX_PAGES = 16_384;
const SLICE_UNITS = 2 ** 31 - 1;
/** SANDBOX_RUN_PROGRAM of sandbox.h. */
const RUN_PROGRAM = 0;

/** A finished artifact, started to help with building, practically without limits. */
export class Guest {
  readonly #memory: WebAssembly.Memory;
  readonly #wasi: MemoryWasi;
  readonly #exports: Record<string, (...args: number[]) => number>;
  #report = "";

  /** @throws BuildError if the interpreter does not start. */
  constructor(module: WebAssembly.Module, files: Files, initialPages: number) {
    const memory = new WebAssembly.Memory({ initial: initialPages, maximum: MAX_PAGES });
    this.#memory = memory;
    this.#wasi = new MemoryWasi(memory, files);
    const instance = new WebAssembly.Instance(module, {
      env: { memory },
      wasi_snapshot_preview1: importsOf(module, "wasi_snapshot_preview1", this.#wasi.functions()),
      sandbox: importsOf(module, "sandbox", {
        report: (_kind, at, size) => {
          this.#report += `${this.#text(at as number, size as number)}\n`;
          return 0;
        },
        slice_ended: () => this.#refuel(),
      }),
    });
    this.#exports = functionsOf(instance);
    this.#units = instance.exports.sandbox_units as WebAssembly.Global;
    this.#call("_initialize");
    this.#call("sandbox_limit_memory", MAX_PAGES * PAGE_BYTES);
    const status = this.#call("sandbox_boot");
    if (status !== 0) throw new BuildError(`CPython does not start:\n${this.#wasi.output}`);
  }

  readonly #units: WebAssembly.Global;

  /** Runs a program. @throws BuildError with its output if it fails. */
  run(source: string): void {
    const [program, name] = [Buffer.from(source), Buffer.from("<build>")];
    const [at, nameAt] = [program, name].map((text) => {
      const start = this.#call("sandbox_alloc", text.length) >>> 0;
      new Uint8Array(this.#memory.buffer).set(text, start);
      return start;
    }) as [number, number];
    this.#report = "";
    const status = this.#call("sandbox_run", RUN_PROGRAM, at, program.length, nameAt, name.length);
    this.#call("sandbox_free", at);
    this.#call("sandbox_free", nameAt);
    if (status !== 0) throw new BuildError(`${this.#report}\n${this.#wasi.output}`);
  }

  /** Copies the memory that the interpreter uses, from an address on, with zeros where it is free: an image. */
  copyMemory(from: number): Uint8Array {
    this.#call("sandbox_image_follows");
    this.#call("sandbox_clear_free");
    const end = this.#call("sandbox_memory_end") >>> 0;
    return new Uint8Array(this.#memory.buffer).slice(from, end);
  }

  get output(): string {
    return this.#wasi.output;
  }

  #call(name: string, ...args: number[]): number {
    return (this.#exports[name] as (...args: number[]) => number)(...args);
  }

  #refuel(): number {
    this.#units.value = SLICE_UNITS;
    return 0;
  }

  #text(at: number, size: number): string {
    return Buffer.from(this.#memory.buffer, at >>> 0, size).toString();
  }
}

function functionsOf(
  instance: WebAssembly.Instance,
): Record<string, (...args: number[]) => number> {
  return instance.exports as Record<string, (...args: number[]) => number>;
}
