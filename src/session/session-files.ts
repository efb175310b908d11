import { contentOf } from "../base/mounts.js";
import type { SessionFilesSync } from "./session-files-sync.js";

/** Does work on the files once all earlier calls are done. */
type WithFiles = <T>(work: (files: SessionFilesSync) => T) => Promise<T>;

/**
 * The files of a session's mounts, by the paths that Python code sees.
 *
 * Every method rejects with a `MicroPythonFileError` if the operation fails, a TypeError if an argument
 * has the wrong type, a `MicroPythonSessionClosedError` after the session was closed, and a
 * `MicroPythonWasmError` of `code: "session-busy"` if a callback of the session's own run calls it.
 *
 * @example
 * ```ts
 * const session = new MicroPythonSession({ mounts: [{ path: "/tmp", memory: {} }] });
 * await session.files.write("/tmp/in.txt", "hello");
 * await session.run("import os; os.rename('/tmp/in.txt', '/tmp/out.txt')");
 * await session.files.list(); // ["/tmp/out.txt"]
 * ```
 */
export class SessionFiles {
  readonly #with: WithFiles;

  /** @internal */
  constructor(withFiles: WithFiles) {
    this.#with = withFiles;
  }

  /** A copy of a file's content. */
  read(path: string): Promise<Uint8Array> {
    return this.#with((files) => files.read(path));
  }

  /**
   * Writes text, as UTF-8, or bytes to a file. Missing folders on the way to it are created. Bytes
   * that do not fit (`ENOSPC`) leave an empty file.
   */
  async write(path: string, content: string | Uint8Array): Promise<void> {
    const bytes = contentOf("content", content);
    return this.#with((files) => files.write(path, bytes));
  }

  /** The paths of all files in a folder and its subfolders, sorted. */
  list(path = "/"): Promise<string[]> {
    return this.#with((files) => files.list(path));
  }

  /** Removes a file, or an empty folder. */
  remove(path: string): Promise<void> {
    return this.#with((files) => files.remove(path));
  }
}
