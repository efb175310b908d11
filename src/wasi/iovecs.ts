import { guestPointer, offset } from "../abi/memory.js";
import type { WasiContext } from "./context.js";
import { unitsForBytes } from "./costs.js";

const IOVEC_BYTES = 8;

/** Most pieces of one call, as POSIX systems have it. */
const MAX_IOVECS = 1024;

/**
 * Most bytes that one call reads, writes or fills: some hundred microseconds of the host's time. The
 * guest asks again for the rest, and its limits are looked at in between.
 */
export const MAX_IO_BYTES = 256 * 1024;

/**
 * The pieces of the guest's memory that a call reads into or writes from: all of them lie in it, and
 * the program has paid for them. What exceeds the most that one call moves is left out.
 *
 * @returns `null` where there are too many pieces.
 */
export function iovecs(
  { memory, charge }: WasiContext,
  at: number,
  count: number,
): Uint8Array[] | null {
  if (count >>> 0 > MAX_IOVECS) return null;
  let left = MAX_IO_BYTES;
  const pieces: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const iovec = offset(guestPointer(at), i * IOVEC_BYTES);
    const piece = memory.bytes(guestPointer(memory.u32(iovec)), memory.u32(offset(iovec, 4)));
    pieces.push(piece.subarray(0, left));
    left -= Math.min(piece.length, left);
  }
  charge(unitsForBytes(MAX_IO_BYTES - left));
  return pieces;
}
