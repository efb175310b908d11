import { guestPointer } from "../abi/memory.js";
import { MicroPythonFileError } from "../base/errors.js";
import { MAX_PATH_BYTES, type ResolvedPath, resolvePath } from "../base/file-path.js";
import type { WasiContext } from "./context.js";
import { UNITS_PER_NAME } from "./costs.js";
import { ERRNO } from "./errno.js";
import { filesOrFail } from "./file-types.js";
import { FILESTAT_BYTES, modifiedOf, writeFilestat } from "./filestat.js";

const OPEN = { create: 1, folder: 2, exclusive: 4, truncate: 8 } as const;
const FLAG_APPEND = 1;
const RIGHT_READ = 1n << 1n;
const RIGHT_WRITE = 1n << 6n;

/** The WASI functions for paths. */
export function pathFunctions(context: WasiContext) {
  const { memory } = context;

  const mounts = () => context.files().mounts;

  /** @throws MicroPythonFileError if there is no such folder. */
  const checkFolder = (names: readonly string[]): void => {
    context.charge(UNITS_PER_NAME * names.length);
    const info = mounts().stat(names);
    if (info === null) throw new MicroPythonFileError("ENOENT");
    if (info.kind !== "folder") throw new MicroPythonFileError("ENOTDIR");
  };

  /** Resolves a path that starts at an open folder. @throws MicroPythonFileError */
  const pathOf = (fd: number, at: number, size: number): ResolvedPath => {
    const folder = context.files().get(fd);
    if (folder === undefined) throw new MicroPythonFileError("EBADF");
    if (folder.kind !== "folder") throw new MicroPythonFileError("ENOTDIR");
    if (size === 0) throw new MicroPythonFileError("ENOENT");
    if (size >>> 0 > MAX_PATH_BYTES) throw new MicroPythonFileError("ENAMETOOLONG");
    const text = decodePath(memory.bytes(guestPointer(at), size >>> 0));
    const path = resolvePath(folder.path, text, checkFolder);
    context.charge(UNITS_PER_NAME * path.names.length);
    if (endsInDots(path)) checkFolder(path.names);
    return path;
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
      const path = pathOf(fd, at, size);
      const { names } = path;
      memory.check(guestPointer(result), 4);
      const write = (rights & RIGHT_WRITE) !== 0n;
      const has = (flag: number) => (openFlags & flag) !== 0;
      const files = context.files();
      if (path.ending !== "name" && !has(OPEN.folder)) {
        if (write && has(OPEN.create)) {
          checkFolder(names.slice(0, -1));
          const isTaken = has(OPEN.exclusive) && endsInDots(path);
          throw new MicroPythonFileError(isTaken ? "EEXIST" : "EISDIR");
        }
        checkFolder(names);
      }
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
      const { names, ending } = pathOf(fd, at, size);
      const info = mounts().stat(names);
      const stat = guestPointer(result);
      memory.check(stat, FILESTAT_BYTES);
      if (info === null) return ERRNO.NOENT;
      if (ending !== "name" && info.kind !== "folder") return ERRNO.NOTDIR;
      writeFilestat(memory, stat, names, info);
      return ERRNO.SUCCESS;
    },

    path_filestat_set_times(
      fd: number,
      _lookup: number,
      at: number,
      size: number,
      _accessed: bigint,
      modified: bigint,
      which: number,
    ) {
      const { names, ending } = pathOf(fd, at, size);
      if (ending !== "name") checkFolder(names);
      const modifiedMs = modifiedOf(modified, which, context.clock());
      if (modifiedMs !== null) mounts().setModified(names, modifiedMs);
      return ERRNO.SUCCESS;
    },

    path_create_directory(fd: number, at: number, size: number) {
      const path = pathOf(fd, at, size);
      if (endsInDots(path)) return ERRNO.EXIST;
      mounts().makeFolder(path.names);
      return ERRNO.SUCCESS;
    },

    path_unlink_file(fd: number, at: number, size: number) {
      const { names, ending } = pathOf(fd, at, size);
      if (ending !== "name") {
        checkFolder(names);
        return ERRNO.ISDIR;
      }
      mounts().removeFile(names);
      return ERRNO.SUCCESS;
    },

    path_remove_directory(fd: number, at: number, size: number) {
      const { names, ending } = pathOf(fd, at, size);
      if (ending === ".") return ERRNO.INVAL;
      if (ending === "..") return ERRNO.NOTEMPTY;
      mounts().removeFolder(names);
      return ERRNO.SUCCESS;
    },

    path_rename(
      fd: number,
      at: number,
      size: number,
      newFd: number,
      newAt: number,
      newSize: number,
    ) {
      const from = pathOf(fd, at, size);
      const to = pathOf(newFd, newAt, newSize);
      if (endsInDots(from) || endsInDots(to)) return ERRNO.BUSY;
      // A trailing slash stands for a folder.
      if (from.ending === "slash" || to.ending === "slash") checkFolder(from.names);
      mounts().rename(from.names, to.names);
      return ERRNO.SUCCESS;
    },
  });
}

function endsInDots({ ending }: ResolvedPath): boolean {
  return ending === "." || ending === "..";
}

/** @throws MicroPythonFileError if it is not UTF-8. */
function decodePath(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MicroPythonFileError("EILSEQ");
  }
}
