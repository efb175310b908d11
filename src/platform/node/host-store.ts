import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from "node:fs";
import { MicroPythonFileError } from "../../base/errors.js";
import type { FileEntry, FileInfo, FileStore, OpenFile, OpenMode } from "../../base/file-store.js";
import type { HostDirSettings } from "../../base/mounts.js";
import type { PayForEntries } from "../../files/entry-meter.js";
import { PathFilter } from "../../files/filter.js";
import { Quota } from "../../files/quota.js";
import { treeEntries } from "../../files/tree.js";
import { onHost } from "./host-errors.js";
import { HostFile } from "./host-file.js";
import { type HostFolders, isSame } from "./host-folders.js";

const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_RDWR } = constants;

/** Names that mean something else on Windows. */
const NO_WINDOWS_NAME = /[\\:*?"<>|]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Where a file or folder is. */
interface Place {
  /** Path of the folder that contains it, valid while the work runs. */
  readonly folder: string;
  readonly path: string;
  readonly names: readonly string[];
}

/**
 * The plain files and folders in a folder of the host. Links and everything else are hidden, and errors
 * do not name paths of the host.
 */
export class HostStore implements FileStore {
  readonly #folders: HostFolders;
  readonly #filter: PathFilter;
  readonly #quota: Quota;
  readonly #maxFileBytes: number;
  readonly #pay: PayForEntries;
  /** Whether the quota includes what existed at first. */
  #isCounted: boolean;
  /** How many times each file is open, by identity. */
  readonly #open = new Map<string, number>();
  /** Files that were removed while open; they count until they are closed. */
  readonly #removed = new Set<string>();

  constructor(folders: HostFolders, settings: HostDirSettings, pay: PayForEntries = () => {}) {
    this.#folders = folders;
    this.#filter = new PathFilter(settings.include, settings.exclude);
    this.#quota = new Quota(settings);
    this.#maxFileBytes = settings.maxFileBytes;
    this.#pay = pay;
    this.#isCounted = Math.min(settings.maxBytes, settings.maxFiles) === Infinity;
  }

  stat(path: string): FileInfo | null {
    if (path === "") return { kind: "folder", size: 0, modifiedMs: 0 };
    try {
      return this.#at(path, (place) => infoOf(this.#shown(place)));
    } catch (error) {
      if (error instanceof MicroPythonFileError && error.errno === "ENOENT") return null;
      throw error;
    }
  }

  list(path: string): FileEntry[] {
    const names = namesOf(path);
    if (!this.#filter.hasFolder(names)) throw new MicroPythonFileError("ENOENT");
    return this.#within(names, (folder) => this.#entries(folder, names));
  }

  open(path: string, mode: OpenMode): OpenFile {
    if (mode.write) this.#countOnce();
    const openAt = (place: Place): OpenFile => {
      const stats = this.#lookUp(place);
      if (stats === null) return mode.create ? this.#create(place) : fail("ENOENT");
      if (stats.isSymbolicLink()) fail("ELOOP");
      if (mode.exclusive && stats.isDirectory()) fail("EEXIST");
      if (stats.isDirectory()) fail("EISDIR");
      if (!stats.isFile()) fail("EACCES");
      if (!this.#filter.hasFile(place.names)) fail(mode.create ? "EACCES" : "ENOENT");
      if (mode.exclusive) fail("EEXIST");
      const access = mode.write ? O_RDWR : O_RDONLY;
      const fd = openSync(place.path, access | O_NOFOLLOW | O_NONBLOCK);
      const opened = fstatSync(fd, { bigint: true });
      const isIt = opened.isFile() && isSame(stats, opened);
      if (isIt && opened.size <= this.#maxFileBytes) return this.#opened(fd, opened, mode.truncate);
      closeSync(fd);
      return fail(isIt ? "EFBIG" : "EACCES");
    };
    return this.#at(path, openAt, (file) => file.close());
  }

  makeFolder(path: string): void {
    this.#countOnce();
    this.#at(path, (place) => {
      if (this.#lookUp(place) !== null) fail("EEXIST");
      if (!this.#filter.hasFolder(place.names)) fail("EACCES");
      this.#quota.takeFile();
      this.#orGiveFile(() => mkdirSync(place.path));
    });
  }

  removeFile(path: string): void {
    this.#countOnce();
    this.#at(path, (place) => {
      const stats = this.#shown(place);
      if (stats.isDirectory()) fail("EISDIR");
      unlinkSync(place.path);
      this.#gone(stats);
    });
  }

  removeFolder(path: string): void {
    this.#countOnce();
    this.#at(path, (place) => {
      if (!this.#shown(place).isDirectory()) fail("ENOTDIR");
      rmdirSync(place.path);
      this.#quota.giveFile();
    });
  }

  rename(from: string, to: string): void {
    this.#countOnce();
    this.#at(from, (old) => {
      this.#at(to, (place) => {
        const stats = this.#shown(old);
        // What is hidden by its path could become visible under another one.
        if (stats.isDirectory() && this.#filter.isNeeded) fail("EACCES");
        const target = this.#lookUp(place);
        const isAllowed =
          (target === null || isPlain(target)) && this.#mayBe(stats.isDirectory(), place.names);
        if (!isAllowed) fail("EACCES");
        if (target !== null && isSame(target, stats)) return;
        if (target?.isDirectory() && stats.isFile()) fail("EISDIR");
        renameSync(old.path, place.path);
        if (target !== null) this.#gone(target);
      });
    });
  }

  setModified(path: string, modifiedMs: number): void {
    this.#at(path, (place) => {
      const shown = this.#shown(place);
      const fd = openSync(place.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      try {
        const stats = fstatSync(fd, { bigint: true });
        if (!isSame(shown, stats)) fail("EACCES");
        futimesSync(fd, modifiedMs / 1000, modifiedMs / 1000);
      } finally {
        closeSync(fd);
      }
    });
  }

  #create(place: Place): OpenFile {
    if (!this.#filter.hasFile(place.names)) fail("EACCES");
    this.#quota.takeFile();
    const fd = this.#orGiveFile(() =>
      openSync(place.path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666),
    );
    return this.#opened(fd, fstatSync(fd, { bigint: true }), false);
  }

  #opened(fd: number, stats: BigIntStats, truncate: boolean): OpenFile {
    const key = identityOf(stats);
    this.#open.set(key, (this.#open.get(key) ?? 0) + 1);
    const file = new HostFile(fd, {
      quota: this.#quota,
      maxFileBytes: this.#maxFileBytes,
      onClose: (size) => this.#closed(key, size),
    });
    try {
      if (truncate) file.resize(0);
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  #closed(key: string, size: number): void {
    const count = (this.#open.get(key) ?? 1) - 1;
    if (count > 0) {
      this.#open.set(key, count);
      return;
    }
    this.#open.delete(key);
    if (this.#removed.delete(key)) this.#giveBack(size);
  }

  /** Called when a file or folder has been removed. */
  #gone(stats: BigIntStats): void {
    const key = identityOf(stats);
    if (this.#open.has(key)) this.#removed.add(key);
    else this.#giveBack(stats.isDirectory() ? 0 : Number(stats.size));
  }

  #giveBack(size: number): void {
    this.#quota.giveBytes(size);
    this.#quota.giveFile();
  }

  #orGiveFile<T>(make: () => T): T {
    try {
      return make();
    } catch (error) {
      this.#quota.giveFile();
      throw error;
    }
  }

  /** Counts what exists, before the program's first change. The program pays for that. */
  #countOnce(): void {
    if (this.#isCounted) return;
    let files = 0;
    let bytes = 0;
    const list = (names: readonly string[]) =>
      this.#within(names, (folder) => {
        const entries = plainEntries(folder);
        this.#pay(names.length + entries.length);
        for (const { name, kind } of entries) {
          files += 1;
          if (kind === "file") bytes += sizeOf(`${folder}/${name}`);
        }
        return entries;
      });
    for (const _ of treeEntries([], list));
    this.#quota.found(files, bytes);
    this.#isCounted = true;
  }

  #entries(folder: string, names: readonly string[]): FileEntry[] {
    return plainEntries(folder).filter(({ name, kind }) =>
      this.#mayBe(kind === "folder", [...names, name]),
    );
  }

  #mayBe(isFolder: boolean, names: readonly string[]): boolean {
    return isFolder ? this.#filter.hasFolder(names) : this.#filter.hasFile(names);
  }

  #isShown(stats: BigIntStats, names: readonly string[]): boolean {
    return isPlain(stats) && this.#mayBe(stats.isDirectory(), names);
  }

  #shown(place: Place): BigIntStats {
    const stats = this.#lookUp(place);
    return stats !== null && this.#isShown(stats, place.names) ? stats : fail("ENOENT");
  }

  /** Looks up a name. With patterns, it must be spelled as in its folder, since patterns match names. */
  #lookUp({ folder, path, names }: Place): BigIntStats | null {
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) return null;
    const name = names[names.length - 1] as string;
    if (this.#filter.isNeeded && !this.#listsName(folder, name)) fail("EACCES");
    return stats;
  }

  #listsName(folder: string, name: string): boolean {
    const names = readdirSync(folder);
    this.#pay(names.length);
    return names.includes(name);
  }

  #at<T>(path: string, work: (place: Place) => T, undo?: (done: T) => void): T {
    const names = namesOf(path);
    const name = names.pop();
    if (name === undefined) return fail("EISDIR");
    const workIn = (folder: string) =>
      work({ folder, path: `${folder}/${name}`, names: [...names, name] });
    return this.#within(names, workIn, undo);
  }

  #within<T>(names: readonly string[], work: (folder: string) => T, undo?: (done: T) => void): T {
    if (this.#filter.isNeeded) this.#checkSpelling(names);
    return onHost(() => this.#folders.within(names, work, undo));
  }

  /** Another spelling of a folder's name could get past the patterns. */
  #checkSpelling(names: readonly string[]): void {
    names.forEach((name, i) => {
      const around = names.slice(0, i);
      const isListed = onHost(() =>
        this.#folders.within(around, (folder) => this.#listsName(folder, name)),
      );
      if (!isListed || !this.#filter.hasFolder([...around, name])) fail("ENOENT");
    });
  }
}

function namesOf(path: string): string[] {
  const names = path.split("/").filter((name) => name !== "");
  if (process.platform === "win32" && names.some((name) => NO_WINDOWS_NAME.test(name))) {
    fail("ENOENT");
  }
  return names;
}

/** The plain files and folders in a folder that have UTF-8 names. */
function plainEntries(folder: string): FileEntry[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  // What is not UTF-8 becomes U+FFFD, which can also be part of a name.
  const isExact = !entries.some(({ name }) => name.includes("\u{FFFD}"));
  const names = isExact ? null : utf8Names(folder);
  return entries.flatMap((entry): FileEntry[] => {
    const { name } = entry;
    if ((!entry.isFile() && !entry.isDirectory()) || names?.has(name) === false) return [];
    return [{ name, kind: entry.isDirectory() ? "folder" : "file" }];
  });
}

/** The names in a folder that are UTF-8. */
function utf8Names(folder: string): ReadonlySet<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const names = new Set<string>();
  for (const name of readdirSync(folder, { encoding: "buffer" })) {
    try {
      names.add(decoder.decode(name));
    } catch {
      // A program could not open it either.
    }
  }
  return names;
}

function infoOf(stats: BigIntStats): FileInfo {
  const isFolder = stats.isDirectory();
  return {
    kind: isFolder ? "folder" : "file",
    size: isFolder ? 0 : Number(stats.size),
    modifiedMs: Number(stats.mtimeMs),
  };
}

/** In bytes; 0 if it has just been removed. */
function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function isPlain(stats: BigIntStats): boolean {
  return stats.isFile() || stats.isDirectory();
}

function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function fail(errno: MicroPythonFileError["errno"]): never {
  throw new MicroPythonFileError(errno);
}
