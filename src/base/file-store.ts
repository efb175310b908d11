/** What a file store knows of a file or a folder. */
export interface FileInfo {
  /** Whether it is a file or a folder. */
  readonly kind: FileKind;
  /** In bytes; 0 for a folder. */
  readonly size: number;
  /** When it changed last, in milliseconds since 1970 in UTC. */
  readonly modifiedMs: number;
}

/** What there is under a path. */
export type FileKind = "file" | "folder";

/** One entry of a folder. */
export interface FileEntry {
  /** One part of a path. */
  readonly name: string;
  /** Whether it is a file or a folder. */
  readonly kind: FileKind;
}

/** How a file is opened. */
export interface OpenMode {
  /** Whether it will be written to; where it is not, the other flags are `false`. */
  readonly write: boolean;
  /** Whether it is made where it does not exist; otherwise that is `ENOENT`. */
  readonly create: boolean;
  /** Whether it must not exist: otherwise that is `EEXIST`. */
  readonly exclusive: boolean;
  /** Whether it is emptied. */
  readonly truncate: boolean;
}

/** A file that is open. */
export interface OpenFile {
  /**
   * Reads into `target`, which is valid only during the call.
   *
   * @returns how many bytes were read; 0 only at the end of the file, or of an empty `target`.
   */
  read(target: Uint8Array, position: number): number;
  /**
   * Writes all of `bytes`, which are valid only during the call, or throws and has written nothing.
   * Where `position` is behind the end of the file, the bytes between are 0.
   */
  write(bytes: Uint8Array, position: number): void;
  /** Its present size in bytes. */
  size(): number;
  /** Called once; no other method is called afterwards. */
  close(): void;
}

/**
 * A tree of files and folders that programs can be given: in memory, on a disk, in a database. All
 * methods are synchronous, as the program waits for them.
 *
 * A path is made of names with `/` between them, such as `reports/2024.csv`; the root is `""`. Each
 * name has 1 to 255 bytes of UTF-8, is neither `.` nor `..`, and has no control character. Otherwise
 * paths come from the program, which may be hostile.
 *
 * What cannot be done is told by throwing a {@link MicroPythonFileError}, which the program sees as an
 * `OSError`; whatever else is thrown is an `OSError` of `EIO`, without its message.
 *
 * @example
 * ```ts
 * const report = new TextEncoder().encode("a,b\n1,2\n");
 * const refuse = () => { throw new MicroPythonFileError("EROFS"); };
 * const store: FileStore = {
 *   stat: (path) =>
 *     path === "" ? { kind: "folder", size: 0, modifiedMs: 0 }
 *     : path === "report.csv" ? { kind: "file", size: report.length, modifiedMs: 0 }
 *     : null,
 *   list: () => [{ name: "report.csv", kind: "file" }],
 *   open(path, { write }) {
 *     if (write) refuse();
 *     if (path !== "report.csv") throw new MicroPythonFileError("ENOENT");
 *     return {
 *       read(target, position) {
 *         const part = report.subarray(position, position + target.length);
 *         target.set(part);
 *         return part.length;
 *       },
 *       write: refuse,
 *       size: () => report.length,
 *       close() {},
 *     };
 *   },
 *   makeFolder: refuse,
 *   removeFile: refuse,
 *   removeFolder: refuse,
 *   rename: refuse,
 * };
 * ```
 */
export interface FileStore {
  /** What is under a path; `null` where there is nothing. */
  stat(path: string): FileInfo | null;
  /** The entries of a folder, in any order. */
  list(path: string): readonly FileEntry[];
  /** Opens a file. A folder cannot be opened: `EISDIR`. */
  open(path: string, mode: OpenMode): OpenFile;
  /** Makes a folder in one that exists. */
  makeFolder(path: string): void;
  /** Removes a file; one that is open stays readable and writable until it is closed. */
  removeFile(path: string): void;
  /** Removes a folder that is empty. */
  removeFolder(path: string): void;
  /**
   * Gives a file or a folder another path. A file takes the place of another file, a folder that of
   * an empty folder.
   */
  rename(from: string, to: string): void;
}
