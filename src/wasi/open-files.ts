import { MicroPythonFileError } from "../base/errors.js";
import type { FileEntry, OpenFile, OpenMode } from "../base/file-store.js";
import { MountTable } from "../files/mount-table.js";
import { UNITS_PER_ENTRY } from "./costs.js";
import type { HostLimits } from "./limited-calls.js";

/** Descriptor of the root folder, which is always open. */
export const ROOT_FD = 3;

/** Maximum number of files and folders that a program may have open at once. */
export const MAX_OPEN_FILES = 128;

/** Maximum number of entries of all open folders together. */
const MAX_OPEN_ENTRIES = 100_000;

/** An open file and the position in it. */
export interface FileDescriptor {
  readonly kind: "file";
  /** Where it was when it was opened. */
  readonly path: readonly string[];
  readonly file: OpenFile;
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** Whether every write goes to the end of the file. */
  readonly appends: boolean;
  position: number;
}

/** An open folder, as it was when it was opened. */
export interface FolderDescriptor {
  readonly kind: "folder";
  readonly path: readonly string[];
  readonly entries: readonly FileEntry[];
}

export type Descriptor = FileDescriptor | FolderDescriptor;

const ROOT: FolderDescriptor = { kind: "folder", path: [], entries: [] };

/** The files of a program: its mounts and what it has open. */
export class OpenFiles {
  readonly mounts: MountTable;
  readonly #open = new Map<number, Descriptor>();

  constructor(mounts: MountTable) {
    this.mounts = mounts;
  }

  /** Charges a run for what the stores do from now on. */
  useLimits({ charge, checkLimits, isStopped }: HostLimits): void {
    this.mounts.meter.use((entries) => {
      charge(entries * UNITS_PER_ENTRY);
      checkLimits();
      // The program is being stopped, so it does not matter which error this is.
      if (isStopped()) throw new MicroPythonFileError("EIO");
    });
  }

  /** How many files and folders are open, not counting the root. */
  get count(): number {
    return this.#open.size;
  }

  get(fd: number): Descriptor | undefined {
    return fd === ROOT_FD ? ROOT : this.#open.get(fd);
  }

  /** Opens a file and returns its descriptor. @throws MicroPythonFileError */
  openFile(
    path: readonly string[],
    mode: OpenMode,
    { canRead, appends }: { canRead: boolean; appends: boolean },
  ): number {
    const fd = this.#freeDescriptor();
    const file = this.mounts.open(path, mode);
    const canWrite = mode.write;
    this.#open.set(fd, { kind: "file", path, file, canRead, canWrite, appends, position: 0 });
    return fd;
  }

  /** Opens a folder and returns its descriptor. @throws MicroPythonFileError */
  openFolder(path: readonly string[]): number {
    const fd = this.#freeDescriptor();
    const entries = this.mounts.list(path);
    let total = entries.length;
    for (const open of this.#open.values()) {
      if (open.kind === "folder") total += open.entries.length;
    }
    if (total > MAX_OPEN_ENTRIES) throw new MicroPythonFileError("EMFILE");
    this.#open.set(fd, { kind: "folder", path, entries });
    return fd;
  }

  /** Closes a file or folder and returns whether it was open. The root stays open. */
  close(fd: number): boolean {
    const descriptor = this.#open.get(fd);
    if (!this.#open.delete(fd)) return false;
    if (descriptor?.kind === "file") descriptor.file.close();
    return true;
  }

  closeAll(): void {
    for (const fd of [...this.#open.keys()]) {
      try {
        this.close(fd);
      } catch {
        // No program is left to be told, and for the program the file is closed.
      }
    }
  }

  #freeDescriptor(): number {
    if (this.#open.size >= MAX_OPEN_FILES) throw new MicroPythonFileError("EMFILE");
    let fd = ROOT_FD + 1;
    while (this.#open.has(fd)) fd += 1;
    return fd;
  }
}

/** The files of a program without mounts. */
export const NOTHING_MOUNTED = new OpenFiles(new MountTable([]));
