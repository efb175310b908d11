import { decodeText, GrowableBytes, utf8Decoder } from "../base/bytes.js";
import type { OutputCallback } from "../base/options.js";

/** A callback that receives output threw; `cause` is what it threw. */
export class OutputCallbackError extends Error {
  constructor(cause: unknown) {
    super("the callback that receives output threw", { cause });
  }
}

/** Maximum number of characters that may wait for the end of their line. */
const MAX_PENDING = 8192;

/**
 * Collects what the guest writes to one stream, up to a limit, and passes it on while the guest runs:
 * after each newline and when it is flushed, like a line-buffered stream of CPython.
 */
export class OutputSink {
  #collected = new GrowableBytes();
  /** Decodes what is passed on. */
  readonly #decoder: TextDecoder | null;
  readonly #onText: OutputCallback | null;
  readonly #maxBytes: number;
  #isTruncated = false;
  /** Text that waits for the end of its line. */
  #pending = "";
  /** Whether nothing is passed on. */
  isMuted = false;

  /** @param onText receives the text, whole characters only. */
  constructor(onText: OutputCallback | null, maxBytes: number) {
    this.#onText = onText;
    this.#decoder = onText === null ? null : utf8Decoder();
    this.#maxBytes = maxBytes;
  }

  /** Whether the guest wrote more than the limit allows. */
  get isTruncated(): boolean {
    return this.#isTruncated;
  }

  /** Adds bytes, up to the limit. @throws OutputCallbackError */
  write(bytes: Uint8Array): void {
    // Once something was dropped, nothing may follow it.
    if (this.#isTruncated) return;
    const kept = bytes.subarray(0, this.#maxBytes - this.#collected.length);
    this.#isTruncated = kept.length < bytes.length;
    this.#collected.append(kept);
    if (this.#decoder === null) return;
    const text = this.#decoder.decode(kept, { stream: true });
    this.#pending += text;
    if (this.#pending.length > MAX_PENDING || text.includes("\n")) this.flush();
  }

  /** Passes on what has been held back, except half a character. @throws OutputCallbackError */
  flush(): void {
    const text = this.#pending;
    if (text === "") return;
    this.#pending = "";
    if (this.isMuted) return;
    try {
      this.#onText?.(text);
    } catch (error) {
      throw new OutputCallbackError(error);
    }
  }

  /** Forgets what was collected, so the limit starts afresh. */
  renew(): void {
    if (this.#collected.length > 0) this.#collected = new GrowableBytes();
    this.#isTruncated = false;
  }

  /** Passes on everything that is left. @throws OutputCallbackError */
  end(): void {
    if (this.#decoder === null) return;
    if (!this.#isTruncated) this.#pending += this.#decoder.decode();
    this.flush();
  }

  /** What was written after the first `start` bytes, valid until the next `write`. */
  bytesFrom(start: number): Uint8Array {
    return this.#collected.bytes().subarray(start);
  }

  /** Everything written so far. A character that the limit cut in two is left out. */
  text(): string {
    const bytes = this.#collected.bytes();
    return this.#isTruncated ? utf8Decoder().decode(bytes, { stream: true }) : decodeText(bytes);
  }
}

/** Whether UTF-8-like bytes encode half of a surrogate pair: ED, then A0 to BF. */
export function hasSurrogate(bytes: Uint8Array): boolean {
  const first = bytes.indexOf(0xed);
  if (first === -1) return false;
  // Repeated indexOf calls are slow if there are many such bytes.
  for (let at = first + 1; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0xa0 && byte <= 0xbf && bytes[at - 1] === 0xed) return true;
  }
  return false;
}
