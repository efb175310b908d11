import { MicroPythonFileError } from "../base/errors.js";
import type { FileStore, OpenFile } from "../base/file-store.js";

/** Wraps a store so that nothing in it can be changed. */
export function readOnly(store: FileStore): FileStore {
  return {
    stat: (path) => store.stat(path),
    list: (path) => store.list(path),
    open: (path, mode) => (mode.write ? refuse() : readOnlyFile(store.open(path, mode))),
    makeFolder: refuse,
    removeFile: (path) => refuseToRemove(store, path),
    removeFolder: (path) => refuseToRemove(store, path),
    rename: (from) => refuseToRemove(store, from),
    setModified: (path) => refuseToRemove(store, path),
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

/** Many programs remove what may not be there, and expect to be told so. */
function refuseToRemove(store: FileStore, path: string): never {
  throw new MicroPythonFileError(store.stat(path) === null ? "ENOENT" : "EROFS");
}

function refuse(): never {
  throw new MicroPythonFileError("EROFS");
}
