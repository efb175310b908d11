import { MalformedBytes } from "../../base/byte-reader.js";
import { crc32 } from "../../base/crc32.js";
import { MicroPythonInvalidStateError } from "../../base/errors.js";
import type { Platform } from "../../base/platform.js";
import type { Journal } from "./journal.js";
import { decodeJournal, encodeJournal } from "./saved-journal.js";

// A paused run, all numbers little-endian:
//
//   bytes 0-7    the magic
//   byte 8       version of the format
//   bytes 9-12   CRC-32 of what follows
//   bytes 13-16  size of the state
//   then         the state before the run: see engine/saved-state.ts
//   the rest     gzip of the journal: see saved-journal.ts
const MAGIC = new TextEncoder().encode("PYPAUSED");
const VERSION = 1;
const CRC_AT = 9;
const SIZE_AT = 13;
const HEADER_BYTES = 17;

/** What a journal may have besides what counts: names and single numbers. */
const EXTRA_BYTES = 256 * 1024;

type Compressor = Pick<Platform, "gzip" | "gunzip">;

/** A run that waits for the answer to a call. */
export interface PausedRun {
  /** The session's state before the run, as `save` returns it. */
  readonly state: Uint8Array;
  readonly journal: Journal;
}

/** Encodes a paused run. */
export function encodePausedRun({ state, journal }: PausedRun, platform: Compressor): Uint8Array {
  const compressed = platform.gzip(encodeJournal(journal));
  const bytes = new Uint8Array(HEADER_BYTES + state.length + compressed.length);
  bytes.set(MAGIC);
  bytes[MAGIC.length] = VERSION;
  bytes.set(state, HEADER_BYTES);
  bytes.set(compressed, HEADER_BYTES + state.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(SIZE_AT, state.length, true);
  view.setUint32(CRC_AT, crc32(bytes.subarray(SIZE_AT)), true);
  return bytes;
}

/** Decodes a paused run. The bytes are untrusted. @throws MicroPythonInvalidStateError */
export function decodePausedRun(
  bytes: Uint8Array,
  platform: Pick<Compressor, "gunzip">,
  maxJournalBytes: number,
): PausedRun {
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new MicroPythonInvalidStateError("the bytes are not a saved call");
  }
  const version = bytes[MAGIC.length];
  if (version !== VERSION) {
    const reason = `its format has version ${version}, and this package reads version ${VERSION}`;
    throw new MicroPythonInvalidStateError(reason);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(CRC_AT, true) !== crc32(bytes.subarray(SIZE_AT))) {
    throw new MicroPythonInvalidStateError("it is damaged or truncated");
  }
  const journalAt = HEADER_BYTES + view.getUint32(SIZE_AT, true);
  const compressed = bytes.subarray(journalAt);
  const journal = platform.gunzip(compressed, maxJournalBytes + EXTRA_BYTES);
  if (journal === null) {
    throw new MicroPythonInvalidStateError(
      "its journal is damaged, or larger than maxJournalBytes",
    );
  }
  try {
    return { state: bytes.slice(HEADER_BYTES, journalAt), journal: decodeJournal(journal) };
  } catch (error) {
    if (!(error instanceof MalformedBytes)) throw error;
    throw new MicroPythonInvalidStateError("its journal makes no sense");
  }
}
