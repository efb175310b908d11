import { MARK_TABLE_BYTES, MARKED_PAGE_BYTES } from "../abi/page-marks.js";
import type { Artifact } from "./artifact.js";
import type { DeltaSnapshot, Snapshot, WholeSnapshot } from "./snapshot.js";

// The memory of a saved state, all numbers little-endian. Either all of it, each byte XOR that of the
// image; or, if the artifact marks the pages that it writes to, only the pages that differ:
//
//   4 bytes      address after the last byte in use
//   4 bytes      number of pages
//   4 each       their numbers, in order
//   4096 each    their bytes, each XOR that of the image
const HEADER_BYTES = 8;

/** What a saved memory is stored relative to. */
export interface MemoryOrigin {
  readonly artifact: Artifact;
  /** The state that interpreters start from. */
  readonly image: WholeSnapshot;
}

/** Encodes the memory of a state. */
export function encodeMemory(snapshot: Snapshot, { artifact, image }: MemoryOrigin): Uint8Array {
  if (artifact.pageMarksAt === null) return xor(wholeMemory(snapshot), image.memory);
  const { pages, bytes, memoryEnd } =
    snapshot.kind === "delta" ? snapshot : changedPages(snapshot, image, artifact.stackBytes);
  const encoded = new Uint8Array(HEADER_BYTES + pages.length * (4 + MARKED_PAGE_BYTES));
  const view = new DataView(encoded.buffer);
  view.setUint32(0, memoryEnd, true);
  view.setUint32(4, pages.length, true);
  let at = HEADER_BYTES + 4 * pages.length;
  for (const [i, page] of pages.entries()) {
    view.setUint32(HEADER_BYTES + 4 * i, page, true);
    const content = bytes.subarray(i * MARKED_PAGE_BYTES, (i + 1) * MARKED_PAGE_BYTES);
    encoded.set(xor(content, pageOf(image, page, artifact.stackBytes)), at);
    at += MARKED_PAGE_BYTES;
  }
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
  origin: MemoryOrigin,
  elapsedMs: number,
  maxBytes: number,
): Snapshot | "too large" | null {
  const { artifact, image } = origin;
  if (artifact.pageMarksAt !== null) return decodePages(encoded, origin, elapsedMs, maxBytes);
  if (encoded.length < image.memory.length) return null;
  if (artifact.stackBytes + encoded.length > maxBytes) return "too large";
  return { kind: "whole", memory: xor(encoded, image.memory), elapsedMs };
}

function decodePages(
  encoded: Uint8Array,
  { artifact, image }: MemoryOrigin,
  elapsedMs: number,
  maxBytes: number,
): DeltaSnapshot | "too large" | null {
  if (encoded.length < HEADER_BYTES) return null;
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length);
  const memoryEnd = view.getUint32(0, true);
  const count = view.getUint32(4, true);
  if (encoded.length !== HEADER_BYTES + count * (4 + MARKED_PAGE_BYTES)) return null;
  if (memoryEnd < artifact.stackBytes + image.memory.length) return null;
  if (memoryEnd > maxBytes) return "too large";
  const pages = Array.from({ length: count }, (_, i) => view.getUint32(HEADER_BYTES + 4 * i, true));
  const first = artifact.stackBytes / MARKED_PAGE_BYTES;
  const end = Math.ceil(memoryEnd / MARKED_PAGE_BYTES);
  const table = (artifact.pageMarksAt as number) / MARKED_PAGE_BYTES;
  const tableEnd = table + MARK_TABLE_BYTES / MARKED_PAGE_BYTES;
  const isGood = pages.every(
    (page, i) =>
      page >= first &&
      page < end &&
      page > (pages[i - 1] ?? -1) &&
      !(page >= table && page < tableEnd),
  );
  if (!isGood) return null;
  const bytes = encoded.slice(HEADER_BYTES + 4 * count);
  for (const [i, page] of pages.entries()) {
    const at = i * MARKED_PAGE_BYTES;
    const content = bytes.subarray(at, at + MARKED_PAGE_BYTES);
    content.set(xor(content, pageOf(image, page, artifact.stackBytes)));
  }
  return { kind: "delta", base: image, pages, bytes, memoryEnd, elapsedMs };
}

/** The pages in which a state differs from the image. */
function changedPages(
  { memory }: WholeSnapshot,
  image: WholeSnapshot,
  stackBytes: number,
): Pick<DeltaSnapshot, "pages" | "bytes" | "memoryEnd"> {
  const pages: number[] = [];
  const contents: Uint8Array[] = [];
  for (let start = 0; start < memory.length; start += MARKED_PAGE_BYTES) {
    const page = (start + stackBytes) / MARKED_PAGE_BYTES;
    const content = new Uint8Array(MARKED_PAGE_BYTES);
    content.set(memory.subarray(start, start + MARKED_PAGE_BYTES));
    const before = pageOf(image, page, stackBytes);
    if (content.every((byte, i) => byte === (before[i] ?? 0))) continue;
    pages.push(page);
    contents.push(content);
  }
  const bytes = new Uint8Array(contents.length * MARKED_PAGE_BYTES);
  for (const [i, content] of contents.entries()) bytes.set(content, i * MARKED_PAGE_BYTES);
  return { pages, bytes, memoryEnd: stackBytes + memory.length };
}

/** The content of a page in an image; shorter at its end, and empty after it. */
function pageOf({ memory }: WholeSnapshot, page: number, stackBytes: number): Uint8Array {
  const start = page * MARKED_PAGE_BYTES - stackBytes;
  return memory.subarray(start, start + MARKED_PAGE_BYTES);
}

function wholeMemory(snapshot: Snapshot): Uint8Array {
  if (snapshot.kind === "whole") return snapshot.memory;
  throw new Error("an artifact without page marks has a state that consists of pages");
}

/** A copy of bytes, each XOR the byte at the same place in `others`, if there is one. */
function xor(bytes: Uint8Array, others: Uint8Array): Uint8Array {
  const result = bytes.slice();
  const length = Math.min(result.length, others.length);
  for (let i = 0; i < length; i++) result[i] = (result[i] as number) ^ (others[i] as number);
  return result;
}
