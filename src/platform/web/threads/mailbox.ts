import { decodeText, encodeText } from "../../../base/bytes.js";
import { isUint8Array } from "../../../base/kinds.js";
import type { AnswerMessage, PlainAnswer } from "../../../worker/protocol.js";

/** Places in the header, as 32-bit numbers: the id of the answer, and the sizes of its two parts. */
const ID = 0;
const TEXT_BYTES = 1;
const DATA_BYTES = 2;
const HEADER_BYTES = 12;

const INITIAL_BYTES = 65_536;
/** Only addresses are reserved. */
const MAX_BYTES = 2 ** 28;

/** ES2024. */
type Growable = SharedArrayBuffer & { grow(size: number): void };
type NewGrowable = new (size: number, options: { readonly maxByteLength: number }) => Growable;

/** Whether this runtime has memory that threads share, and that can grow. */
export function hasSharedMemory(): boolean {
  return typeof SharedArrayBuffer === "function" && "grow" in SharedArrayBuffer.prototype;
}

/** Memory for one answer. A web worker that waits cannot receive messages, but read this. */
export class Mailbox {
  readonly #buffer: Growable;
  #lastPut = 0;

  /** @param buffer that of the other side; by default a new one. */
  constructor(buffer?: SharedArrayBuffer) {
    const New = globalThis.SharedArrayBuffer as unknown as NewGrowable;
    this.#buffer = (buffer as Growable) ?? new New(INITIAL_BYTES, { maxByteLength: MAX_BYTES });
  }

  /** For the other side. */
  get buffer(): SharedArrayBuffer {
    return this.#buffer;
  }

  /** Puts in an answer, unless a later question has been answered already. @throws RangeError if it is too large */
  put({ id, answer }: AnswerMessage): void {
    if (id < this.#lastPut) return;
    this.#lastPut = id;
    const data = "value" in answer && isUint8Array(answer.value) ? answer.value : null;
    const text = encodeText(JSON.stringify(data === null ? answer : { ...answer, value: null }));
    const size = HEADER_BYTES + text.length + (data?.length ?? 0);
    if (size > this.#buffer.byteLength) this.#buffer.grow(size);
    const header = new Int32Array(this.#buffer, 0, HEADER_BYTES / 4);
    const bytes = new Uint8Array(this.#buffer);
    bytes.set(text, HEADER_BYTES);
    if (data !== null) bytes.set(data, HEADER_BYTES + text.length);
    header[TEXT_BYTES] = text.length;
    header[DATA_BYTES] = data?.length ?? -1;
    // Last, as it says that everything is there.
    Atomics.store(header, ID, id);
  }

  /** Takes the answer to a question, if it is there. The other side writes no other one before the next question. */
  take(id: number): AnswerMessage | undefined {
    const header = new Int32Array(this.#buffer, 0, HEADER_BYTES / 4);
    if (Atomics.load(header, ID) !== id) return undefined;
    const dataAt = HEADER_BYTES + (header[TEXT_BYTES] as number);
    const dataBytes = header[DATA_BYTES] as number;
    // Copies: most functions refuse shared memory.
    const part = (from: number, to: number) => new Uint8Array(this.#buffer).slice(from, to);
    const answer = JSON.parse(decodeText(part(HEADER_BYTES, dataAt))) as PlainAnswer;
    if (dataBytes < 0) return { kind: "answer", id, answer };
    const value = part(dataAt, dataAt + dataBytes);
    return { kind: "answer", id, answer: { ...answer, value } as PlainAnswer };
  }
}
