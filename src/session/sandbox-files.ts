import type { MountSettings } from "../base/mounts.js";
import { mountsOf, type RunSettings } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import { DEVICES_PATH } from "../files/devices.js";
import { EntryMeter } from "../files/entry-meter.js";
import { filesStore } from "../files/files-store.js";
import { MemoryStore } from "../files/memory-store.js";
import { type MountedStore, MountTable } from "../files/mount-table.js";
import { openArchive, packageStore } from "../files/packages.js";
import type { SavedMount } from "../files/saved-files.js";
import { GuestClock } from "../wasi/guest-clock.js";
import { OpenFiles } from "../wasi/open-files.js";

/** The versions of the files in memory mounts at some moment, by mount and by path. */
export type FileVersions = ReadonlyMap<string, ReadonlyMap<string, number>>;

function noChanges(): Record<string, Uint8Array | null> {
  return Object.create(null);
}

/** Shared by all runs without memory mounts, because freezing an object takes a while. */
const NO_CHANGES = Object.freeze(noChanges());

const NO_VERSIONS: FileVersions = new Map();

/** Checks that the folders and archives of the host can be opened. @throws RangeError */
export function checkFolders(settings: RunSettings, platform: Platform): void {
  const folders = mountsOf(settings).filter(({ kind }) => kind === "hostDir" || kind === "archive");
  if (folders.length === 0) return;
  new SandboxFiles(folders, platform, new GuestClock(platform), []).close();
}

/** CPython takes less fuel to read a time without a fraction, and so to import a module. */
function withFraction(ms: number): number {
  return ms % 1000 === 0 ? ms + 1 : ms;
}

/** The mounts of a run or a session, and the files and folders that its program has open. */
export class SandboxFiles {
  /** The program's view of them. */
  readonly open: OpenFiles;
  readonly #meter = new EntryMeter();
  readonly #memory = new Map<string, MemoryStore>();
  readonly #closers: (() => void)[] = [];

  /**
   * @param clock what the files' times come from.
   * @param library the mounts that every program has.
   * @throws RangeError if a folder of the host cannot be opened.
   */
  constructor(
    mounts: readonly MountSettings[],
    platform: Platform,
    clock: GuestClock,
    library: readonly MountedStore[],
  ) {
    try {
      const stores = mounts.map((mount) => this.#store(mount, platform, clock));
      const isTaken = mounts.some(({ path }) => `${path}/`.startsWith(`${DEVICES_PATH}/`));
      const own = library.filter(({ path }) => path !== DEVICES_PATH || !isTaken);
      this.open = new OpenFiles(new MountTable([...own, ...stores], this.#meter));
    } catch (error) {
      this.#releaseHost();
      throw error;
    }
  }

  get mounts(): MountTable {
    return this.open.mounts;
  }

  /** Copies of everything in all memory mounts. */
  content(): SavedMount[] {
    return [...this.#memory].map(([path, store]) => ({ path, entries: store.content() }));
  }

  /**
   * Replaces the content of memory mounts, and closes whatever the program has open.
   *
   * @throws MicroPythonFileError if it does not fit.
   */
  replace(content: readonly SavedMount[]): void {
    this.open.closeAll();
    if (this.#memory.size === 0) return;
    for (const [path, store] of this.#memory) {
      store.replace(content.find((mount) => mount.path === path)?.entries ?? []);
    }
  }

  /** The current versions of all files in memory mounts. */
  versions(): FileVersions {
    if (this.#memory.size === 0) return NO_VERSIONS;
    return new Map([...this.#memory].map(([path, store]) => [path, store.versions()]));
  }

  /** The files changed since `before`, by path: copies of their content, or `null` if removed. */
  changesSince(before: FileVersions): Readonly<Record<string, Uint8Array | null>> {
    if (this.#memory.size === 0) return NO_CHANGES;
    const changes = noChanges();
    for (const [mount, store] of this.#memory) {
      const prefix = mount === "/" ? "/" : `${mount}/`;
      const old = before.get(mount);
      const now = store.versions();
      for (const [path, version] of now) {
        if (old?.get(path) !== version) changes[prefix + path] = store.copyOf(path);
      }
      for (const path of old?.keys() ?? []) {
        if (!now.has(path)) changes[prefix + path] = null;
      }
    }
    return Object.freeze(changes);
  }

  /** Closes whatever is open. May be called more than once. */
  close(): void {
    this.open.closeAll();
    this.#releaseHost();
  }

  #store(mount: MountSettings, platform: Platform, clock: GuestClock): MountedStore {
    const { path } = mount;
    const nowMs = () => Number(clock.wallNs() / 1_000_000n);
    switch (mount.kind) {
      case "files":
        return { path, store: filesStore(mount.files, () => withFraction(nowMs())) };
      case "memory": {
        const store = new MemoryStore(mount, nowMs);
        this.#memory.set(path, store);
        return { path, store };
      }
      case "store":
        return { path, store: mount.store };
      case "archive":
        return { path, store: packageStore(openArchive(mount, platform)) };
      case "packages":
        return { path, store: packageStore(mount.files) };
      case "hostDir": {
        const dir = platform.openHostDir(mount, (entries) => this.#meter.pay(entries));
        this.#closers.push(() => dir.close());
        return { path, store: dir.store };
      }
    }
  }

  #releaseHost(): void {
    for (const close of this.#closers.splice(0)) close();
  }
}
