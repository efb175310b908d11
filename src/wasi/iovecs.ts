import { type GuestPointer, guestPointer, offset } from "../abi/memory.js";
import type { WasiContext } from "./context.js";
import { unitsForBytes } from "./costs.js";

const IOVEC_BYTES = 8;

/** Maximum number of pieces in one call, as on POSIX systems. */
const MAX_IOVECS = 1024;

/**
 * Maximum bytes that one call reads, writes or fills, which takes the host about a hundred microseconds.
 * The guest asks again for the rest, and its limits are checked in between.
 */
export const MAX_IO_BYTES = 256 * 1024;

/**
 * The pieces of the guest's memory that a call takes bytes from, checked against its bounds and paid
 * for by the program. Together they have at most `MAX_IO_BYTES`.
 *
 * @returns `null` if there are too many pieces.
 */
export function piecesToRead(context: WasiContext, at: number, count: number) {
  return pieces(context, at, count, (from, length) => context.memory.bytes(from, length));
}

/** The same for a call that puts bytes into the pieces. */
export function piecesToWrite(context: WasiContext, at: number, count: number) {
  return pieces(context, at, count, (from, length) => context.memory.bytesToWrite(from, length));
}

function pieces(
  { memory, charge }: WasiContext,
  at: number,
  count: number,
  take: (at: GuestPointer, length: number) => Uint8Array,
): Uint8Array[] | null {
  if (count >>> 0 > MAX_IOVECS) return null;
  let left = MAX_IO_BYTES;
  const pieces: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const iovec = offset(guestPointer(at), i * IOVEC_BYTES);
    const start = guestPointer(memory.u32(iovec));
    const length = memory.u32(offset(iovec, 4));
    memory.check(start, length);
    const taken = Math.min(length, left);
    pieces.push(take(start, taken));
    left -= taken;
  }
  charge(unitsForBytes(MAX_IO_BYTES - left));
  return pieces;
}
