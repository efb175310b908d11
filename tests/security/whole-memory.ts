/** Size of CPython's stack at the start of memory: its content is dead between runs. */
const STACK_BYTES = 2 * 1024 * 1024;

/** Records the memories of sandboxes created while it watches. */
export class MemoryWatch {
  readonly #Original = WebAssembly.Memory;
  #newest: WebAssembly.Memory | null = null;

  constructor() {
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

  /** A copy of the newest sandbox's memory, without the stack. */
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
    return now.findIndex((byte, i) => byte !== (before[i] ?? 0)) + STACK_BYTES;
  }

  #bytes(): Uint8Array {
    if (this.#newest === null) throw new Error("no sandbox has been made yet");
    return new Uint8Array(this.#newest.buffer).subarray(STACK_BYTES);
  }
}
