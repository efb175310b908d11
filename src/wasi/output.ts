import { GrowableBytes, utf8Decoder } from "../base/bytes.js";
import type { OutputCallback } from "../base/options.js";

/** A callback that receives output threw; `cause` is what. */
export class OutputCallbackError extends Error {
  constructor(cause: unknown) {
    super("the callback that receives output threw", { cause });
  }
}

/** Collects what the guest writes to one stream up to a limit, and passes it on while it comes. */
export class OutputSink {
  readonly #collected = new GrowableBytes();
  readonly #decoder = utf8Decoder();
  readonly #onText: OutputCallback | null;
  readonly #maxBytes: number;
  #isTruncated = false;

  /** @param onText receives the text as it comes, whole characters only. */
  constructor(onText: OutputCallback | null, maxBytes: number) {
    this.#onText = onText;
    this.#maxBytes = maxBytes;
  }

  /** Whether more came than the limit allows. */
  get isTruncated(): boolean {
    return this.#isTruncated;
  }

  /** Takes bytes over, as far as the limit allows. @throws OutputCallbackError */
  write(bytes: Uint8Array): void {
    // What fits is cut from the start of the output: nothing may follow what was dropped.
    if (this.#isTruncated) return;
    const kept = bytes.subarray(0, this.#maxBytes - this.#collected.length);
    this.#isTruncated = kept.length < bytes.length;
    this.#collected.append(kept);
    if (this.#onText !== null) this.#pass(this.#decoder.decode(kept, { stream: true }));
  }

  /** Passes on the part of a character that was held back. @throws OutputCallbackError */
  end(): void {
    if (this.#onText !== null && !this.#isTruncated) this.#pass(this.#decoder.decode());
  }

  /** Everything written so far, without a character that the limit cut in two. */
  text(): string {
    return utf8Decoder().decode(this.#collected.bytes(), { stream: this.#isTruncated });
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
