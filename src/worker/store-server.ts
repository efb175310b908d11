import type { FileErrno } from "../base/error-types.js";
import { MicroPythonFileError } from "../base/errors.js";
import { isFilePath } from "../base/file-path.js";
import type { FileStore, OpenFile, OpenMode } from "../base/file-store.js";
import { mountsOf, type RunSettings } from "../base/options.js";
import type { HostDir, Platform } from "../base/platform.js";
import { checkedStore } from "../files/checked-store.js";
import { openArchive, packageStore } from "../files/packages.js";
import { MAX_OPEN_FILES } from "../wasi/open-files.js";
import { checked, MalformedMessage } from "./checked.js";
import type { PlainAnswer } from "./protocol.js";

/** Maximum number of entries of a folder of the host. */
const MAX_ENTRIES = 100_000;

/** Maximum size of one read; longer ones return less than they ask for. */
const MAX_READ_BYTES = 16 * 1024 * 1024;

/** The stores that a worker's mounts have in the host's thread, and the files that are open in them. */
export class StoreServer {
  readonly #stores: readonly (FileStore | null)[];
  readonly #folders: HostDir[] = [];
  readonly #open = new Map<number, OpenFile>();
  #opened = 0;

  /**
   * @param platform opens folders and archives of the host; `null` if the worker does that.
   * @throws RangeError if a folder cannot be opened.
   */
  constructor(settings: RunSettings, platform: Platform | null) {
    this.#stores = mountsOf(settings).map((mount) => {
      if (mount.kind === "store") return checkedStore(mount.store);
      if (mount.kind === "packages") return packageStore(mount.files);
      if (platform === null) return null;
      if (mount.kind === "archive") return packageStore(openArchive(mount, platform));
      if (mount.kind !== "hostDir") return null;
      const folder = platform.openHostDir(mount, payForEntries);
      this.#folders.push(folder);
      return checkedStore(folder.store);
    });
  }

  /** Performs an operation that a worker requests. @throws MalformedMessage */
  answer(mount: unknown, operation: unknown): PlainAnswer {
    const store = this.#stores[checked.count(mount)];
    if (store === undefined || store === null) throw new MalformedMessage();
    try {
      return { kind: "value", value: this.#perform(store, checked.object(operation)) };
    } catch (error) {
      if (!(error instanceof MicroPythonFileError)) throw error;
      return { kind: "fileError", errno: error.errno satisfies FileErrno };
    }
  }

  /** Releases everything, at the end. */
  close(): void {
    this.closeFiles();
    for (const folder of this.#folders.splice(0)) folder.close();
  }

  /** Closes the files that are still open, when their worker is gone. */
  closeFiles(): void {
    for (const file of this.#open.values()) {
      try {
        file.close();
      } catch (error) {
        if (!(error instanceof MicroPythonFileError)) throw error;
      }
    }
    this.#open.clear();
  }

  #perform(store: FileStore, operation: Readonly<Record<string, unknown>>): unknown {
    switch (operation.kind) {
      case "stat":
      case "list":
        return store[operation.kind](pathOf(operation.path));
      case "makeFolder":
      case "removeFile":
      case "removeFolder":
        store[operation.kind](pathOf(operation.path));
        return null;
      case "rename":
        store.rename(pathOf(operation.path), pathOf(operation.to));
        return null;
      case "open":
        return this.#openFile(store, pathOf(operation.path), modeOf(operation.mode));
      case "read": {
        const size = Math.min(checked.count(operation.size), MAX_READ_BYTES);
        const bytes = new Uint8Array(size);
        const read = this.#file(operation.file).read(bytes, checked.count(operation.at));
        return bytes.slice(0, read);
      }
      case "write":
        this.#file(operation.file).write(
          checked.bytes(operation.bytes),
          checked.count(operation.at),
        );
        return null;
      case "size":
        return this.#file(operation.file).size();
      case "close": {
        const file = this.#file(operation.file);
        this.#open.delete(operation.file as number);
        file.close();
        return null;
      }
      default:
        throw new MalformedMessage();
    }
  }

  #openFile(store: FileStore, path: string, mode: OpenMode): number {
    if (this.#open.size > MAX_OPEN_FILES) throw new MalformedMessage();
    const file = store.open(path, mode);
    const number = this.#opened++;
    this.#open.set(number, file);
    return number;
  }

  #file(number: unknown): OpenFile {
    const file = this.#open.get(checked.count(number));
    if (file === undefined) throw new MalformedMessage();
    return file;
  }
}

/** Programs pay in their worker; here, only one operation over far too many entries is refused. */
function payForEntries(entries: number): void {
  if (entries > MAX_ENTRIES) throw new MicroPythonFileError("EIO");
}

function pathOf(value: unknown): string {
  const path = checked.text(value);
  if (path !== "" && !isFilePath(path)) throw new MalformedMessage();
  return path;
}

function modeOf(value: unknown): OpenMode {
  const { write, create, exclusive, truncate } = checked.object(value);
  return {
    write: checked.flag(write),
    create: checked.flag(create),
    exclusive: checked.flag(exclusive),
    truncate: checked.flag(truncate),
  };
}
