import { MicroPythonFileError } from "../base/errors.js";
import type { FileStore, OpenFile } from "../base/file-store.js";

/** Wraps a store so that nothing in it can be changed. */
export function readOnly(store: FileStore): FileStore {
  return {
    stat: (path) => store.stat(path),
    list: (path) => store.list(path),
    open: (path, mode) => (mode.write ? refuse() : readOnlyFile(store.open(path, mode))),
    makeFolder: refuse,
    removeFile: refuse,
    removeFolder: refuse,
    rename: refuse,
  };
}

function readOnlyFile(file: OpenFile): OpenFile {
  return {
    read: (target, position) => file.read(target, position),
    write: refuse,
    size: () => file.size(),
    close: () => file.close(),
  };
}

function refuse(): never {
  throw new MicroPythonFileError("EROFS");
}
