import { type GuestMemory, guestPointer, offset } from "../abi/memory.js";

const IOVEC_BYTES = 8;

/** Most pieces of one call, as POSIX systems have it. */
const MAX_IOVECS = 1024;

/**
 * The pieces of the guest's memory that a call reads into or writes from: all of them lie in it.
 *
 * @returns `null` where there are too many, or more than the memory holds.
 */
export function iovecs(memory: GuestMemory, at: number, count: number): Uint8Array[] | null {
  if (count >>> 0 > MAX_IOVECS) return null;
  let total = 0;
  const pieces: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const iovec = offset(guestPointer(at), i * IOVEC_BYTES);
    const piece = memory.bytes(guestPointer(memory.u32(iovec)), memory.u32(offset(iovec, 4)));
    total += piece.length;
    pieces.push(piece);
  }
  // Pieces may overlap; without this, one call could copy the memory a thousand times over.
  return total > memory.size ? null : pieces;
}
