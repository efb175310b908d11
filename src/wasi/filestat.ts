import { type GuestMemory, type GuestPointer, offset } from "../abi/memory.js";
import type { FileKind } from "../base/file-store.js";
import { FILE_TYPES } from "./file-types.js";
import type { GuestClock } from "./guest-clock.js";
import { inodeOf } from "./inode.js";

/** Bytes of what WASI says about a file. */
export const FILESTAT_BYTES = 64;

/** Where its fields are. */
export const FILESTAT = { inode: 8, type: 16, links: 24, size: 32, times: [40, 48, 56] } as const;

const SET_MODIFIED = 4;
const SET_MODIFIED_NOW = 8;

/**
 * The time of the last change that a program sets, in milliseconds since 1970; `null` if it sets none.
 *
 * @param modified nanoseconds since 1970.
 * @param which flags that say which times are set, and whether to now.
 */
export function modifiedOf(modified: bigint, which: number, clock: GuestClock): number | null {
  if ((which & SET_MODIFIED_NOW) !== 0) return Number(clock.wallNs()) / 1e6;
  if ((which & SET_MODIFIED) === 0) return null;
  return Number(BigInt.asUintN(63, modified)) / 1e6;
}

/** Writes what is known about a file or folder at a path. */
export function writeFilestat(
  memory: GuestMemory,
  at: GuestPointer,
  path: readonly string[],
  { kind, size, modifiedMs }: { kind: FileKind; size: number; modifiedMs: number },
): void {
  memory.bytesToWrite(at, FILESTAT_BYTES).fill(0);
  memory.setU64(offset(at, FILESTAT.inode), inodeOf(path));
  memory.setU8(offset(at, FILESTAT.type), FILE_TYPES[kind]);
  memory.setU64(offset(at, FILESTAT.links), 1n);
  memory.setU64(offset(at, FILESTAT.size), BigInt(size));
  const modifiedNs = BigInt.asUintN(64, BigInt(Math.round(modifiedMs)) * 1_000_000n);
  for (const time of FILESTAT.times) memory.setU64(offset(at, time), modifiedNs);
}
