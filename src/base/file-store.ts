/** What a file store knows about a file or folder. */
export interface FileInfo {
  /** Whether it is a file or a folder. */
  readonly kind: FileKind;
  /** In bytes; 0 for a folder. */
  readonly size: number;
  /** When it last changed, in milliseconds since 1970 in UTC. */
  readonly modifiedMs: number;
}

/** What a path names. */
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
  /** Whether it will be written to. If not, the other flags are `false`. */
  readonly write: boolean;
  /** Whether to create it if it does not exist; otherwise that is `ENOENT`. */
  readonly create: boolean;
  /** Whether it must not exist; if it does, that is `EEXIST`. */
  readonly exclusive: boolean;
  /** Whether to empty it. */
  readonly truncate: boolean;
}

/** An open file. */
export interface OpenFile {
  /**
   * Reads into `target`, which is valid only during the call.
   *
   * @returns the number of bytes read; 0 only at the end of the file or for an empty `target`.
   */
  read(target: Uint8Array, position: number): number;
  /**
   * Writes all of `bytes`, which are valid only during the call, or throws and writes nothing. If
   * `position` is after the end of the file, the bytes between become 0.
   */
  write(bytes: Uint8Array, position: number): void;
  /**
   * Cuts the file off at `size` bytes, or extends it with zeros. Without this method, programs that
   * truncate open files get an `OSError` of `EINVAL`.
   */
  resize?(size: number): void;
  /** Its current size in bytes. */
  size(): number;
  /** Called once; no other method is called afterwards. */
  close(): void;
}

/**
 * A tree of files and folders for programs: in memory, on a disk, in a database. All methods are
 * synchronous, since the program waits for them.
 *
 * A path consists of names separated by `/`, such as `reports/2024.csv`; the root is `""`. Each name
 * has 1 to 255 bytes of UTF-8, is neither `.` nor `..`, and has no control characters; a path has at
 * most 256 names. Apart from that, paths come from the program, which may be hostile.
 *
 * To report failure, throw a {@link MicroPythonFileError}, which the program sees as an `OSError`.
 * Anything else that is thrown becomes an `OSError` of `EIO` without its message.
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
  /** Describes what a path names; `null` if nothing. */
  stat(path: string): FileInfo | null;
  /** The entries of a folder, in any order. */
  list(path: string): readonly FileEntry[];
  /** Opens a file. Opening a folder is `EISDIR`, or `EEXIST` if `exclusive`. */
  open(path: string, mode: OpenMode): OpenFile;
  /** Makes a folder inside an existing one. */
  makeFolder(path: string): void;
  /** Removes a file. If it is open, it stays usable until it is closed. */
  removeFile(path: string): void;
  /** Removes an empty folder. */
  removeFolder(path: string): void;
  /**
   * Moves a file or folder to another path. A file replaces another file, a folder replaces an empty
   * folder.
   */
  rename(from: string, to: string): void;
  /**
   * Sets when a file or folder last changed, in milliseconds since 1970 in UTC. Without this method,
   * setting times changes nothing.
   */
  setModified?(path: string, modifiedMs: number): void;
}
