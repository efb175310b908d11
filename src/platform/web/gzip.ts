import { Gunzip, gzipSync } from "fflate";
import { GrowableBytes } from "../../base/bytes.js";

/** How much is expanded between two looks at the size of the result: at most a thousand times as much. */
const PIECE_BYTES = 16 * 1024;

/** Compresses bytes in the gzip format. */
export function gzip(bytes: Uint8Array): Uint8Array {
  // No time stamp: equal states have equal bytes.
  return gzipSync(bytes, { mtime: 0 });
}

/** A header of ten bytes, and eight bytes at the end. */
const LEAST_BYTES = 18;

/** Undoes `gzip`; returns `null` if the bytes are damaged or expand to more than `maxBytes`. */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array | null {
  if (bytes.length < LEAST_BYTES) return null;
  const expanded = new GrowableBytes();
  let isWhole = false;
  const stream = new Gunzip((piece, isLast) => {
    expanded.append(piece);
    isWhole = isLast;
  });
  try {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const end = at + PIECE_BYTES;
      stream.push(bytes.subarray(at, end), end >= bytes.length);
      if (expanded.length > maxBytes) return null;
    }
  } catch {
    return null;
  }
  const { buffer, byteOffset, length } = bytes;
  const size = new DataView(buffer, byteOffset).getUint32(length - 4, true);
  return isWhole && size === expanded.length ? expanded.bytes() : null;
}
