import type { Session } from "micropython-wasm";

/** Does something with a conversation's session after all earlier calls. */
type Use = <Result>(work: (session: Session) => Promise<Result>) => Promise<Result>;

/**
 * The files of a conversation's mounts, by the paths that Python code sees. Operations wait for earlier calls,
 * and reject with a `MicroPythonFileError` if they fail.
 *
 * @example
 * ```ts
 * import { createPythonTool } from "micropython-wasm/agent";
 *
 * await using tool = await createPythonTool({ mounts: [{ path: "/data", memory: {} }] });
 * await tool.files("a").write("/data/notes.txt", "hello");
 * await tool.files("a").list("/data"); // ["/data/notes.txt"]
 * await tool.files("b").list("/data"); // []
 * ```
 */
export class ToolFiles {
  readonly #use: Use;

  /** @internal */
  constructor(use: Use) {
    this.#use = use;
  }

  /** A copy of a file's content. */
  async read(path: string): Promise<Uint8Array> {
    return this.#use((session) => session.files.read(path));
  }

  /** Writes text, as UTF-8, or bytes to a file. Missing folders on the way to it are created. */
  async write(path: string, content: string | Uint8Array): Promise<void> {
    return this.#use((session) => session.files.write(path, content));
  }

  /** The paths of all files in a folder and its subfolders, sorted. */
  async list(path = "/"): Promise<string[]> {
    return this.#use((session) => session.files.list(path));
  }

  /** Removes a file, or an empty folder. */
  async remove(path: string): Promise<void> {
    return this.#use((session) => session.files.remove(path));
  }
}
