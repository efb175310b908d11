import { posix } from "node:path";

/** Error numbers of WASI. */
const OK = 0;
const BADF = 8;
const NOENT = 44;
const NOSYS = 52;

const CHARACTER_DEVICE = 2;
const DIRECTORY = 3;
const REGULAR_FILE = 4;

/** The descriptor of the root folder, the only one that is open at the start. */
const ROOT = 3;

interface OpenFile {
  readonly path: string;
  position: number;
  /** What a folder held when it was opened. */
  readonly entries?: readonly string[];
}

/** The guest exited; thrown through its frames. */
export class Exit extends Error {
  constructor(readonly status: number) {
    super(`exit status ${status}`);
  }
}

/** Files by absolute path. */
export type Files = Map<string, Uint8Array>;

/** A function that the guest imports. */
export type HostFunction = (...args: number[]) => number;

/** The functions that a module imports; those that the host lacks throw when they are called. */
export function importsOf(
  module: WebAssembly.Module,
  name: string,
  functions: Record<string, HostFunction>,
): Record<string, HostFunction> {
  const imports = WebAssembly.Module.imports(module).filter((entry) => entry.module === name);
  return Object.fromEntries(
    imports.map((entry) => [entry.name, functions[entry.name] ?? (() => NOSYS)]),
  );
}

/**
 * WASI over files in memory: just enough for CPython to read and write a few of them while the artifact is
 * built. The clock stands still, so that the same input gives the same output.
 */
export class MemoryWasi {
  output = "";
  readonly #open = new Map<number, OpenFile>();

  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly files: Files,
    private readonly args: readonly string[] = [],
  ) {}

  functions(): Record<string, HostFunction> {
    const set = (at: number, value: number) => {
      this.#view().setUint32(at, value, true);
      return OK;
    };
    return {
      args_sizes_get: (count, size) =>
        set(count as number, this.args.length) | set(size as number, this.#argumentBytes().length),
      args_get: (pointers, text) => this.#putArguments(pointers as number, text as number),
      environ_sizes_get: (count, size) => set(count as number, 0) | set(size as number, 0),
      environ_get: () => OK,
      clock_time_get: (_id, _precision, at) => this.#setU64(at as number, 0),
      clock_res_get: (_id, at) => this.#setU64(at as number, 1000),
      random_get: (at, size) => {
        this.#bytes(at as number, size as number).fill(0);
        return OK;
      },
      fd_prestat_get: (fd, at) => {
        if (fd !== ROOT) return BADF;
        return set(at as number, 0) | set((at as number) + 4, 1);
      },
      fd_prestat_dir_name: (_fd, at) => {
        this.#bytes(at as number, 1)[0] = 0x2f;
        return OK;
      },
      fd_fdstat_get: (fd, at) => this.#putStatus(fd as number, at as number),
      fd_filestat_get: (fd, at) => {
        const file = this.#open.get(fd as number);
        if ((fd as number) < ROOT) return this.#putStreamStatus(at as number);
        return this.#putFileStatus(file?.path ?? "/", at as number);
      },
      path_filestat_get: (_fd, _flags, path, size, at) =>
        this.#putFileStatus(this.#path(path as number, size as number), at as number),
      path_open: (_fd, _lookup, path, size, flags, _rights, _more, _fdFlags, at) =>
        this.#openPath(this.#path(path as number, size as number), flags as number, at as number),
      fd_readdir: (fd, at, size, cookie, used) =>
        set(
          used as number,
          this.#readFolder(fd as number, at as number, size as number, Number(cookie)),
        ),
      // Folders are there as soon as they hold a file.
      path_create_directory: () => OK,
      path_link: (_fd, _lookup, path, size, _newFd, newPath, newSize) =>
        this.#copy(
          this.#path(path as number, size as number),
          this.#path(newPath as number, newSize as number),
        ),
      path_rename: (_fd, path, size, _newFd, newPath, newSize) => {
        const from = this.#path(path as number, size as number);
        const error = this.#copy(from, this.#path(newPath as number, newSize as number));
        if (error === OK) this.files.delete(from);
        return error;
      },
      path_unlink_file: (_fd, path, size) =>
        this.files.delete(this.#path(path as number, size as number)) ? OK : NOENT,
      poll_oneoff: () => NOSYS,
      fd_close: (fd) => (this.#open.delete(fd as number) ? OK : BADF),
      fd_read: (fd, vectors, count, at) =>
        set(at as number, this.#read(fd as number, vectors as number, count as number)),
      fd_write: (fd, vectors, count, at) =>
        set(at as number, this.#write(fd as number, vectors as number, count as number)),
      fd_seek: (fd, offset, whence, at) =>
        this.#seek(fd as number, Number(offset), whence as number, at as number),
      proc_exit: (status) => {
        throw new Exit(status as number);
      },
    };
  }

  #view(): DataView {
    return new DataView(this.memory.buffer);
  }

  #bytes(at: number, size: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at >>> 0, size);
  }

  #setU64(at: number, value: number): number {
    this.#view().setBigUint64(at, BigInt(value), true);
    return OK;
  }

  #path(at: number, size: number): string {
    const text = Buffer.from(this.#bytes(at, size)).toString();
    return posix.resolve("/", text);
  }

  #argumentBytes(): Buffer {
    return Buffer.from(this.args.map((argument) => `${argument}\0`).join(""));
  }

  #putArguments(pointers: number, text: number): number {
    this.#bytes(text, this.#argumentBytes().length).set(this.#argumentBytes());
    let at = text;
    this.args.forEach((argument, index) => {
      this.#view().setUint32(pointers + 4 * index, at, true);
      at += Buffer.byteLength(argument) + 1;
    });
    return OK;
  }

  #putStatus(fd: number, at: number): number {
    const file = this.#open.get(fd);
    if (fd > ROOT && file === undefined) return BADF;
    const isFolder = fd === ROOT || file?.entries !== undefined;
    const kind = fd < ROOT ? CHARACTER_DEVICE : isFolder ? DIRECTORY : REGULAR_FILE;
    this.#bytes(at, 8).fill(0)[0] = kind;
    this.#bytes(at + 8, 16).fill(0xff);
    return OK;
  }

  #putStreamStatus(at: number): number {
    this.#bytes(at, 64).fill(0)[16] = CHARACTER_DEVICE;
    return OK;
  }

  #putFileStatus(path: string, at: number): number {
    const content = this.files.get(path);
    if (content === undefined && !this.#isFolder(path)) return NOENT;
    this.#bytes(at, 64).fill(0)[16] = content === undefined ? DIRECTORY : REGULAR_FILE;
    return this.#setU64(at + 32, content?.length ?? 0);
  }

  #openPath(path: string, flags: number, at: number): number {
    const create = 1;
    const truncate = 8;
    const fd = Math.max(ROOT, ...this.#open.keys()) + 1;
    if (this.#isFolder(path)) {
      this.#open.set(fd, { path, position: 0, entries: this.#list(path) });
    } else {
      if (!this.files.has(path) && !(flags & create)) return NOENT;
      if (!this.files.has(path) || flags & truncate) this.files.set(path, new Uint8Array());
      this.#open.set(fd, { path, position: 0 });
    }
    this.#view().setUint32(at, fd, true);
    return OK;
  }

  #copy(from: string, to: string): number {
    const content = this.files.get(from);
    if (content === undefined) return NOENT;
    this.files.set(to, content);
    return OK;
  }

  #isFolder(path: string): boolean {
    const prefix = path === "/" ? path : `${path}/`;
    for (const file of this.files.keys()) if (file.startsWith(prefix)) return true;
    return path === "/";
  }

  #list(path: string): string[] {
    const prefix = path === "/" ? path : `${path}/`;
    const names = [...this.files.keys()]
      .filter((file) => file.startsWith(prefix))
      .map((file) => file.slice(prefix.length).split("/")[0] as string);
    return [...new Set(names)].sort();
  }

  #readFolder(fd: number, at: number, size: number, from: number): number {
    const { path, entries = [] } = this.#open.get(fd) ?? { path: "" };
    let length = 0;
    for (let i = from; i < entries.length && length < size; i++) {
      const name = Buffer.from(entries[i] as string);
      const entry = Buffer.alloc(24 + name.length);
      entry.writeBigUInt64LE(BigInt(i + 1), 0);
      entry.writeBigUInt64LE(1n, 8);
      entry.writeUInt32LE(name.length, 16);
      entry[20] = this.files.has(`${path}/${name}`) ? REGULAR_FILE : DIRECTORY;
      name.copy(entry, 24);
      const part = entry.subarray(0, size - length);
      this.#bytes(at + length, part.length).set(part);
      length += part.length;
    }
    return length;
  }

  #vectors(at: number, count: number): Uint8Array[] {
    return Array.from({ length: count }, (_, index) => {
      const start = this.#view().getUint32(at + 8 * index, true);
      return this.#bytes(start, this.#view().getUint32(at + 8 * index + 4, true));
    });
  }

  #read(fd: number, vectors: number, count: number): number {
    const file = this.#open.get(fd);
    if (file === undefined) return 0;
    const content = this.files.get(file.path) as Uint8Array;
    const before = file.position;
    for (const vector of this.#vectors(vectors, count)) {
      const piece = content.subarray(file.position, file.position + vector.length);
      vector.set(piece);
      file.position += piece.length;
    }
    return file.position - before;
  }

  #write(fd: number, vectors: number, count: number): number {
    const data = Buffer.concat(this.#vectors(vectors, count));
    const file = this.#open.get(fd);
    if (file === undefined) {
      this.output += data.toString();
      return data.length;
    }
    const content = this.files.get(file.path) as Uint8Array;
    const grown = new Uint8Array(Math.max(content.length, file.position + data.length));
    grown.set(content);
    grown.set(data, file.position);
    this.files.set(file.path, grown);
    file.position += data.length;
    return data.length;
  }

  #seek(fd: number, offset: number, whence: number, at: number): number {
    const file = this.#open.get(fd);
    if (file === undefined) return BADF;
    const size = (this.files.get(file.path) as Uint8Array).length;
    file.position = offset + ([0, file.position, size][whence] as number);
    return this.#setU64(at, file.position);
  }
}
