import type { FileStore } from "../base/file-store.js";
import { MemoryStore } from "./memory-store.js";
import { readOnly } from "./read-only.js";

const UNLIMITED = { maxBytes: Infinity, maxFiles: Infinity };

/** A read-only store of files, in the folders that their paths name. */
export function filesStore(files: ReadonlyMap<string, Uint8Array>, nowMs: () => number): FileStore {
  const store = new MemoryStore(UNLIMITED, nowMs);
  for (const [path, bytes] of files) {
    makeFolders(store, path.split("/").slice(0, -1));
    const file = store.open(path, { write: true, create: true, exclusive: true, truncate: false });
    file.write(bytes, 0);
    file.close();
  }
  return readOnly(store);
}

/** Makes a folder and the folders around it, unless they exist. */
export function makeFolders(store: FileStore, names: readonly string[]): void {
  for (let depth = 1; depth <= names.length; depth++) {
    const path = names.slice(0, depth).join("/");
    if (store.stat(path) === null) store.makeFolder(path);
  }
}
