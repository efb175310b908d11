/** Size of CPython's stack at the start of memory: its content is dead between runs. */
const CPYTHON_STACK_BYTES = 2 * 1024 * 1024;

/** The table of page marks and the stack of MicroPython's artifact with such marks. */
export const BEFORE_MARKED_BYTES = (1024 + 448) * 1024;

/** Records the memories of sandboxes created while it watches. */
export class MemoryWatch {
  readonly #Original = WebAssembly.Memory;
  readonly #start: number;
  #newest: WebAssembly.Memory | null = null;

  /** @param start what is before is not compared, in bytes. */
  constructor(start = CPYTHON_STACK_BYTES) {
    this.#start = start;
    const watch = this;
    WebAssembly.Memory = class extends this.#Original {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        watch.#newest = this;
      }
    };
  }

  stop(): void {
    WebAssembly.Memory = this.#Original;
  }

  /** A copy of the newest sandbox's memory. */
  copy(): Uint8Array {
    return this.#bytes().slice();
  }

  /**
   * The first address at which the newest sandbox's memory is not as it was; `null` if it is the same. Memory
   * that has been added since must be zero.
   */
  difference(before: Uint8Array): number | null {
    const now = this.#bytes();
    const same = now.subarray(0, before.length);
    const added = now.subarray(before.length);
    if (Buffer.compare(same, before) === 0 && added.every((byte) => byte === 0)) return null;
    return now.findIndex((byte, i) => byte !== (before[i] ?? 0)) + this.#start;
  }

  #bytes(): Uint8Array {
    if (this.#newest === null) throw new Error("no sandbox has been made yet");
    return new Uint8Array(this.#newest.buffer).subarray(this.#start);
  }
}
