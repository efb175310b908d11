import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  realpathSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { MicroPythonFileError } from "../../base/errors.js";

const { O_DIRECTORY = 0, O_NOFOLLOW = 0, O_RDONLY } = constants;

/** Finds folders inside one folder of the host without following links. */
export interface HostFolders {
  /**
   * Runs work in a folder.
   *
   * @param work receives a path that leads to the folder.
   * @param undo receives what the work returned if it turns out to have run in another folder.
   * @throws an error of `node:fs` or a MicroPythonFileError if there is no such folder.
   */
  within<T>(names: readonly string[], work: (path: string) => T, undo?: (done: T) => void): T;
  /** Releases the folder. */
  close(): void;
}

/** Opens a folder in the safest way that this system offers. @throws an error of `node:fs` */
export function openHostFolders(path: string): HostFolders {
  if (process.platform !== "linux") return new WalkedFolders(path);
  const fd = openSync(path, O_RDONLY | O_DIRECTORY);
  if (isSame(statOrNull(heldPath(fd)), fstatSync(fd, { bigint: true }))) return new HeldFolders(fd);
  closeSync(fd);
  return new WalkedFolders(path);
}

/**
 * Opens every folder on the way relative to the one before, which is held open. The path is never
 * looked up again from its beginning, so changes to it do not matter. `/proc/self/fd` is Linux's way to
 * name a file relative to a descriptor.
 */
class HeldFolders implements HostFolders {
  readonly #root: number;
  #isClosed = false;

  constructor(root: number) {
    this.#root = root;
  }

  within<T>(names: readonly string[], work: (path: string) => T): T {
    // The descriptor may be in use for another folder by now.
    if (this.#isClosed) throw new MicroPythonFileError("EIO");
    let fd = this.#root;
    try {
      for (const name of names) {
        const next = openSync(`${heldPath(fd)}/${name}`, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
        this.#release(fd);
        fd = next;
      }
      return work(heldPath(fd));
    } finally {
      this.#release(fd);
    }
  }

  close(): void {
    if (!this.#isClosed) closeSync(this.#root);
    this.#isClosed = true;
  }

  #release(fd: number): void {
    if (fd !== this.#root) closeSync(fd);
  }
}

/**
 * Checks every folder on the way by its path before and after the work: it must be the same folder both
 * times. Someone who changes the host's folders at just the right moments can get past this.
 */
export class WalkedFolders implements HostFolders {
  readonly #root: string;
  readonly #rootStats: BigIntStats;

  constructor(path: string) {
    this.#root = realpathSync.native(path);
    this.#rootStats = lstatSync(this.#root, { bigint: true });
  }

  within<T>(
    names: readonly string[],
    work: (path: string) => T,
    undo: (done: T) => void = () => {},
  ): T {
    const before = this.#walk(names);
    const done = work(join(this.#root, ...names));
    try {
      const after = this.#walk(names);
      if (before.every((stats, i) => isSame(stats, after[i] as BigIntStats))) return done;
      throw new MicroPythonFileError("EACCES");
    } catch (error) {
      undo(done);
      throw error;
    }
  }

  close(): void {}

  #walk(names: readonly string[]): BigIntStats[] {
    const paths = [this.#root, ...names.map((_, i) => join(this.#root, ...names.slice(0, i + 1)))];
    return paths.map((path, i) => {
      const stats = lstatSync(path, { bigint: true });
      if (i === 0 && !isSame(stats, this.#rootStats)) throw new MicroPythonFileError("EACCES");
      if (!stats.isDirectory()) throw new MicroPythonFileError("ENOTDIR");
      return stats;
    });
  }
}

/** Whether both describe the same file or folder. */
export function isSame(one: BigIntStats | null, other: BigIntStats): boolean {
  return one !== null && one.dev === other.dev && one.ino === other.ino;
}

function heldPath(fd: number): string {
  return `/proc/self/fd/${fd}`;
}

function statOrNull(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return null;
  }
}
