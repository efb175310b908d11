import { checkText } from "../base/check.js";
import { MicroPythonFileError } from "../base/errors.js";
import { resolvePath } from "../base/file-path.js";
import { contentOf } from "../base/mounts.js";
import type { MountTable } from "../files/mount-table.js";
import { treeEntries } from "../files/tree.js";

/** Returns the mounts if they may be used now. */
type GetMounts = () => MountTable;

/**
 * The files of a session's mounts, by the paths that Python code sees.
 *
 * Every method throws a `MicroPythonFileError` if the operation fails, a TypeError if an argument has
 * the wrong type, a `MicroPythonSessionClosedError` after the session was closed, and a
 * `MicroPythonWasmError` of `code: "session-busy"` if a callback of the session's own run calls it.
 *
 * @example
 * ```ts
 * const session = new MicroPythonSessionSync({ mounts: [{ path: "/tmp", memory: {} }] });
 * session.files.write("/tmp/in.txt", "3 4");
 * session.run("a, b = open('/tmp/in.txt').read().split(); open('/tmp/out.txt', 'w').write(a + b)");
 * new TextDecoder().decode(session.files.read("/tmp/out.txt")); // "34"
 * ```
 */
export class SessionFilesSync {
  readonly #mounts: GetMounts;

  /** @internal */
  constructor(mounts: GetMounts) {
    this.#mounts = mounts;
  }

  /** A copy of a file's content. */
  read(path: string): Uint8Array {
    const mounts = this.#mounts();
    return namingPath(path, (names) => {
      const mode = { write: false, create: false, exclusive: false, truncate: false };
      const file = mounts.open(names, mode);
      try {
        const content = new Uint8Array(file.size());
        let length = 0;
        while (length < content.length) {
          const read = file.read(content.subarray(length), length);
          if (read === 0) break;
          length += read;
        }
        return content.slice(0, length);
      } finally {
        file.close();
      }
    });
  }

  /**
   * Writes text, as UTF-8, or bytes to a file. Missing folders on the way to it are created. Bytes
   * that do not fit (`ENOSPC`) leave an empty file.
   */
  write(path: string, content: string | Uint8Array): void {
    const bytes = contentOf("content", content);
    const mounts = this.#mounts();
    namingPath(path, (names) => {
      for (let depth = 1; depth < names.length; depth++) {
        const folder = names.slice(0, depth);
        if (mounts.stat(folder) === null) mounts.makeFolder(folder);
      }
      const file = mounts.open(names, {
        write: true,
        create: true,
        exclusive: false,
        truncate: true,
      });
      try {
        file.write(bytes, 0);
      } finally {
        file.close();
      }
    });
  }

  /** The paths of all files in a folder and its subfolders, sorted. */
  list(path = "/"): string[] {
    const mounts = this.#mounts();
    return namingPath(path, (names) => filesIn(mounts, names));
  }

  /** Removes a file, or an empty folder. */
  remove(path: string): void {
    const mounts = this.#mounts();
    namingPath(path, (names) => {
      if (mounts.stat(names)?.kind === "folder") mounts.removeFolder(names);
      else mounts.removeFile(names);
    });
  }
}

function filesIn(mounts: MountTable, names: string[]): string[] {
  const entries = [...treeEntries(names, (folder) => mounts.list(folder))];
  return entries.filter(({ kind }) => kind === "file").map(({ names }) => `/${names.join("/")}`);
}

/** Does something with a path; errors name it. */
function namingPath<T>(path: string, work: (names: string[]) => T): T {
  checkText("path", path);
  try {
    return work([...resolvePath([], path).names]);
  } catch (error) {
    if (error instanceof MicroPythonFileError) throw new MicroPythonFileError(error.errno, path);
    throw error;
  }
}
