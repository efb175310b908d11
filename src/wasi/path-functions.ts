import { guestPointer, offset } from "../abi/memory.js";
import { MicroPythonFileError } from "../base/errors.js";
import { MAX_PATH_BYTES, resolvePath } from "../base/file-path.js";
import type { WasiContext } from "./context.js";
import { ERRNO } from "./errno.js";
import { INODE } from "./file-functions.js";
import { FILE_TYPES, filesOrFail } from "./file-types.js";

const OPEN = { create: 1, folder: 2, exclusive: 4, truncate: 8 } as const;
const FLAG_APPEND = 1;
const RIGHT_READ = 1n << 1n;
const RIGHT_WRITE = 1n << 6n;

const FILESTAT_BYTES = 64;
const FILESTAT = { inode: 8, type: 16, links: 24, size: 32, times: [40, 48, 56] } as const;

/** WASI's functions over paths. */
export function pathFunctions(context: WasiContext) {
  const { memory } = context;

  /** The names of a path that starts at an open folder. @throws MicroPythonFileError */
  const namesOf = (fd: number, at: number, size: number): string[] => {
    const folder = context.files().get(fd);
    if (folder === undefined) throw new MicroPythonFileError("EBADF");
    if (folder.kind !== "folder") throw new MicroPythonFileError("ENOTDIR");
    if (size >>> 0 > MAX_PATH_BYTES) throw new MicroPythonFileError("ENAMETOOLONG");
    return resolvePath(folder.path, decodePath(memory.bytes(guestPointer(at), size >>> 0)));
  };

  /** Does something with what a path names. */
  const change = (work: (names: string[]) => void) => (fd: number, at: number, size: number) => {
    work(namesOf(fd, at, size));
    return ERRNO.SUCCESS;
  };

  return filesOrFail({
    path_open(
      fd: number,
      _lookup: number,
      at: number,
      size: number,
      openFlags: number,
      rights: bigint,
      _inheriting: bigint,
      flags: number,
      result: number,
    ) {
      const names = namesOf(fd, at, size);
      memory.check(guestPointer(result), 4);
      const write = (rights & RIGHT_WRITE) !== 0n;
      const has = (flag: number) => (openFlags & flag) !== 0;
      const files = context.files();
      const opened = has(OPEN.folder)
        ? files.openFolder(names)
        : files.openFile(
            names,
            {
              write,
              create: write && has(OPEN.create),
              exclusive: write && has(OPEN.exclusive),
              truncate: write && has(OPEN.truncate),
            },
            { canRead: (rights & RIGHT_READ) !== 0n, appends: (flags & FLAG_APPEND) !== 0 },
          );
      memory.setU32(guestPointer(result), opened);
      return ERRNO.SUCCESS;
    },

    path_filestat_get(fd: number, _lookup: number, at: number, size: number, result: number) {
      const info = context.files().mounts.stat(namesOf(fd, at, size));
      const stat = guestPointer(result);
      memory.check(stat, FILESTAT_BYTES);
      if (info === null) return ERRNO.NOENT;
      memory.bytes(stat, FILESTAT_BYTES).fill(0);
      memory.setU64(offset(stat, FILESTAT.inode), INODE);
      memory.setU8(offset(stat, FILESTAT.type), FILE_TYPES[info.kind]);
      memory.setU64(offset(stat, FILESTAT.links), 1n);
      memory.setU64(offset(stat, FILESTAT.size), BigInt(info.size));
      const modifiedNs = BigInt.asUintN(64, BigInt(Math.round(info.modifiedMs)) * 1_000_000n);
      for (const time of FILESTAT.times) memory.setU64(offset(stat, time), modifiedNs);
      return ERRNO.SUCCESS;
    },

    path_create_directory: change((names) => context.files().mounts.makeFolder(names)),
    path_unlink_file: change((names) => context.files().mounts.removeFile(names)),
    path_remove_directory: change((names) => context.files().mounts.removeFolder(names)),

    path_rename(
      fd: number,
      at: number,
      size: number,
      newFd: number,
      newAt: number,
      newSize: number,
    ) {
      context.files().mounts.rename(namesOf(fd, at, size), namesOf(newFd, newAt, newSize));
      return ERRNO.SUCCESS;
    },
  });
}

/** @throws MicroPythonFileError where it is no UTF-8. */
function decodePath(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MicroPythonFileError("EILSEQ");
  }
}
