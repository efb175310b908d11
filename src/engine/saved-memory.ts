import { MARK_TABLE_BYTES, MARKED_PAGE_BYTES } from "../abi/page-marks.js";
import type { Artifact } from "./artifact.js";
import type { Comparer, Difference } from "./difference.js";
import { type DeltaSnapshot, deltaOf, type Snapshot, type WholeSnapshot } from "./snapshot.js";

// The memory of a saved state: the bytes in which it differs from the image, in runs. All numbers are
// little-endian; places and sizes of runs are multiples of 4.
//
//   4 bytes      address after the last byte in use
//   4 bytes      number of runs
//   8 each       bytes between the end of the run before (at first, of the stack) and this one; its size
//   the rest     the bytes of all runs
const HEADER_BYTES = 8;
const RUN_BYTES = 8;
const WORD_BYTES = 4;

/** What a saved memory is stored relative to. */
export interface MemoryOrigin {
  readonly artifact: Artifact;
  /** The state that interpreters start from. */
  readonly image: WholeSnapshot;
}

/** Encodes the memory of a state. */
export function encodeMemory(
  snapshot: Snapshot,
  { artifact, image }: MemoryOrigin,
  platform: Comparer,
): Uint8Array {
  const { difference, memoryEnd } = deltaOf(snapshot, image, artifact.stackBytes, platform);
  const { runs, bytes } = difference;
  const count = runs.length / 2;
  const bytesAt = HEADER_BYTES + count * RUN_BYTES;
  const encoded = new Uint8Array(bytesAt + bytes.length);
  const view = new DataView(encoded.buffer);
  view.setUint32(0, memoryEnd, true);
  view.setUint32(4, count, true);
  let end = artifact.stackBytes;
  for (let i = 0; i < count; i++) {
    const address = runs[2 * i] as number;
    const size = runs[2 * i + 1] as number;
    view.setUint32(HEADER_BYTES + i * RUN_BYTES, address - end, true);
    view.setUint32(HEADER_BYTES + i * RUN_BYTES + 4, size, true);
    end = address + size;
  }
  encoded.set(bytes, bytesAt);
  return encoded;
}

/**
 * Decodes the memory of a state. The bytes are untrusted.
 *
 * @param maxBytes maximum memory that the state may need.
 * @returns `null` if they are malformed, `"too large"` if the state needs more memory.
 */
export function decodeMemory(
  encoded: Uint8Array,
  { artifact, image }: MemoryOrigin,
  elapsedMs: number,
  maxBytes: number,
): DeltaSnapshot | "too large" | null {
  if (encoded.length < HEADER_BYTES) return null;
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length);
  const memoryEnd = view.getUint32(0, true);
  const count = view.getUint32(4, true);
  const bytesAt = HEADER_BYTES + count * RUN_BYTES;
  if (bytesAt > encoded.length) return null;
  if (memoryEnd < artifact.stackBytes + image.memory.length) return null;
  if (memoryEnd > maxBytes) return "too large";
  const runs = new Uint32Array(2 * count);
  let end = artifact.stackBytes;
  let size = 0;
  for (let i = 0; i < count; i++) {
    const start = end + view.getUint32(HEADER_BYTES + i * RUN_BYTES, true);
    const runBytes = view.getUint32(HEADER_BYTES + i * RUN_BYTES + 4, true);
    end = start + runBytes;
    size += runBytes;
    if (!isRun(start, end, memoryEnd, artifact)) return null;
    runs.set([start, runBytes], 2 * i);
  }
  if (encoded.length !== bytesAt + size) return null;
  const difference: Difference = { runs, bytes: encoded.slice(bytesAt) };
  return { kind: "delta", base: image, difference, memoryEnd, elapsedMs };
}

function isRun(start: number, end: number, memoryEnd: number, { pageMarksAt }: Artifact): boolean {
  const isWhole = start % WORD_BYTES === 0 && end % WORD_BYTES === 0 && end > start;
  if (!isWhole || end >= memoryEnd + WORD_BYTES) return false;
  if (pageMarksAt === null) return true;
  // Not the unused page before the table, either: a mark of it says that the marks cannot be trusted.
  return end <= pageMarksAt - MARKED_PAGE_BYTES || start >= pageMarksAt + MARK_TABLE_BYTES;
}
