import type { InputOption } from "../base/options.js";

/** A function that gives input threw, or gave something else; `cause` is what. */
export class InputCallbackError extends Error {
  constructor(cause: unknown) {
    super("the function that gives input threw", { cause });
  }
}

/** What the guest reads from its standard input. */
export class InputSource {
  readonly #nextLine: (() => unknown) | null;
  #rest: Uint8Array;

  /** @param input a text, bytes, or a function that gives line after line and then `null`. */
  constructor(input: InputOption) {
    this.#nextLine = typeof input === "function" ? input : null;
    this.#rest = typeof input === "function" ? new Uint8Array() : bytesOf(input);
  }

  /**
   * The next bytes, at most `size` of them; none where the input is at its end. They are valid only
   * until the next call.
   *
   * @throws InputCallbackError
   */
  read(size: number): Uint8Array {
    if (this.#rest.length === 0 && this.#nextLine !== null) this.#rest = this.#readLine();
    const taken = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return taken;
  }

  #readLine(): Uint8Array {
    try {
      const line = this.#nextLine?.() ?? null;
      if (line === null) return new Uint8Array();
      if (typeof line !== "string") throw new TypeError("a line of input is no string");
      return bytesOf(line.endsWith("\n") ? line : `${line}\n`);
    } catch (error) {
      throw new InputCallbackError(error);
    }
  }
}

function bytesOf(input: string | Uint8Array): Uint8Array {
  return typeof input === "string" ? new TextEncoder().encode(input) : input;
}
