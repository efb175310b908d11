import { encodeText } from "../base/bytes.js";
import { checkText, describe } from "../base/check.js";
import type { InputOption } from "../base/options.js";

/** The input function threw, or returned something that is not input; `cause` is what. */
export class InputCallbackError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
  }
}

/** What the guest reads from its standard input. */
export class InputSource {
  readonly #nextLine: (() => unknown) | null;
  #rest: Uint8Array;

  /**
   * @param input a text, bytes, or a function that returns lines and finally `null`.
   * @param rest what is left of it, or of the last line; by default all of it.
   */
  constructor(input: InputOption, rest?: Uint8Array) {
    this.#nextLine = typeof input === "function" ? input : null;
    this.#rest = rest ?? (typeof input === "function" ? new Uint8Array() : bytesOf(input));
  }

  /** What is left of the text, or of the last line. */
  get rest(): Uint8Array {
    return this.#rest;
  }

  /** A copy that continues on its own from here. Both call the same function. */
  copy(): InputSource {
    return new InputSource((this.#nextLine as (() => string) | null) ?? "", this.#rest);
  }

  /**
   * Returns the next bytes, at most `size` of them, or none at the end of the input. They are valid
   * only until the next call.
   *
   * @throws InputCallbackError
   */
  read(size: number): Uint8Array {
    if (this.#rest.length === 0 && this.#nextLine !== null) this.#rest = readLine(this.#nextLine);
    const taken = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return taken;
  }
}

/** Reads a line, with its end; no bytes at the end of the input. @throws InputCallbackError */
export function readLine(nextLine: () => unknown): Uint8Array {
  let line: unknown;
  try {
    line = nextLine() ?? null;
  } catch (error) {
    if (error instanceof InputCallbackError) throw error;
    throw new InputCallbackError("the input function threw", error);
  }
  if (line === null) return new Uint8Array();
  try {
    if (typeof line !== "string") {
      const allowed = "a string, or null at the end";
      throw new TypeError(`the function stdin returned ${describe(line)}; allowed is ${allowed}`);
    }
    checkText("a line of the function stdin", line);
  } catch (error) {
    throw new InputCallbackError((error as TypeError).message, error);
  }
  return bytesOf(line.endsWith("\n") ? line : `${line}\n`);
}

function bytesOf(input: string | Uint8Array): Uint8Array {
  return typeof input === "string" ? encodeText(input) : input;
}
