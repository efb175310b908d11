import { isAlwaysBuiltIn } from "./built-in-modules.js";
import { checkText, describe, wholeNumbers } from "./check.js";
import { isFileName, isFilePath, MAX_PATH_NAMES } from "./file-path.js";
import type { FileStore } from "./file-store.js";
import { isUint8Array } from "./kinds.js";

/**
 * What a program finds at a path. A mount has one of `files`, `memory`, `store` and `hostDir`. Mounts
 * cannot be nested.
 */
export type Mount = FilesMount | MemoryMount | StoreMount | HostDirMount;

interface MountPath {
  /** The path that it is mounted at, such as `/data`. */
  readonly path: string;
}

/** Read-only files. */
export interface FilesMount extends MountPath {
  /** Texts, stored as UTF-8, or bytes, by path below the mount, such as `2024/a.csv`. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** Files and folders in memory. */
export interface MemoryMount extends MountPath {
  /** How much it may hold; `{}` for the defaults. Its content is lost with the sandbox. */
  readonly memory: {
    /**
     * Maximum size of all files together in bytes, up to 1 GiB.
     *
     * @defaultValue 16 MiB
     */
    readonly maxBytes?: number;
    /**
     * Maximum number of files and folders, up to 1,000,000.
     *
     * @defaultValue 1000
     */
    readonly maxFiles?: number;
  };
}

/** A store of your own. */
export interface StoreMount extends MountPath {
  /** The store. What it throws becomes an `OSError` for the program. */
  readonly store: FileStore;
}

/**
 * A folder of the host, if the runtime has a file system. Links in it are never followed; the program
 * sees only regular files and folders.
 */
export interface HostDirMount extends MountPath {
  /** Path of the folder. */
  readonly hostDir: string;
  /**
   * What the program may do in it.
   *
   * @defaultValue `"read"`
   */
  readonly access?: "read" | "read-write";
  /**
   * Maximum size of all files in it in bytes, including existing ones. Only with `access: "read-write"`.
   *
   * @defaultValue no limit
   */
  readonly maxBytes?: number;
  /**
   * Maximum number of files and folders in it, including existing ones. Only with `access: "read-write"`.
   *
   * @defaultValue no limit
   */
  readonly maxFiles?: number;
  /**
   * Maximum size of each file in bytes: larger files cannot be opened, and none can grow beyond it.
   *
   * @defaultValue no limit
   */
  readonly maxFileBytes?: number;
  /**
   * Which files the program sees: those whose paths below the folder match one of these patterns. `*`
   * stands for any part of a name, `?` for one character, and `**` for any names: `*.csv` matches in
   * the folder itself, `**` + `/*.csv` also in folders inside.
   *
   * @defaultValue all
   */
  readonly include?: readonly string[];
  /**
   * Which files and folders the program does not see, by patterns of the same kind, even if included.
   *
   * @defaultValue none
   */
  readonly exclude?: readonly string[];
}

/** A folder of the host after checking; no limit is `Infinity`. */
export interface HostDirSettings {
  /** The option that names the folder, for errors. */
  readonly option: string;
  readonly hostDir: string;
  readonly canWrite: boolean;
  readonly maxBytes: number;
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  /** `null` for all. */
  readonly include: readonly string[] | null;
  readonly exclude: readonly string[];
}

/** A wheel or a zip that has not been read yet. */
export interface ArchiveSettings {
  /** The option that names it, for errors. */
  readonly option: string;
  /** Its file name. */
  readonly name: string;
  /** Its path, or its bytes. */
  readonly source: string | Uint8Array;
}

/** A mount after checking, with every default filled in. */
export type MountSettings = { readonly path: string } & (
  | { readonly kind: "files"; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: "memory"; readonly maxBytes: number; readonly maxFiles: number }
  | { readonly kind: "store"; readonly store: FileStore }
  | ({ readonly kind: "hostDir" } & HostDirSettings)
  /** Packages in a wheel or a zip, and those that an image holds. */
  | ({ readonly kind: "archive" } & ArchiveSettings)
  | { readonly kind: "packages"; readonly files: ReadonlyMap<string, Uint8Array> }
);

/** Where the option `readonlyDir` is mounted. */
const READONLY_DIR_PATH = "/input";

/** Where Python looks for the modules of the option `modules`: it is on `sys.path`. */
const MODULES_PATH = "/lib";

const KINDS = ["files", "memory", "store", "hostDir"] as const;

const DEFAULT_MEMORY_BYTES = 16 * 1024 * 1024;
const DEFAULT_MEMORY_FILES = 1000;
const MEMORY_BYTES = wholeNumbers(0, 1024 * 1024 * 1024);
const MEMORY_FILES = wholeNumbers(0, 1_000_000);
const ANY_NUMBER = wholeNumbers(0, Number.MAX_SAFE_INTEGER);

const STORE_METHODS = [
  "stat",
  "list",
  "open",
  "makeFolder",
  "removeFile",
  "removeFolder",
  "rename",
] satisfies (keyof FileStore)[];

/** A memory mount with the default limits. */
export function defaultMemoryMount(path: string): MountSettings & { kind: "memory" } {
  return { path, kind: "memory", maxBytes: DEFAULT_MEMORY_BYTES, maxFiles: DEFAULT_MEMORY_FILES };
}

/** Mounts of which the later ones take the place of earlier ones, except that files are added to files. */
export function joinMounts(
  earlier: readonly MountSettings[],
  later: readonly MountSettings[],
): readonly MountSettings[] {
  const kept = earlier.filter(({ path }) => !later.some((mount) => mount.path === path));
  const joined = later.map((mount) => {
    const before = earlier.find(({ path }) => path === mount.path);
    if (mount.kind !== "files" || before?.kind !== "files") return mount;
    return { ...mount, files: new Map([...before.files, ...mount.files]) };
  });
  return [...kept, ...joined];
}

/** Checks and copies the option `mounts`. @throws TypeError, RangeError */
export function checkMounts(value: unknown): readonly MountSettings[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    throw new TypeError(`option mounts is ${describe(value)}; allowed is an array of mounts`);
  }
  return Object.freeze(Array.from(value, (mount, i) => checkMount(`option mounts[${i}]`, mount)));
}

/** Checks the option `readonlyDir`. @throws TypeError, RangeError */
export function checkReadonlyDir(value: unknown): readonly MountSettings[] {
  if (value === undefined) return [];
  const hostDir = checkHostDir("option readonlyDir", { hostDir: value });
  return [{ path: READONLY_DIR_PATH, kind: "hostDir", ...hostDir }];
}

/** Checks and copies the option `modules`. @throws TypeError, RangeError */
export function checkModules(value: unknown): readonly MountSettings[] {
  if (value === undefined) return [];
  const files = checkFiles("option modules", value, MODULES_PATH);
  for (const name of files.keys()) {
    if (!name.endsWith(".py")) {
      const allowed = "a name that ends in .py";
      throw new RangeError(`option modules has ${describe(name)}; allowed is ${allowed}`);
    }
    const [module] = name.replace(/\.py$/, "").split("/") as [string];
    if (isAlwaysBuiltIn(module)) {
      const reason = `Python's own module ${module} would be used instead`;
      throw new RangeError(`option modules has ${describe(name)}, but ${reason}; rename it`);
    }
  }
  return [{ path: MODULES_PATH, kind: "files", files }];
}

/** Checks that mounts are not nested. @throws RangeError */
export function checkApart(mounts: readonly MountSettings[]): void {
  const paths = mounts.map(({ path }) => path).sort();
  for (const outer of paths) {
    const prefix = outer === "/" ? "/" : `${outer}/`;
    const others = paths.filter((path) => path.startsWith(prefix) && path !== outer);
    const twice = paths.filter((path) => path === outer).length > 1;
    const inner = twice ? outer : others[0];
    if (inner === undefined) continue;
    const allowed = "mounts that do not lie inside one another";
    throw new RangeError(
      `option mounts has ${describe(inner)} in ${describe(outer)} (/input is that of readonlyDir, /lib that of modules, /packages has those of packages); allowed are ${allowed}`,
    );
  }
}

function checkMount(what: string, value: unknown): MountSettings {
  const mount = checkObject(what, value);
  const kinds = KINDS.filter((kind) => mount[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const found = kinds.length === 0 ? "none of them" : kinds.join(" and ");
    throw new TypeError(`${what} has ${found}; allowed is one of ${KINDS.join(", ")}`);
  }
  const { path: given, ...rest } = mount;
  const path = checkMountPath(`${what}.path`, given);
  if (kind === "hostDir") return { path, kind, ...checkHostDir(`${what}.hostDir`, rest, what) };
  refuseUnknown(what, mount, ["path", kind]);
  if (kind === "files")
    return { path, kind, files: checkFiles(`${what}.files`, mount[kind], path) };
  if (kind === "memory") return { path, kind, ...checkMemory(`${what}.memory`, mount[kind]) };
  return { path, kind, store: checkStore(`${what}.store`, mount[kind]) };
}

function checkMountPath(what: string, value: unknown): string {
  const path = checkText(what, value);
  if (path === "/" || (path.startsWith("/") && isFilePath(path.slice(1)))) return path;
  const allowed = 'a path such as "/data", without "." and ".."';
  throw new RangeError(`${what} is ${describe(path)}; allowed is ${allowed}`);
}

/** @param mountPath where the files are mounted; full paths must not be too long. */
function checkFiles(
  what: string,
  value: unknown,
  mountPath: string,
): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const [path, content] of Object.entries(checkObject(what, value))) {
    if (!isFilePath(path, mountPath)) {
      const allowed = `a path such as "a.csv" or "2024/a.csv", with at most ${MAX_PATH_NAMES} names`;
      throw new RangeError(`${what} has ${describe(path)}; allowed is ${allowed}`);
    }
    files.set(path, contentOf(`${what}[${describe(path)}]`, content));
  }
  for (const path of files.keys()) {
    const parts = path.split("/").slice(0, -1);
    const folder = parts.map((_, i) => parts.slice(0, i + 1).join("/")).find((p) => files.has(p));
    if (folder === undefined) continue;
    throw new RangeError(`${what} has ${describe(folder)} as a file and as a folder`);
  }
  return files;
}

/** A copy of a file's content, as bytes. @throws TypeError */
export function contentOf(what: string, content: unknown): Uint8Array {
  if (typeof content === "string") return new TextEncoder().encode(checkText(what, content));
  if (isUint8Array(content)) return new Uint8Array(content);
  throw new TypeError(`${what} is ${describe(content)}; allowed is a string or a Uint8Array`);
}

function checkMemory(what: string, value: unknown): { maxBytes: number; maxFiles: number } {
  const memory = checkObject(what, value);
  refuseUnknown(what, memory, ["maxBytes", "maxFiles"]);
  const { maxBytes = DEFAULT_MEMORY_BYTES, maxFiles = DEFAULT_MEMORY_FILES } = memory;
  return {
    maxBytes: checkNumber(`${what}.maxBytes`, maxBytes, MEMORY_BYTES),
    maxFiles: checkNumber(`${what}.maxFiles`, maxFiles, MEMORY_FILES),
  };
}

function checkStore(what: string, value: unknown): FileStore {
  const store = value as Record<string, unknown> | null;
  const isObject = typeof store === "object" && store !== null;
  const missing = STORE_METHODS.find((name) => !isObject || typeof store[name] !== "function");
  if (missing === undefined) return value as FileStore;
  const allowed = `an object with the methods ${STORE_METHODS.join(", ")}`;
  throw new TypeError(`${what} is ${describe(value)} without ${missing}; allowed is ${allowed}`);
}

/** Checks a folder of the host. @throws TypeError, RangeError */
export function checkHostDir(
  what: string,
  options: Record<string, unknown>,
  mount = what,
): HostDirSettings {
  const { hostDir, access = "read", include = null, exclude = [], ...limits } = options;
  refuseUnknown(mount, limits, ["maxBytes", "maxFiles", "maxFileBytes"]);
  const path = checkText(what, hostDir);
  if (path === "" || path.includes("\0")) {
    throw new RangeError(`${what} is ${describe(path)}; allowed is the path of a folder`);
  }
  if (access !== "read" && access !== "read-write") {
    const allowed = '"read" or "read-write"';
    const Refusal = typeof access === "string" ? RangeError : TypeError;
    throw new Refusal(`${mount}.access is ${describe(access)}; allowed is ${allowed}`);
  }
  const canWrite = access === "read-write";
  const limitOf = (name: string) => {
    const limit = limits[name];
    if (limit === undefined) return Infinity;
    if (!canWrite && name !== "maxFileBytes") {
      const allowed = 'one only where access is "read-write"';
      throw new RangeError(`${mount}.${name} is ${describe(limit)}; allowed is ${allowed}`);
    }
    return checkNumber(`${mount}.${name}`, limit, ANY_NUMBER);
  };
  return {
    option: what,
    hostDir: path,
    canWrite,
    maxBytes: limitOf("maxBytes"),
    maxFiles: limitOf("maxFiles"),
    maxFileBytes: limitOf("maxFileBytes"),
    include: include === null ? null : checkPatterns(`${mount}.include`, include),
    exclude: checkPatterns(`${mount}.exclude`, exclude),
  };
}

function checkPatterns(what: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) {
    throw new TypeError(`${what} is ${describe(value)}; allowed is an array of patterns`);
  }
  return Array.from(value, (item, i) => {
    const pattern = checkText(`${what}[${i}]`, item);
    const isGood = pattern.split("/").every((part) => isFileName(part));
    if (isGood) return pattern;
    const allowed = 'a pattern such as "*.csv" or "data/**", relative to the folder';
    throw new RangeError(`${what}[${i}] is ${describe(pattern)}; allowed is ${allowed}`);
  });
}

function checkNumber(what: string, value: unknown, range: ReturnType<typeof wholeNumbers>): number {
  if (typeof value === "number" && range.contains(value)) return value;
  const Refusal = typeof value === "number" ? RangeError : TypeError;
  throw new Refusal(`${what} is ${describe(value)}; allowed is ${range.allowed}`);
}

function checkObject(what: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !hidesContent(value)) return { ...value };
  throw new TypeError(`${what} is ${describe(value)}; allowed is a plain object`);
}

/** Whether it is a Map, a promise or similar: an object whose content is not in its own properties. */
function hidesContent(value: object): boolean {
  return Symbol.iterator in value || ("then" in value && typeof value.then === "function");
}

function refuseUnknown(what: string, value: object, allowed: readonly string[]): void {
  const unknown = Object.keys(value).find((name) => !allowed.includes(name));
  if (unknown === undefined) return;
  const names = allowed.join(", ");
  throw new TypeError(`${what} has ${JSON.stringify(unknown)}; allowed are ${names}`);
}
