import { GrowableBytes, utf8Decoder } from "../base/bytes.js";
import type { OutputCallback } from "../base/options.js";

/** A callback that receives output threw; `cause` is what. */
export class OutputCallbackError extends Error {
  constructor(cause: unknown) {
    super("the callback that receives output threw", { cause });
  }
}

/** Characters that may wait for the end of their line. */
const MAX_PENDING = 8192;

/**
 * Collects what the guest writes to one stream up to a limit, and passes it on while it comes: like a
 * line-buffered stream of CPython, once a newline has been written, or when it is flushed.
 */
export class OutputSink {
  readonly #collected = new GrowableBytes();
  readonly #decoder = utf8Decoder();
  readonly #onText: OutputCallback | null;
  readonly #maxBytes: number;
  #isTruncated = false;
  /** Text that waits for the end of its line. */
  #pending = "";

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
    if (this.#onText === null) return;
    const text = this.#decoder.decode(kept, { stream: true });
    this.#pending += text;
    if (this.#pending.length > MAX_PENDING || text.includes("\n")) this.flush();
  }

  /** Passes on what has been held back, but for half a character. @throws OutputCallbackError */
  flush(): void {
    const text = this.#pending;
    if (text === "") return;
    this.#pending = "";
    try {
      this.#onText?.(text);
    } catch (error) {
      throw new OutputCallbackError(error);
    }
  }

  /** Passes on everything that is left. @throws OutputCallbackError */
  end(): void {
    if (this.#onText === null) return;
    if (!this.#isTruncated) this.#pending += this.#decoder.decode();
    this.flush();
  }

  /** Everything written so far, without a character that the limit cut in two. */
  text(): string {
    return utf8Decoder().decode(this.#collected.bytes(), { stream: this.#isTruncated });
  }
}

/** Whether UTF-8-like bytes encode half of a surrogate pair: ED, then A0 to BF. */
export function hasSurrogate(bytes: Uint8Array): boolean {
  const first = bytes.indexOf(0xed);
  if (first === -1) return false;
  // Searching again and again would take long where there are many such bytes.
  for (let at = first + 1; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0xa0 && byte <= 0xbf && bytes[at - 1] === 0xed) return true;
  }
  return false;
}
