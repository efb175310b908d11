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

/** Finds folders inside one folder of the host, following no link. */
export interface HostFolders {
  /**
   * Does something in a folder.
   *
   * @param work gets a path that leads to it.
   * @param undo is called with what the work answered where it turns out to be another folder.
   * @throws an error of `node:fs` or a MicroPythonFileError where there is no such folder.
   */
  within<T>(names: readonly string[], work: (path: string) => T, undo?: (done: T) => void): T;
  /** Gives up the folder. */
  close(): void;
}

/** Opens a folder in the way that holds best here. @throws an error of `node:fs` */
export function openHostFolders(path: string): HostFolders {
  if (process.platform !== "linux") return new WalkedFolders(path);
  const fd = openSync(path, O_RDONLY | O_DIRECTORY);
  if (isSame(statOrNull(heldPath(fd)), fstatSync(fd, { bigint: true }))) return new HeldFolders(fd);
  closeSync(fd);
  return new WalkedFolders(path);
}

/**
 * Every folder on the way is opened in the one before, which is held open: the path is never looked
 * up again from its beginning, so it does not matter what becomes of it meanwhile. This is Linux'
 * way to name a file below a descriptor.
 */
class HeldFolders implements HostFolders {
  readonly #root: number;
  #isClosed = false;

  constructor(root: number) {
    this.#root = root;
  }

  within<T>(names: readonly string[], work: (path: string) => T): T {
    // By now the number may stand for another folder.
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
 * Every folder on the way is looked at by its path before and after the work, and must be the same
 * folder both times. Who can change the host's folders at just the right times can get between.
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

/** Whether two of them tell about the same file or folder. */
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
