import type { SessionFilesSync } from "./session-files-sync.js";

/** Lets work on the files wait for its turn. */
type WithFiles = <T>(work: (files: SessionFilesSync) => T) => Promise<T>;

/**
 * The files of a session's mounts, by the paths under which Python code finds them.
 *
 * Every method rejects with a `MicroPythonFileError` where something cannot be done, with a TypeError
 * where an argument is of the wrong kind, with a `MicroPythonSessionClosedError` once the session was
 * closed, and with a `MicroPythonWasmError` of `code: "session-busy"` where a callback of the session's
 * own run calls it.
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

  /** What is in a file: a copy. */
  read(path: string): Promise<Uint8Array> {
    return this.#with((files) => files.read(path));
  }

  /**
   * Puts a text, which becomes UTF-8, or bytes in a file, when its turn comes. Folders on the way to
   * it are made where they do not exist. Bytes that do not fit (`ENOSPC`) leave an empty file.
   */
  write(path: string, content: string | Uint8Array): Promise<void> {
    return this.#with((files) => files.write(path, content));
  }

  /** The paths of all files in a folder and in those inside, sorted. */
  list(path = "/"): Promise<string[]> {
    return this.#with((files) => files.list(path));
  }

  /** Removes a file, or a folder that is empty. */
  remove(path: string): Promise<void> {
    return this.#with((files) => files.remove(path));
  }
}
