import { describe } from "../base/check.js";
import { MicroPythonFileError } from "../base/errors.js";
import type { FileStore } from "../base/file-store.js";
import type { ArchiveSettings, HostDirSettings } from "../base/mounts.js";
import type { HostFile, Platform } from "../base/platform.js";
import { ArchiveStore } from "./archive-store.js";
import { treeEntries } from "./tree.js";
import { installedWheel } from "./wheel.js";
import { BadArchive, MAX_ARCHIVE_BYTES, MAX_ENTRIES, readZip } from "./zip.js";

/** The files of packages, by path. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** Archives that were read, by version; the one used last comes last. */
const known = new Map<string, PackageFiles>();

/** Maximum size of those that are kept, in bytes. */
const MAX_KNOWN_BYTES = 128 * 1024 * 1024;

const stores = new WeakMap<PackageFiles, FileStore>();

/** The store of packages, which all programs share. */
export function packageStore(files: PackageFiles): FileStore {
  let store = stores.get(files);
  if (store === undefined) {
    store = new ArchiveStore(() => files);
    stores.set(files, store);
  }
  return store;
}

/**
 * Reads a wheel or a zip and checks all of it. It is kept, for as long as it does not change and few others are used.
 *
 * @throws RangeError that names the archive, and the entry at fault
 */
export function openArchive(archive: ArchiveSettings, platform: Platform): PackageFiles {
  const { version, read } = sourceOf(archive, platform);
  const files = known.get(version) ?? readArchive(archive, read(), platform);
  keep(version, files);
  return files;
}

function sourceOf({ option, name, source }: ArchiveSettings, platform: Platform): HostFile {
  if (typeof source !== "string") {
    const kind = isWheel(name) ? "wheel" : "zip";
    return { version: `${kind} ${platform.sha256(source).join()}`, read: () => source };
  }
  if (platform.openHostFile === null) {
    const allowed = "wheels and zips as { name, bytes }, since this runtime has no files";
    throw new RangeError(`${option} is ${describe(name)}; allowed are ${allowed}`);
  }
  try {
    return platform.openHostFile(source, MAX_ARCHIVE_BYTES);
  } catch (cause) {
    const allowed = `the path of a wheel or a zip that can be read, of at most ${MAX_ARCHIVE_BYTES} bytes`;
    throw new RangeError(`${option} is ${describe(name)}; allowed is ${allowed}`, { cause });
  }
}

function isWheel(name: string): boolean {
  return name.toLowerCase().endsWith(".whl");
}

function readArchive(
  { option, name }: ArchiveSettings,
  bytes: Uint8Array,
  platform: Platform,
): PackageFiles {
  try {
    const files = readZip(bytes, platform.gunzip);
    return isWheel(name) ? installedWheel(files, platform) : files;
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    throw new RangeError(`${option} is ${describe(name)}, which cannot be used: ${error.message}`);
  }
}

function keep(version: string, files: PackageFiles): void {
  known.delete(version);
  known.set(version, files);
  let size = 0;
  for (const [key, kept] of [...known].reverse()) {
    for (const { length } of kept.values()) size += length;
    if (size > MAX_KNOWN_BYTES) known.delete(key);
  }
}

/** Bytecode depends on the times of its source, which archives do not keep. */
const CACHE = "__pycache__";

const TO_READ = { write: false, create: false, exclusive: false, truncate: false };

/** Reads all files in a folder of packages. @throws RangeError if it is too large or cannot be read */
export function packagesInFolder(settings: HostDirSettings, platform: Platform): PackageFiles {
  const { option, hostDir } = settings;
  const { store, close } = platform.openHostDir(settings, () => {});
  const files = new Map<string, Uint8Array>();
  let left = MAX_ARCHIVE_BYTES;
  try {
    const list = (names: readonly string[]) =>
      store.list(names.join("/")).filter(({ name }) => name !== CACHE);
    let entries = 0;
    for (const { names, kind } of treeEntries([], list)) {
      entries += 1;
      if (entries > MAX_ENTRIES) throw new MicroPythonFileError("EFBIG");
      if (kind === "folder") continue;
      const path = names.join("/");
      const content = contentOf(store, path, left);
      left -= content.length;
      files.set(path, content);
    }
    return files;
  } catch (cause) {
    if (!(cause instanceof MicroPythonFileError)) throw cause;
    const allowed = `a folder with up to ${MAX_ENTRIES} files, of at most ${MAX_ARCHIVE_BYTES} bytes together, that can be read`;
    throw new RangeError(`${option} is ${describe(hostDir)}; allowed is ${allowed}`, { cause });
  } finally {
    close();
  }
}

/** @throws MicroPythonFileError if it cannot be read or has more than `maxBytes` bytes */
function contentOf(store: FileStore, path: string, maxBytes: number): Uint8Array {
  const file = store.open(path, TO_READ);
  try {
    const size = file.size();
    if (size > maxBytes) throw new MicroPythonFileError("EFBIG");
    const content = new Uint8Array(size);
    let end = 0;
    while (end < size) {
      const read = file.read(content.subarray(end), end);
      if (read === 0) break;
      end += read;
    }
    return content.subarray(0, end);
  } finally {
    file.close();
  }
}
