import { MicroPythonFileError } from "../base/errors.js";
import { isPathShort } from "../base/file-path.js";
import type { FileEntry, FileInfo, FileStore, OpenFile, OpenMode } from "../base/file-store.js";
import { checkedStore } from "./checked-store.js";
import { EntryMeter } from "./entry-meter.js";
import { treeEntries } from "./tree.js";

/** A store and the path that it is mounted at. */
export interface MountedStore {
  /** Begins with `/`. No mount lies inside another one. */
  readonly path: string;
  readonly store: FileStore;
}

/** A store and a path in it. */
interface Place {
  readonly store: FileStore;
  readonly path: string;
}

const FOLDER: FileInfo = Object.freeze({ kind: "folder", size: 0, modifiedMs: 0 });

/**
 * All files that a program can see: its mounts, and the folders that lead to them, which are
 * read-only. Without a mount there are none. Paths are lists of names, starting at the root.
 */
export class MountTable {
  readonly #mounts: readonly { readonly names: readonly string[]; readonly store: FileStore }[];

  /** Charges for listing folders. */
  readonly meter: EntryMeter;

  constructor(mounts: readonly MountedStore[], meter = new EntryMeter()) {
    this.meter = meter;
    this.#mounts = mounts.map(({ path, store }) => ({
      names: path.split("/").filter((name) => name !== ""),
      store: checkedStore(store),
    }));
  }

  stat(path: readonly string[]): FileInfo | null {
    const place = this.#place(path);
    if (place !== null) return place.store.stat(place.path);
    return this.#leadsToMount(path) ? FOLDER : null;
  }

  /** When a file or folder last changed, as in `FileInfo`; 0 if it is gone. */
  modifiedMs(path: readonly string[]): number {
    try {
      return this.stat(path)?.modifiedMs ?? 0;
    } catch (error) {
      if (!(error instanceof MicroPythonFileError)) throw error;
      return 0;
    }
  }

  /** The entries of a folder, sorted by name. */
  list(path: readonly string[]): FileEntry[] {
    const place = this.#place(path);
    const entries = place === null ? this.#namesTowardsMounts(path) : place.store.list(place.path);
    this.meter.pay(path.length + entries.length);
    return [...entries].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  }

  open(path: readonly string[], mode: OpenMode): OpenFile {
    const { store, path: inside } = this.#placeToChange(path, mode.write ? "EROFS" : "ENOENT");
    return store.open(inside, mode);
  }

  makeFolder(path: readonly string[]): void {
    if (this.stat(path) !== null) throw new MicroPythonFileError("EEXIST");
    const { store, path: inside } = this.#placeToChange(path, "EROFS");
    store.makeFolder(inside);
  }

  removeFile(path: readonly string[]): void {
    const { store, path: inside } = this.#placeToChange(path, "EROFS");
    if (inside === "") throw new MicroPythonFileError("EISDIR");
    store.removeFile(inside);
  }

  removeFolder(path: readonly string[]): void {
    const { store, path: inside } = this.#placeToChange(path, "EROFS");
    if (inside === "") throw new MicroPythonFileError("EBUSY");
    store.removeFolder(inside);
  }

  rename(from: readonly string[], to: readonly string[]): void {
    const old = this.#placeToChange(from, "EROFS");
    const place = this.#placeToChange(to, "EROFS");
    if (old.path === "" || place.path === "") throw new MicroPythonFileError("EBUSY");
    if (old.store !== place.store) throw new MicroPythonFileError("EXDEV");
    if (old.store.stat(old.path)?.kind === "folder") this.#checkDepth(from, to);
    old.store.rename(old.path, place.path);
  }

  setModified(path: readonly string[], modifiedMs: number): void {
    if (this.stat(path) === null) throw new MicroPythonFileError("ENOENT");
    const place = this.#place(path);
    if (place === null) throw new MicroPythonFileError("EROFS");
    place.store.setModified?.(place.path, modifiedMs);
  }

  /** Refuses to move a folder if a path in it would get too long. */
  #checkDepth(from: readonly string[], to: readonly string[]): void {
    for (const { names } of treeEntries(from, (path) => this.list(path))) {
      const moved = [...to, ...names.slice(from.length)];
      if (!isPathShort(moved)) throw new MicroPythonFileError("ENAMETOOLONG");
    }
  }

  /** @param errno the error if nothing can be made at the path. */
  #placeToChange(path: readonly string[], errno: "EROFS" | "ENOENT"): Place {
    const place = this.#place(path);
    if (place !== null) return place;
    if (this.#leadsToMount(path)) throw new MicroPythonFileError("EISDIR");
    throw new MicroPythonFileError(this.#leadsToMount(path.slice(0, -1)) ? errno : "ENOENT");
  }

  #place(path: readonly string[]): Place | null {
    const mount = this.#mounts.find(({ names }) => startsWith(path, names));
    if (mount === undefined) return null;
    return { store: mount.store, path: path.slice(mount.names.length).join("/") };
  }

  #leadsToMount(path: readonly string[]): boolean {
    return this.#mounts.some(({ names }) => startsWith(names, path));
  }

  #namesTowardsMounts(path: readonly string[]): FileEntry[] {
    const mounts = this.#mounts.filter(({ names }) => startsWith(names, path));
    if (mounts.length === 0) throw new MicroPythonFileError("ENOENT");
    const names = new Set(mounts.map(({ names }) => names[path.length] as string));
    return [...names].map((name) => ({ name, kind: "folder" }));
  }
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((name, i) => path[i] === name);
}
