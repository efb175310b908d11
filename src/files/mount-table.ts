import { MicroPythonFileError } from "../base/errors.js";
import { isPathShort } from "../base/file-path.js";
import type { FileEntry, FileInfo, FileStore, OpenFile, OpenMode } from "../base/file-store.js";
import { checkedStore } from "./checked-store.js";
import { EntryMeter } from "./entry-meter.js";
import { treeEntries } from "./tree.js";

/** A store, and the path under which programs find it. */
export interface MountedStore {
  /** Begins with `/`; no mount lies inside another one. */
  readonly path: string;
  readonly store: FileStore;
}

/** A store, and a path in it. */
interface Place {
  readonly store: FileStore;
  readonly path: string;
}

const FOLDER: FileInfo = Object.freeze({ kind: "folder", size: 0, modifiedMs: 0 });

/**
 * All that a program can see of files: its mounts, and the folders on the way to them, in which
 * nothing can be made. Without a mount there is nothing at all. Paths are lists of names, from the
 * root on.
 */
export class MountTable {
  readonly #mounts: readonly { readonly names: readonly string[]; readonly store: FileStore }[];

  /** Metered for listing folders. */
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
    return this.#isOnTheWay(path) ? FOLDER : null;
  }

  /** The entries of a folder, in the order of their names. */
  list(path: readonly string[]): FileEntry[] {
    const place = this.#place(path);
    const entries = place === null ? this.#namesOnTheWay(path) : place.store.list(place.path);
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

  /** Whether everything in a folder can still be named where the folder goes. */
  #checkDepth(from: readonly string[], to: readonly string[]): void {
    for (const { names } of treeEntries(from, (path) => this.list(path))) {
      const moved = [...to, ...names.slice(from.length)];
      if (!isPathShort(moved)) throw new MicroPythonFileError("ENAMETOOLONG");
    }
  }

  /** @param errno where nothing can be made under the path. */
  #placeToChange(path: readonly string[], errno: "EROFS" | "ENOENT"): Place {
    const place = this.#place(path);
    if (place !== null) return place;
    if (this.#isOnTheWay(path)) throw new MicroPythonFileError("EISDIR");
    throw new MicroPythonFileError(this.#isOnTheWay(path.slice(0, -1)) ? errno : "ENOENT");
  }

  #place(path: readonly string[]): Place | null {
    const mount = this.#mounts.find(({ names }) => startsWith(path, names));
    if (mount === undefined) return null;
    return { store: mount.store, path: path.slice(mount.names.length).join("/") };
  }

  #isOnTheWay(path: readonly string[]): boolean {
    return this.#mounts.some(({ names }) => startsWith(names, path));
  }

  #namesOnTheWay(path: readonly string[]): FileEntry[] {
    const mounts = this.#mounts.filter(({ names }) => startsWith(names, path));
    if (mounts.length === 0) throw new MicroPythonFileError("ENOENT");
    const names = new Set(mounts.map(({ names }) => names[path.length] as string));
    return [...names].map((name) => ({ name, kind: "folder" }));
  }
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((name, i) => path[i] === name);
}
