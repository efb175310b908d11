import { MicroPythonFileError } from "../base/errors.js";
import { isFileName } from "../base/file-path.js";
import type { FileEntry, FileInfo, FileStore, OpenFile } from "../base/file-store.js";

/**
 * Wraps a store that users may have written, and checks what it returns: it throws only
 * `MicroPythonFileError`, and returns only values that make sense.
 */
export function checkedStore(store: FileStore): FileStore {
  return {
    stat: (path) => orFail(() => checkInfo(store.stat(path))),
    list: (path) => orFail(() => Array.from(store.list(path), checkEntry).filter(hasName)),
    open: (path, mode) => checkedFile(orFail(() => store.open(path, mode))),
    makeFolder: (path) => orFail(() => checkDone(store.makeFolder(path))),
    removeFile: (path) => orFail(() => checkDone(store.removeFile(path))),
    removeFolder: (path) => orFail(() => checkDone(store.removeFolder(path))),
    rename: (from, to) => orFail(() => checkDone(store.rename(from, to))),
    setModified: (path, ms) => orFail(() => checkDone(store.setModified?.(path, ms))),
  };
}

function checkedFile(file: OpenFile): OpenFile {
  return {
    read: (target, position) =>
      orFail(() => checkNumber(file.read(target, position), target.length)),
    write: (bytes, position) => orFail(() => checkDone(file.write(bytes, position))),
    resize: (size) =>
      orFail(() => {
        if (file.resize === undefined) throw new MicroPythonFileError("EINVAL");
        checkDone(file.resize(size));
      }),
    size: () => orFail(() => checkNumber(file.size(), Number.MAX_SAFE_INTEGER)),
    close: () => orFail(() => file.close()),
  };
}

function orFail<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MicroPythonFileError) throw error;
    throw new MicroPythonFileError("EIO");
  }
}

function checkInfo(info: FileInfo | null): FileInfo | null {
  if (info === null) return null;
  const { kind, size, modifiedMs } = info;
  return {
    kind: checkKind(kind),
    size: checkNumber(size, Number.MAX_SAFE_INTEGER),
    modifiedMs: Number.isFinite(modifiedMs) ? modifiedMs : 0,
  };
}

function checkEntry({ name, kind }: FileEntry): FileEntry {
  return { name: String(name), kind: checkKind(kind) };
}

/** Whether a program can name it. */
function hasName({ name }: FileEntry): boolean {
  return isFileName(name);
}

function checkKind(kind: FileInfo["kind"]): FileInfo["kind"] {
  if (kind !== "file" && kind !== "folder") throw new MicroPythonFileError("EIO");
  return kind;
}

function checkNumber(value: number, most: number): number {
  const isGood = Number.isSafeInteger(value) && value >= 0 && value <= most;
  if (!isGood) throw new MicroPythonFileError("EIO");
  return value;
}

/** Refuses promises: they would settle only after the program has gone on. */
function checkDone(result: unknown): void {
  if (result !== undefined) throw new MicroPythonFileError("EIO");
}
