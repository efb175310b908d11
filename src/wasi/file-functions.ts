import { guestPointer, offset } from "../abi/memory.js";
import type { WasiContext } from "./context.js";
import { UNITS_PER_NAME, UNITS_PER_TRANSFER, unitsForBytes } from "./costs.js";
import { ERRNO } from "./errno.js";
import { FILE_TYPES, filesOrFail } from "./file-types.js";
import { modifiedOf, writeFilestat } from "./filestat.js";
import { inodeOf } from "./inode.js";
import { MAX_IO_BYTES, piecesToRead, piecesToWrite } from "./iovecs.js";
import { type FileDescriptor, ROOT_FD } from "./open-files.js";

const SEEK = { set: 0, current: 1, end: 2 } as const;

// Layouts of a descriptor's status, a preopened folder and a folder entry.
const FDSTAT_BYTES = 24;
const FDSTAT = { type: 0, flags: 2, rights: 8, inheriting: 16 } as const;
const FLAG_APPEND = 1;
const ALL_RIGHTS = (1n << 30n) - 1n;
const PRESTAT_BYTES = 8;
const DIRENT_BYTES = 24;
const DIRENT = { next: 0, inode: 8, nameSize: 16, type: 20 } as const;

/** How much longer writing a byte of a folder entry takes than copying a byte. */
const READDIR_COST = 16;

const NO_BYTES = new Uint8Array();

const ROOT_NAME = new TextEncoder().encode("/");

/** The WASI functions for descriptors of files and folders. */
export function fileFunctions(context: WasiContext) {
  const { memory } = context;
  const openFile = (fd: number): FileDescriptor | undefined => {
    const descriptor = context.files().get(fd);
    return descriptor?.kind === "file" ? descriptor : undefined;
  };

  return filesOrFail({
    fd_read(fd: number, at: number, count: number, read: number) {
      const descriptor = openFile(fd);
      if (!descriptor?.canRead) return ERRNO.BADF;
      context.charge(UNITS_PER_TRANSFER);
      memory.check(guestPointer(read), 4);
      const pieces = piecesToWrite(context, at, count);
      if (pieces === null) return ERRNO.INVAL;
      let total = 0;
      for (const piece of pieces) {
        if (piece.length === 0) continue;
        const length = descriptor.file.read(piece, descriptor.position);
        descriptor.position += length;
        total += length;
        if (length < piece.length) break;
      }
      memory.setU32(guestPointer(read), total);
      return ERRNO.SUCCESS;
    },

    fd_write(fd: number, at: number, count: number, written: number) {
      const descriptor = openFile(fd);
      if (!descriptor?.canWrite) return ERRNO.BADF;
      context.charge(UNITS_PER_TRANSFER);
      memory.check(guestPointer(written), 4);
      const pieces = piecesToRead(context, at, count);
      if (pieces === null) return ERRNO.INVAL;
      // One piece per call, so that a write happens completely or not at all. The guest asks again.
      const piece = pieces.find(({ length }) => length > 0) ?? NO_BYTES;
      const size = descriptor.file.size();
      if (descriptor.appends) descriptor.position = size;
      // A gap after the end of the file is filled with zeros.
      context.charge(unitsForBytes(Math.max(0, descriptor.position - size)));
      descriptor.file.write(piece, descriptor.position);
      descriptor.position += piece.length;
      memory.setU32(guestPointer(written), piece.length);
      return ERRNO.SUCCESS;
    },

    fd_seek(fd: number, distance: bigint, whence: number, result: number) {
      const descriptor = openFile(fd);
      if (descriptor === undefined) return ERRNO.BADF;
      memory.check(guestPointer(result), 8);
      const from = startOfSeek(descriptor, whence);
      if (from === null) return ERRNO.INVAL;
      const position = BigInt(from) + distance;
      if (position < 0n || position > BigInt(Number.MAX_SAFE_INTEGER)) return ERRNO.INVAL;
      descriptor.position = Number(position);
      memory.setU64(guestPointer(result), position);
      return ERRNO.SUCCESS;
    },

    fd_sync: (fd: number) => (openFile(fd) === undefined ? ERRNO.BADF : ERRNO.SUCCESS),

    fd_close: (fd: number) => (context.files().close(fd) ? ERRNO.SUCCESS : ERRNO.BADF),

    fd_fdstat_get(fd: number, stat: number) {
      const descriptor = context.files().get(fd);
      if (descriptor === undefined) return ERRNO.BADF;
      const at = guestPointer(stat);
      memory.bytesToWrite(at, FDSTAT_BYTES).fill(0);
      memory.setU8(offset(at, FDSTAT.type), FILE_TYPES[descriptor.kind]);
      const appends = descriptor.kind === "file" && descriptor.appends;
      memory.setU8(offset(at, FDSTAT.flags), appends ? FLAG_APPEND : 0);
      memory.setU64(offset(at, FDSTAT.rights), ALL_RIGHTS);
      memory.setU64(offset(at, FDSTAT.inheriting), ALL_RIGHTS);
      return ERRNO.SUCCESS;
    },

    /** The time is that of what the path names now, as open files do not know theirs. */
    fd_filestat_get(fd: number, stat: number) {
      const descriptor = context.files().get(fd);
      if (descriptor === undefined) return ERRNO.BADF;
      const { kind, path } = descriptor;
      const size = kind === "file" ? descriptor.file.size() : 0;
      context.charge(UNITS_PER_NAME * path.length);
      const modifiedMs = context.files().mounts.modifiedMs(path);
      writeFilestat(memory, guestPointer(stat), path, { kind, size, modifiedMs });
      return ERRNO.SUCCESS;
    },

    fd_filestat_set_size(fd: number, size: bigint) {
      const descriptor = openFile(fd);
      if (descriptor === undefined) return ERRNO.BADF;
      if (!descriptor.canWrite || size < 0n) return ERRNO.INVAL;
      if (size > BigInt(Number.MAX_SAFE_INTEGER)) return ERRNO.FBIG;
      const { file } = descriptor;
      context.charge(unitsForBytes(Math.max(Number(size), file.size())));
      file.resize?.(Number(size));
      return ERRNO.SUCCESS;
    },

    fd_filestat_set_times(fd: number, _accessed: bigint, modified: bigint, which: number) {
      const descriptor = context.files().get(fd);
      if (descriptor === undefined) return ERRNO.BADF;
      const { path } = descriptor;
      context.charge(UNITS_PER_NAME * path.length);
      const modifiedMs = modifiedOf(modified, which, context.clock());
      if (modifiedMs !== null) context.files().mounts.setModified(path, modifiedMs);
      return ERRNO.SUCCESS;
    },

    /**
     * The C library asks once for the preopened folders, and keeps them in memory that is copied from
     * run to run. So it is always the same one, whatever is mounted.
     */
    fd_prestat_get(fd: number, prestat: number) {
      if (fd !== ROOT_FD) return ERRNO.BADF;
      const at = guestPointer(prestat);
      memory.bytesToWrite(at, PRESTAT_BYTES).fill(0);
      memory.setU32(offset(at, 4), ROOT_NAME.length);
      return ERRNO.SUCCESS;
    },

    fd_prestat_dir_name(fd: number, name: number, size: number) {
      if (fd !== ROOT_FD) return ERRNO.BADF;
      if (size >>> 0 < ROOT_NAME.length) return ERRNO.NAMETOOLONG;
      memory.write(guestPointer(name), ROOT_NAME);
      return ERRNO.SUCCESS;
    },

    fd_readdir(fd: number, buffer: number, size: number, cookie: bigint, used: number) {
      const descriptor = context.files().get(fd);
      if (descriptor?.kind !== "folder") return ERRNO.BADF;
      memory.check(guestPointer(used), 4);
      const target = memory
        .bytesToWrite(guestPointer(buffer), size >>> 0)
        .subarray(0, MAX_IO_BYTES);
      context.charge(unitsForBytes(READDIR_COST * target.length));
      const { entries, path } = descriptor;
      let length = 0;
      const first =
        cookie >= 0n && cookie < BigInt(entries.length) ? Number(cookie) : entries.length;
      for (let i = first; i < entries.length && length < target.length; i++) {
        const { name, kind } = entries[i] as (typeof entries)[number];
        const entry = direntOf(path, name, FILE_TYPES[kind], i + 1);
        // An entry that does not fit is cut off; the guest asks for it again.
        const part = entry.subarray(0, target.length - length);
        target.set(part, length);
        length += part.length;
      }
      memory.setU32(guestPointer(used), length);
      return ERRNO.SUCCESS;
    },
  });
}

function startOfSeek({ file, position }: FileDescriptor, whence: number): number | null {
  switch (whence) {
    case SEEK.set:
      return 0;
    case SEEK.current:
      return position;
    case SEEK.end:
      return file.size();
    default:
      return null;
  }
}

function direntOf(folder: readonly string[], name: string, type: number, next: number): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  const entry = new Uint8Array(DIRENT_BYTES + bytes.length);
  const view = new DataView(entry.buffer);
  view.setBigUint64(DIRENT.next, BigInt(next), true);
  view.setBigUint64(DIRENT.inode, inodeOf([...folder, name]), true);
  view.setUint32(DIRENT.nameSize, bytes.length, true);
  view.setUint8(DIRENT.type, type);
  entry.set(bytes, DIRENT_BYTES);
  return entry;
}
