import { MicroPythonFileError } from "../base/errors.js";
import type { FileEntry, FileInfo, FileStore, OpenFile, OpenMode } from "../base/file-store.js";

/** Read-only files that many programs share. They are loaded when one is first requested. */
export class ArchiveStore implements FileStore {
  readonly #load: () => ReadonlyMap<string, Uint8Array>;
  #files: ReadonlyMap<string, Uint8Array> | null = null;
  #folders: ReadonlyMap<string, readonly FileEntry[]> | null = null;

  /** @param load returns the files by path; called once. */
  constructor(load: () => ReadonlyMap<string, Uint8Array>) {
    this.#load = load;
  }

  stat(path: string): FileInfo | null {
    const file = this.#readFiles().get(path);
    if (file !== undefined) return { kind: "file", size: file.length, modifiedMs: 0 };
    return this.#readFolders().has(path) ? { kind: "folder", size: 0, modifiedMs: 0 } : null;
  }

  list(path: string): readonly FileEntry[] {
    const entries = this.#readFolders().get(path);
    if (entries !== undefined) return entries;
    throw new MicroPythonFileError(this.#readFiles().has(path) ? "ENOTDIR" : "ENOENT");
  }

  open(path: string, { write }: OpenMode): OpenFile {
    if (write) return refuse();
    const file = this.#readFiles().get(path);
    if (file === undefined) {
      throw new MicroPythonFileError(this.#readFolders().has(path) ? "EISDIR" : "ENOENT");
    }
    return {
      read(target, position) {
        const part = file.subarray(position, position + target.length);
        target.set(part);
        return part.length;
      },
      write: refuse,
      size: () => file.length,
      close() {},
    };
  }

  makeFolder = refuse;

  removeFile(path: string): never {
    return this.#refuseToRemove(path);
  }

  removeFolder(path: string): never {
    return this.#refuseToRemove(path);
  }

  rename(from: string): never {
    return this.#refuseToRemove(from);
  }

  setModified(path: string): never {
    return this.#refuseToRemove(path);
  }

  /** Many programs remove what may not be there, and expect to be told so. */
  #refuseToRemove(path: string): never {
    throw new MicroPythonFileError(this.stat(path) === null ? "ENOENT" : "EROFS");
  }

  #readFiles(): ReadonlyMap<string, Uint8Array> {
    this.#files ??= this.#load();
    return this.#files;
  }

  #readFolders(): ReadonlyMap<string, readonly FileEntry[]> {
    this.#folders ??= foldersOf(this.#readFiles().keys());
    return this.#folders;
  }
}

/** The entries of each folder, by its path; the root's is empty. */
function foldersOf(paths: Iterable<string>): Map<string, FileEntry[]> {
  const folders = new Map<string, FileEntry[]>([["", []]]);
  const folderAt = (path: string): FileEntry[] => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const entries: FileEntry[] = [];
    folders.set(path, entries);
    folderAt(parentOf(path)).push({ name: nameOf(path), kind: "folder" });
    return entries;
  };
  for (const path of paths) folderAt(parentOf(path)).push({ name: nameOf(path), kind: "file" });
  return folders;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function refuse(): never {
  throw new MicroPythonFileError("EROFS");
}
