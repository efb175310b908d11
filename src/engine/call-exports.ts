import type { SandboxExports } from "../abi/boundary.js";
import { type GuestMemory, type GuestPointer, guestPointer, offset } from "../abi/memory.js";
import { encodeText } from "../base/bytes.js";
import type { GuestCall } from "./calls.js";
import { GuestFull } from "./crash.js";

const NO_BYTES = new Uint8Array();

/** Calls exports that take texts and values, which it copies into the guest's memory. */
export class CallExports {
  readonly #exports: SandboxExports;
  readonly #memory: GuestMemory;

  constructor(exports: SandboxExports, memory: GuestMemory) {
    this.#exports = exports;
    this.#memory = memory;
  }

  /** Performs a call. Returns a SANDBOX_STATUS. @throws GuestFull */
  perform(call: GuestCall): number {
    const exports = this.#exports;
    switch (call.kind) {
      case "source": {
        const { source, filename, purpose } = call;
        return this.#withTwo(source, encodeText(filename), (at, size, nameAt, nameSize) =>
          exports.sandbox_run(purpose, at, size, nameAt, nameSize),
        );
      }
      case "call":
        return this.#withTwo(encodeText(call.name), call.args, exports.sandbox_call);
      case "map":
        return this.#withTwo(encodeText(call.name), call.items, exports.sandbox_map);
      case "global":
        return this.global(call.operation, call.name ?? "", call.value ?? NO_BYTES);
      case "prompt": {
        const ask = (at: number, size: number) => exports.sandbox_prompt(call.question, at, size);
        return this.#withOne(call.text, ask);
      }
    }
  }

  /** Performs an operation on a global variable. Returns a SANDBOX_STATUS. @throws GuestFull */
  global(operation: number, name: string, value: Uint8Array = NO_BYTES): number {
    return this.#withTwo(encodeText(name), value, (at, size, valueAt, valueSize) =>
      this.#exports.sandbox_global(operation, at, size, valueAt, valueSize),
    );
  }

  /** Appends to `sys.argv`. Returns a SANDBOX_STATUS. @throws GuestFull */
  addArgument(argument: string): number {
    return this.#withOne(encodeText(argument), this.#exports.sandbox_add_argument);
  }

  /** Sets an environment variable. Returns a SANDBOX_STATUS. @throws GuestFull */
  setEnvironment(name: string, value: string): number {
    const { sandbox_set_environment: set } = this.#exports;
    return this.#withTwo(encodeText(name), encodeText(value), set);
  }

  #withOne(bytes: Uint8Array, call: (at: number, size: number) => number): number {
    const at = this.#reserve(bytes.length);
    this.#memory.write(at, bytes);
    const status = call(at, bytes.length);
    this.#exports.sandbox_free(at);
    return status;
  }

  #withTwo(
    first: Uint8Array,
    second: Uint8Array,
    call: (at: number, size: number, secondAt: number, secondSize: number) => number,
  ): number {
    const at = this.#reserve(first.length + second.length);
    const secondAt = offset(at, first.length);
    this.#memory.write(at, first);
    this.#memory.write(secondAt, second);
    const status = call(at, first.length, secondAt, second.length);
    this.#exports.sandbox_free(at);
    return status;
  }

  /** Makes the guest reserve memory. */
  #reserve(size: number): GuestPointer {
    // For 0 bytes the guest may return 0, which would mean that it is full.
    const at = guestPointer(this.#exports.sandbox_alloc(size || 1));
    if (at === 0) throw new GuestFull();
    return at;
  }
}
