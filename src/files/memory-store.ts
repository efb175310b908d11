import { MicroPythonFileError } from "../base/errors.js";
import type { FileEntry, FileInfo, FileStore, OpenFile, OpenMode } from "../base/file-store.js";
import { MemoryFile } from "./memory-file.js";
import { Quota, type QuotaLimits } from "./quota.js";

/** A file or a folder in the content of a store. */
export interface StoredEntry {
  readonly path: string;
  /** `null` for a folder. */
  readonly bytes: Uint8Array | null;
  readonly modifiedMs: number;
}

class Folder {
  readonly #children = new Map<string, Folder | MemoryFile>();

  constructor(public modifiedMs: number) {}

  get children(): ReadonlyMap<string, Folder | MemoryFile> {
    return this.#children;
  }

  /** @param nowMs the folder's time from now on, or a later one: no two changes have the same. */
  add(name: string, node: Folder | MemoryFile, nowMs: number): void {
    this.put(name, node);
    this.#changed(nowMs);
  }

  /** The same, but the folder's time stays as it is. */
  put(name: string, node: Folder | MemoryFile): void {
    this.#children.set(name, node);
  }

  remove(name: string, nowMs: number): void {
    this.#children.delete(name);
    this.#changed(nowMs);
  }

  setModified(modifiedMs: number): void {
    this.modifiedMs = modifiedMs;
  }

  #changed(nowMs: number): void {
    const ms = Math.max(Math.floor(nowMs), Math.floor(this.modifiedMs) + 1);
    // A time without a fraction takes CPython less fuel to read: see `withFraction`.
    this.modifiedMs = ms % 1000 === 0 ? ms + 1 : ms;
  }
}

type Node = Folder | MemoryFile;

/** Files and folders in memory, within a quota. */
export class MemoryStore implements FileStore {
  readonly #quota: Quota;
  readonly #nowMs: () => number;
  #root: Folder;

  /** @param nowMs milliseconds since 1970. */
  constructor(limits: QuotaLimits, nowMs: () => number) {
    this.#quota = new Quota(limits);
    this.#nowMs = nowMs;
    this.#root = new Folder(nowMs());
  }

  stat(path: string): FileInfo | null {
    const node = this.#find(path);
    if (node === undefined) return null;
    if (node instanceof Folder) return { kind: "folder", size: 0, modifiedMs: node.modifiedMs };
    return { kind: "file", size: node.size, modifiedMs: node.modifiedMs };
  }

  list(path: string): FileEntry[] {
    return [...this.#folder(path).children].map(([name, node]) => ({
      name,
      kind: node instanceof Folder ? "folder" : "file",
    }));
  }

  open(path: string, mode: OpenMode): OpenFile {
    let file = this.#find(path);
    if (file !== undefined && mode.exclusive) throw new MicroPythonFileError("EEXIST");
    if (file instanceof Folder) throw new MicroPythonFileError("EISDIR");
    if (file === undefined) {
      const [folder, name] = this.#placeOf(path);
      if (!mode.create) throw new MicroPythonFileError("ENOENT");
      this.#quota.takeFile();
      file = new MemoryFile(this.#quota, this.#nowMs);
      folder.add(name, file, this.#nowMs());
    }
    if (mode.truncate) file.resize(0);
    return file.open();
  }

  makeFolder(path: string): void {
    if (this.#find(path) !== undefined) throw new MicroPythonFileError("EEXIST");
    const [folder, name] = this.#placeOf(path);
    this.#quota.takeFile();
    folder.add(name, new Folder(this.#nowMs()), this.#nowMs());
  }

  removeFile(path: string): void {
    const file = this.#find(path);
    const [folder, name] = this.#placeOf(path);
    if (file === undefined) throw new MicroPythonFileError("ENOENT");
    if (file instanceof Folder) throw new MicroPythonFileError("EISDIR");
    folder.remove(name, this.#nowMs());
    file.unlink();
  }

  removeFolder(path: string): void {
    const [parent, name] = this.#placeOf(path);
    if (this.#folder(path).children.size > 0) throw new MicroPythonFileError("ENOTEMPTY");
    parent.remove(name, this.#nowMs());
    this.#quota.giveFile();
  }

  rename(from: string, to: string): void {
    const [oldFolder, oldName] = this.#placeOf(from);
    const [newFolder, newName] = this.#placeOf(to);
    const node = oldFolder.children.get(oldName);
    if (node === undefined) throw new MicroPythonFileError("ENOENT");
    if (to === from) return;
    if (to.startsWith(`${from}/`)) throw new MicroPythonFileError("EINVAL");
    const target = newFolder.children.get(newName);
    if (target instanceof MemoryFile) {
      if (node instanceof Folder) throw new MicroPythonFileError("ENOTDIR");
      this.removeFile(to);
    } else if (target !== undefined) {
      if (node instanceof MemoryFile) throw new MicroPythonFileError("EISDIR");
      this.removeFolder(to);
    }
    oldFolder.remove(oldName, this.#nowMs());
    newFolder.add(newName, node, this.#nowMs());
  }

  setModified(path: string, modifiedMs: number): void {
    const node = this.#find(path);
    if (node === undefined) throw new MicroPythonFileError("ENOENT");
    node.setModified(modifiedMs);
  }

  /** Copies of all files and folders, each after the folder that contains it. */
  content(): StoredEntry[] {
    return [...walk(this.#root)].map(([path, node]) => ({
      path,
      bytes: node instanceof Folder ? null : node.copy(),
      modifiedMs: node.modifiedMs,
    }));
  }

  /**
   * Replaces all files and folders. Files that are open no longer belong to the store.
   *
   * @throws MicroPythonFileError if they contradict each other or exceed the quota; the store then has
   * only some of them.
   */
  replace(content: readonly StoredEntry[]): void {
    for (const [, node] of walk(this.#root)) {
      if (node instanceof MemoryFile) node.unlink();
      else this.#quota.giveFile();
    }
    this.#root = new Folder(this.#nowMs());
    for (const { path, bytes, modifiedMs } of content) {
      if (this.#find(path) !== undefined) throw new MicroPythonFileError("EEXIST");
      const [folder, name] = this.#placeOf(path);
      this.#quota.takeFile();
      if (bytes === null) {
        folder.put(name, new Folder(modifiedMs));
      } else {
        const file = new MemoryFile(this.#quota, () => modifiedMs);
        folder.put(name, file);
        file.write(bytes, 0);
        file.useClock(this.#nowMs);
      }
    }
  }

  /** The current version of each file, by path: a number that no other version of any file has. */
  versions(): Map<string, number> {
    const files = [...walk(this.#root)].filter(([, node]) => node instanceof MemoryFile);
    return new Map(files.map(([path, file]) => [path, (file as MemoryFile).version]));
  }

  /** A copy of a file's content. */
  copyOf(path: string): Uint8Array {
    const file = this.#find(path);
    if (!(file instanceof MemoryFile)) throw new MicroPythonFileError("ENOENT");
    return file.copy();
  }

  #find(path: string): Node | undefined {
    if (path === "") return this.#root;
    let node: Node | undefined = this.#root;
    for (const name of path.split("/")) {
      if (node === undefined) return undefined;
      if (!(node instanceof Folder)) throw new MicroPythonFileError("ENOTDIR");
      node = node.children.get(name);
    }
    return node;
  }

  #folder(path: string): Folder {
    const node = this.#find(path);
    if (node === undefined) throw new MicroPythonFileError("ENOENT");
    if (!(node instanceof Folder)) throw new MicroPythonFileError("ENOTDIR");
    return node;
  }

  /** The folder that contains a path's last name, whether or not that name exists. */
  #placeOf(path: string): [Folder, string] {
    if (path === "") throw new MicroPythonFileError("EBUSY");
    const end = path.lastIndexOf("/");
    return [this.#folder(path.slice(0, Math.max(end, 0))), path.slice(end + 1)];
  }
}

/** Everything below a folder, each folder before what it contains. */
function* walk(root: Folder): Generator<[path: string, node: Node]> {
  const open = [{ prefix: "", children: root.children.entries() }];
  for (let folder = open[0]; folder !== undefined; folder = open[open.length - 1]) {
    const next = folder.children.next();
    if (next.done) {
      open.pop();
      continue;
    }
    const [name, node] = next.value;
    const path = folder.prefix + name;
    yield [path, node];
    if (node instanceof Folder) {
      open.push({ prefix: `${path}/`, children: node.children.entries() });
    }
  }
}
