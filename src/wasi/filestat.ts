import { type GuestMemory, type GuestPointer, offset } from "../abi/memory.js";
import type { FileKind } from "../base/file-store.js";
import { FILE_TYPES } from "./file-types.js";
import { inodeOf } from "./inode.js";

/** Bytes of what WASI says about a file. */
export const FILESTAT_BYTES = 64;

/** Where its fields are. */
export const FILESTAT = { inode: 8, type: 16, links: 24, size: 32, times: [40, 48, 56] } as const;

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
