import {
  SANDBOX_REPORT_EXIT_CODE,
  SANDBOX_REPORT_LINE,
  SANDBOX_REPORT_MESSAGE,
  SANDBOX_REPORT_TRACEBACK,
  SANDBOX_REPORT_TYPE,
} from "../abi/constants.js";
import { type GuestMemory, guestPointer } from "../abi/memory.js";
import { GrowableBytes, utf8Decoder } from "../base/bytes.js";
import type { GuestException } from "../base/errors.js";

/** Most bytes that are kept of each text; a repr can be endless. */
export const MAX_TEXT_BYTES = 64 * 1024;

const KINDS = [
  SANDBOX_REPORT_TYPE,
  SANDBOX_REPORT_MESSAGE,
  SANDBOX_REPORT_TRACEBACK,
  SANDBOX_REPORT_LINE,
  SANDBOX_REPORT_EXIT_CODE,
];

/** Gathers what the guest reports of the exception that ended a run. */
export class ExceptionReport {
  readonly #texts = new Map(KINDS.map((kind) => [kind, new GrowableBytes()]));

  /** Takes one piece over; the import `sandbox.report`. */
  add(memory: GuestMemory, kind: number, text: number, size: number): void {
    const piece = memory.bytes(guestPointer(text), size >>> 0);
    const collected = this.#texts.get(kind);
    collected?.append(piece.subarray(0, MAX_TEXT_BYTES - collected.length));
  }

  /** The exception, as far as it was reported. */
  exception(): GuestException {
    return {
      pythonType: this.#text(SANDBOX_REPORT_TYPE),
      pythonMessage: this.#text(SANDBOX_REPORT_MESSAGE),
      traceback: this.#text(SANDBOX_REPORT_TRACEBACK),
      line: this.#number(SANDBOX_REPORT_LINE),
      exitCode: this.#number(SANDBOX_REPORT_EXIT_CODE) ?? 1,
    };
  }

  #text(kind: number): string {
    const bytes = this.#texts.get(kind)?.bytes();
    // As a stream, so that a character that the limit cut in two is left out.
    return utf8Decoder().decode(bytes, { stream: true });
  }

  #number(kind: number): number | null {
    const text = this.#text(kind);
    return /^\d{1,9}$/.test(text) ? Number(text) : null;
  }
}
