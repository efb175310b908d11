import type { SandboxExports } from "../abi/boundary.js";
import { type GuestMemory, type GuestPointer, guestPointer, offset } from "../abi/memory.js";
import { encodeText } from "../base/bytes.js";
import type { GuestCall } from "./calls.js";
import { GuestFull } from "./crash.js";
import { promising } from "./suspension.js";

const NO_BYTES = new Uint8Array();

/** What an export of the guest returns: a status, or later. */
type Status = number | Promise<number>;

/** The exports that perform calls. */
type Performing<Result extends Status> = {
  readonly [Name in (typeof PERFORMING)[number]]: (
    ...args: Parameters<SandboxExports[Name]>
  ) => Result;
};

const PERFORMING = [
  "sandbox_run",
  "sandbox_call",
  "sandbox_map",
  "sandbox_global",
  "sandbox_prompt",
] as const satisfies readonly (keyof SandboxExports)[];

/** Calls exports that take texts and values, which it copies into the guest's memory. */
export class CallExports {
  readonly #exports: SandboxExports;
  readonly #memory: GuestMemory;
  #promising: Performing<Promise<number>> | null = null;

  constructor(exports: SandboxExports, memory: GuestMemory) {
    this.#exports = exports;
    this.#memory = memory;
  }

  /** Performs a call. Returns a SANDBOX_STATUS. @throws GuestFull */
  perform(call: GuestCall): number {
    return this.#perform(call, this.#exports);
  }

  /** The same in a way that can be suspended. */
  async performLater(call: GuestCall): Promise<number> {
    this.#promising ??= promisingExports(this.#exports);
    return this.#perform(call, this.#promising);
  }

  /** Performs an operation on a global variable. Returns a SANDBOX_STATUS. @throws GuestFull */
  global(operation: number, name: string): number {
    return this.#global(this.#exports, operation, name, NO_BYTES);
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

  #perform<Result extends Status>(call: GuestCall, exports: Performing<Result>): Result {
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
        return this.#global(exports, call.operation, call.name ?? "", call.value ?? NO_BYTES);
      case "prompt": {
        const ask = (at: number, size: number) => exports.sandbox_prompt(call.question, at, size);
        return this.#withOne(call.text, ask);
      }
    }
  }

  #global<Result extends Status>(
    exports: Pick<Performing<Result>, "sandbox_global">,
    operation: number,
    name: string,
    value: Uint8Array,
  ): Result {
    return this.#withTwo(encodeText(name), value, (at, size, valueAt, valueSize) =>
      exports.sandbox_global(operation, at, size, valueAt, valueSize),
    );
  }

  #withOne<Result extends Status>(
    bytes: Uint8Array,
    call: (at: number, size: number) => Result,
  ): Result {
    const at = this.#reserve(bytes.length);
    this.#memory.write(at, bytes);
    return this.#freeAfter(call(at, bytes.length), at);
  }

  #withTwo<Result extends Status>(
    first: Uint8Array,
    second: Uint8Array,
    call: (at: number, size: number, secondAt: number, secondSize: number) => Result,
  ): Result {
    const at = this.#reserve(first.length + second.length);
    const secondAt = offset(at, first.length);
    this.#memory.write(at, first);
    this.#memory.write(secondAt, second);
    return this.#freeAfter(call(at, first.length, secondAt, second.length), at);
  }

  #freeAfter<Result extends Status>(result: Result, at: GuestPointer): Result {
    if (typeof result !== "number") {
      return result.then((status) => this.#freeAfter(status, at)) as Result;
    }
    this.#exports.sandbox_free(at);
    return result;
  }

  /** Makes the guest reserve memory. */
  #reserve(size: number): GuestPointer {
    // For 0 bytes the guest may return 0, which would mean that it is full.
    const at = guestPointer(this.#exports.sandbox_alloc(size || 1));
    if (at === 0) throw new GuestFull();
    return at;
  }
}

function promisingExports(exports: SandboxExports): Performing<Promise<number>> {
  const entries = PERFORMING.map((name) => [name, promising(exports[name])]);
  return Object.fromEntries(entries);
}
