import { type FileStore, MicroPythonFileError } from "micropython-wasm";
import type { Note } from "./script.js";

/** A store of the user's own: an in-memory list of files in one folder. */
export function ownStore(note: Note): FileStore {
  const files = new Map([["a.txt", new TextEncoder().encode("in a store")]]);
  const at = (path: string) => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new MicroPythonFileError("ENOENT");
    return bytes;
  };
  return {
    stat: (path) => {
      if (path === "") return { kind: "folder", size: 0, modifiedMs: 0 };
      const bytes = files.get(path);
      return bytes === undefined ? null : { kind: "file", size: bytes.length, modifiedMs: 0 };
    },
    list: () => [...files.keys()].map((name) => ({ name, kind: "file" })),
    open: (path, { write, create, truncate }) => {
      note(["open", path, write]);
      if (truncate || (create && !files.has(path))) files.set(path, new Uint8Array());
      at(path);
      return {
        read: (target, position) => {
          const part = at(path).subarray(position, position + target.length);
          target.set(part);
          return part.length;
        },
        write: (bytes, position) => {
          const whole = new Uint8Array(Math.max(at(path).length, position + bytes.length));
          whole.set(at(path));
          whole.set(bytes, position);
          files.set(path, whole);
        },
        size: () => at(path).length,
        close: () => note(["close", path]),
      };
    },
    makeFolder: () => {
      throw new Error("the host's own message");
    },
    removeFile: (path) => {
      at(path);
      files.delete(path);
    },
    removeFolder: () => {
      throw new MicroPythonFileError("ENOTDIR");
    },
    rename: () => {
      throw new MicroPythonFileError("EROFS");
    },
  };
}
