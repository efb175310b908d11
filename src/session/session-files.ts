import { checkText } from "../base/check.js";
import { contentOf } from "../base/mounts.js";
import type { FileOperation } from "./file-operation.js";

/** Does something with the files once all earlier calls are done, and returns the result. */
type Operate = (operation: FileOperation) => Promise<unknown>;

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
  readonly #operate: Operate;

  /** @internal */
  constructor(operate: Operate) {
    this.#operate = operate;
  }

  /** A copy of a file's content. */
  async read(path: string): Promise<Uint8Array> {
    return (await this.#operate(on("read", path))) as Uint8Array;
  }

  /**
   * Writes text, as UTF-8, or bytes to a file. Missing folders on the way to it are created. Bytes
   * that do not fit (`ENOSPC`) leave an empty file.
   */
  async write(path: string, content: string | Uint8Array): Promise<void> {
    const bytes = contentOf("content", content);
    await this.#operate({ kind: "write", path: checkText("path", path), content: bytes });
  }

  /** The paths of all files in a folder and its subfolders, sorted. */
  async list(path = "/"): Promise<string[]> {
    return (await this.#operate(on("list", path))) as string[];
  }

  /** Removes a file, or an empty folder. */
  async remove(path: string): Promise<void> {
    await this.#operate(on("remove", path));
  }
}

function on(kind: "read" | "list" | "remove", path: string): FileOperation {
  return { kind, path: checkText("path", path) };
}
