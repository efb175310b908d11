import {
  SANDBOX_REPORT_EXIT_CODE,
  SANDBOX_REPORT_HOST_ERROR,
  SANDBOX_REPORT_LINE,
  SANDBOX_REPORT_MAX_BYTES,
  SANDBOX_REPORT_MESSAGE,
  SANDBOX_REPORT_REPR,
  SANDBOX_REPORT_TRACEBACK,
  SANDBOX_REPORT_TYPE,
} from "../abi/constants.js";
import { type GuestMemory, guestPointer } from "../abi/memory.js";
import { GrowableBytes, utf8Decoder } from "../base/bytes.js";
import type { GuestException } from "../base/error-types.js";

const KINDS: ReadonlySet<number> = new Set([
  SANDBOX_REPORT_TYPE,
  SANDBOX_REPORT_MESSAGE,
  SANDBOX_REPORT_TRACEBACK,
  SANDBOX_REPORT_LINE,
  SANDBOX_REPORT_EXIT_CODE,
  SANDBOX_REPORT_HOST_ERROR,
  SANDBOX_REPORT_REPR,
]);

/** Collects the guest's reports on how a run ended. */
export class GuestReport {
  readonly #texts = new Map<number, GrowableBytes>();

  get isEmpty(): boolean {
    return this.#texts.size === 0;
  }

  /** Takes one piece; implements the import `sandbox.report`. */
  add(memory: GuestMemory, kind: number, text: number, size: number): void {
    const piece = memory.bytes(guestPointer(text), size >>> 0);
    if (!KINDS.has(kind)) return;
    const collected = this.#texts.get(kind) ?? new GrowableBytes();
    this.#texts.set(kind, collected);
    collected.append(piece.subarray(0, SANDBOX_REPORT_MAX_BYTES - collected.length));
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

  /** Number of the host function's error that became the exception, if any. */
  hostError(): number | null {
    return this.#number(SANDBOX_REPORT_HOST_ERROR);
  }

  /** `repr` of the last statement's value, if it was reported. */
  repr(): string | undefined {
    return this.#texts.has(SANDBOX_REPORT_REPR) ? this.#text(SANDBOX_REPORT_REPR) : undefined;
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
