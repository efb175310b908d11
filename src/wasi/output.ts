import { decodeText, GrowableBytes, utf8Decoder } from "../base/bytes.js";
import type { OutputCallback } from "../base/options.js";

/** A callback that receives output threw; `cause` is what. */
export class OutputCallbackError extends Error {
  constructor(cause: unknown) {
    super("the callback that receives output threw", { cause });
  }
}

/** Collects what the guest writes to one stream, and passes it on while it comes. */
export class OutputSink {
  readonly #collected = new GrowableBytes();
  readonly #decoder = utf8Decoder();
  readonly #onText: OutputCallback | null;

  /** @param onText receives the text as it comes, whole characters only. */
  constructor(onText: OutputCallback | null) {
    this.#onText = onText;
  }

  /** Takes bytes over. @throws OutputCallbackError */
  write(bytes: Uint8Array): void {
    this.#collected.append(bytes);
    if (this.#onText !== null) this.#pass(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Passes on the part of a character that was held back. @throws OutputCallbackError */
  end(): void {
    if (this.#onText !== null) this.#pass(this.#decoder.decode());
  }

  /** Everything written so far. */
  text(): string {
    return decodeText(this.#collected.bytes());
  }

  #pass(text: string): void {
    if (text === "") return;
    try {
      this.#onText?.(text);
    } catch (error) {
      throw new OutputCallbackError(error);
    }
  }
}

/** Tells whether UTF-8-like bytes encode half of a surrogate pair: ED, then A0 to BF. */
export function hasSurrogate(bytes: Uint8Array): boolean {
  for (let i = bytes.indexOf(0xed); i !== -1; i = bytes.indexOf(0xed, i + 1)) {
    const next = bytes[i + 1] ?? 0;
    if (next >= 0xa0 && next <= 0xbf) return true;
  }
  return false;
}
