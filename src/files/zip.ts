import { crc32 } from "../base/crc32.js";
import { isFilePath, MAX_PATH_NAMES } from "../base/file-path.js";

/** What is wrong with an archive, in words that can follow its name and a colon. */
export class BadArchive extends Error {}

/** Expands deflated data in the gzip format; returns `null` if it is damaged or too large. */
export type Gunzip = (bytes: Uint8Array, maxBytes: number) => Uint8Array | null;

/** Maximum size of all files of an archive together, in bytes. */
export const MAX_ARCHIVE_BYTES = 256 * 1024 * 1024;

/** Maximum number of files and folders in an archive. */
export const MAX_ENTRIES = 50_000;

// Layouts of the records, whose numbers are little-endian.
const LOCAL = {
  signature: 0x04034b50,
  bytes: 30,
  flags: 6,
  method: 8,
  name: 26,
  extra: 28,
} as const;
const CENTRAL = {
  signature: 0x02014b50,
  bytes: 46,
  flags: 8,
  method: 10,
  crc: 16,
  packed: 20,
  size: 24,
  name: 28,
  extra: 30,
  comment: 32,
  disk: 34,
  attributes: 38,
  start: 42,
} as const;
const END = {
  signature: 0x06054b50,
  bytes: 22,
  disk: 4,
  count: 10,
  size: 12,
  start: 16,
  comment: 20,
} as const;
const LOCATOR = { signature: 0x07064b50, bytes: 20, at: 8 } as const;
const END64 = {
  signature: 0x06064b50,
  bytes: 56,
  disk: 16,
  count: 32,
  size: 40,
  start: 48,
} as const;
const EXTRA64 = 1;
const MAX_COMMENT = 0xffff;

/** Numbers that stand for "see the 64-bit field". */
const IN_64_BITS = 0xffffffff;

const ENCRYPTED = 0x2041;
const METHODS = { stored: 0, deflated: 8 } as const;

/** Bits of a Unix mode that say what kind of file it is. */
const KIND_BITS = 0o170000;
const KINDS = { none: 0, folder: 0o040000, file: 0o100000 } as const;

interface Entry {
  readonly path: string;
  readonly isFolder: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where its local header starts. */
  readonly start: number;
  readonly nameBytes: Uint8Array;
}

/**
 * Reads all files of a zip archive, by path. The archive is untrusted.
 *
 * @throws BadArchive
 */
export function readZip(bytes: Uint8Array, gunzip: Gunzip): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const directory = findDirectory(view);
  const entries = readDirectory(bytes, view, directory);
  checkSizes(entries);
  const files = new Map<string, Uint8Array>();
  let free = 0;
  for (const entry of [...entries].sort((a, b) => a.start - b.start)) {
    const { start, end } = findData(bytes, view, entry, directory.start);
    if (entry.start < free) refuse(entry.path, "shares its bytes with another entry");
    free = end;
    if (!entry.isFolder) files.set(entry.path, expanded(entry, bytes.subarray(start, end), gunzip));
  }
  checkFolders(files);
  return files;
}

interface Directory {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** @throws BadArchive */
function findDirectory(view: DataView): Directory {
  const size = view.byteLength;
  for (let at = size - END.bytes; at >= Math.max(0, size - END.bytes - MAX_COMMENT); at--) {
    if (view.getUint32(at, true) !== END.signature) continue;
    if (at + END.bytes + view.getUint16(at + END.comment, true) !== size) continue;
    return checkDirectory(directoryAt(view, at));
  }
  throw new BadArchive("it is not a zip archive, or it is cut off");
}

/** @param at where the record at the end of the archive is. */
function directoryAt(view: DataView, at: number): Directory & { readonly limit: number } {
  const locator = at - LOCATOR.bytes;
  if (locator >= 0 && view.getUint32(locator, true) === LOCATOR.signature) {
    const end64 = u64(view, locator + LOCATOR.at);
    if (end64 > locator - END64.bytes || view.getUint32(end64, true) !== END64.signature) {
      throw new BadArchive("its zip64 directory is damaged");
    }
    checkOneDisk(view.getUint32(end64 + END64.disk, true));
    const start = u64(view, end64 + END64.start);
    const end = start + u64(view, end64 + END64.size);
    return { start, end, count: u64(view, end64 + END64.count), limit: end64 };
  }
  checkOneDisk(view.getUint16(at + END.disk, true));
  const start = view.getUint32(at + END.start, true);
  const end = start + view.getUint32(at + END.size, true);
  return { start, end, count: view.getUint16(at + END.count, true), limit: at };
}

function checkDirectory({ start, end, count, limit }: Directory & { limit: number }): Directory {
  if (end !== limit)
    throw new BadArchive("its directory is damaged, or something stands before it");
  if (count > MAX_ENTRIES) {
    throw new BadArchive(`it has ${count} entries; allowed are up to ${MAX_ENTRIES}`);
  }
  return { start, end, count };
}

function checkOneDisk(disk: number): void {
  if (disk !== 0) throw new BadArchive("it is one part of several");
}

function readDirectory(
  bytes: Uint8Array,
  view: DataView,
  { start, end, count }: Directory,
): Entry[] {
  const entries: Entry[] = [];
  const paths = new Set<string>();
  let at = start;
  for (let i = 0; i < count; i++) {
    const names = at + CENTRAL.bytes;
    if (names > end || view.getUint32(at, true) !== CENTRAL.signature) {
      throw new BadArchive("its directory is damaged");
    }
    const nameEnd = names + view.getUint16(at + CENTRAL.name, true);
    const extraEnd = nameEnd + view.getUint16(at + CENTRAL.extra, true);
    const next = extraEnd + view.getUint16(at + CENTRAL.comment, true);
    if (next > end) throw new BadArchive("its directory is damaged");
    const entry = readEntry(view, at, bytes.subarray(names, nameEnd), extraEnd);
    if (paths.has(entry.path)) refuse(entry.path, "is there twice");
    paths.add(entry.path);
    entries.push(entry);
    at = next;
  }
  if (at !== end) throw new BadArchive("its directory is damaged");
  return entries;
}

function readEntry(view: DataView, at: number, nameBytes: Uint8Array, extraEnd: number): Entry {
  const name = decodeName(nameBytes);
  const isFolder = name.endsWith("/");
  const path = isFolder ? name.slice(0, -1) : name;
  checkPath(path);
  const mode = view.getUint16(at + CENTRAL.attributes + 2, true) & KIND_BITS;
  if (mode !== KINDS.none && mode !== (isFolder ? KINDS.folder : KINDS.file)) {
    refuse(path, "is a link or a device");
  }
  if ((view.getUint16(at + CENTRAL.flags, true) & ENCRYPTED) !== 0) refuse(path, "is encrypted");
  const method = view.getUint16(at + CENTRAL.method, true);
  if (method !== METHODS.stored && method !== METHODS.deflated) {
    refuse(path, `is compressed with method ${method}; allowed are 0 (none) and 8 (deflate)`);
  }
  const given = [CENTRAL.size, CENTRAL.packed, CENTRAL.start].map((field) =>
    view.getUint32(at + field, true),
  );
  const extra = at + CENTRAL.bytes + nameBytes.length;
  const [size, packed, start] = in64Bits(view, given, extra, extraEnd, path);
  if (view.getUint16(at + CENTRAL.disk, true) !== 0) refuse(path, "is in another part");
  if (isFolder && size !== 0) refuse(path, "is a folder with content");
  const crc = view.getUint32(at + CENTRAL.crc, true);
  return { path, isFolder, method, crc, packed, size, start, nameBytes };
}

/** The size, the packed size and the start of an entry; those that need 64 bits are in an extra field. */
function in64Bits(
  view: DataView,
  given: readonly number[],
  extra: number,
  extraEnd: number,
  path: string,
): [number, number, number] {
  if (!given.includes(IN_64_BITS)) return given as [number, number, number];
  for (let at = extra; at + 4 <= extraEnd; ) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === EXTRA64 && end <= extraEnd) {
      let next = at + 4;
      const numbers = given.map((number) => {
        if (number !== IN_64_BITS) return number;
        if (next + 8 > end) return refuse(path, "has a damaged zip64 field");
        next += 8;
        return u64(view, next - 8);
      });
      return numbers as [number, number, number];
    }
    at = end;
  }
  return refuse(path, "lacks its zip64 field");
}

function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BadArchive("the name of an entry is not UTF-8");
  }
}

/** @throws BadArchive if a file cannot have this path */
export function checkPath(path: string): void {
  const names = path.split("/");
  if (names.includes("..") || path.startsWith("/")) refuse(path, "leads out of the archive");
  if (path.includes("\\") || !isFilePath(path, "/packages/archive")) {
    const allowed = `paths such as "package/module.py", with at most ${MAX_PATH_NAMES} names`;
    refuse(path, `has a path that is not allowed; allowed are ${allowed}`);
  }
}

function checkSizes(entries: readonly Entry[]): void {
  let total = 0;
  for (const { path, size } of entries) {
    total += size;
    if (total > MAX_ARCHIVE_BYTES) {
      refuse(path, `brings the files to more than ${MAX_ARCHIVE_BYTES} bytes, which are allowed`);
    }
  }
}

/** Finds the data of an entry, behind its local header. @param limit where the directory starts */
function findData(
  bytes: Uint8Array,
  view: DataView,
  { path, method, packed, start, nameBytes }: Entry,
  limit: number,
): { start: number; end: number } {
  const names = start + LOCAL.bytes;
  if (names > limit || view.getUint32(start, true) !== LOCAL.signature) {
    refuse(path, "has no local header");
  }
  const nameEnd = names + view.getUint16(start + LOCAL.name, true);
  const data = nameEnd + view.getUint16(start + LOCAL.extra, true);
  if (data + packed > limit) refuse(path, "is cut off");
  const name = bytes.subarray(names, nameEnd);
  const isSame = name.length === nameBytes.length && name.every((byte, i) => byte === nameBytes[i]);
  if (
    !isSame ||
    view.getUint16(start + LOCAL.method, true) !== method ||
    (view.getUint16(start + LOCAL.flags, true) & ENCRYPTED) !== 0
  ) {
    refuse(path, "has a local header that contradicts the directory");
  }
  return { start: data, end: data + packed };
}

const GZIP_HEADER = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

function expanded(
  { path, method, crc, size }: Entry,
  data: Uint8Array,
  gunzip: Gunzip,
): Uint8Array {
  if (method === METHODS.stored && data.length !== size) refuse(path, "is not as long as it says");
  // Of its own, so that the archive itself need not be kept.
  const content = method === METHODS.stored ? data.slice() : inflated(data, crc, size, gunzip);
  if (content === null || content.length !== size || crc32(content) !== crc) {
    return refuse(path, "is damaged: its size or checksum is not what the directory says");
  }
  return content;
}

function inflated(data: Uint8Array, crc: number, size: number, gunzip: Gunzip): Uint8Array | null {
  const packed = new Uint8Array(GZIP_HEADER.length + data.length + 8);
  packed.set(GZIP_HEADER);
  packed.set(data, GZIP_HEADER.length);
  const view = new DataView(packed.buffer);
  view.setUint32(packed.length - 8, crc, true);
  view.setUint32(packed.length - 4, size, true);
  return gunzip(packed, Math.max(1, size));
}

/** Refuses a file that would also be a folder. */
function checkFolders(files: ReadonlyMap<string, unknown>): void {
  for (const path of files.keys()) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      if (files.has(path.slice(0, end))) refuse(path.slice(0, end), "is a file and a folder");
    }
  }
}

function u64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

/** @throws BadArchive about an entry */
export function refuse(path: string, reason: string): never {
  throw new BadArchive(`its entry ${JSON.stringify(shortened(path))} ${reason}`);
}

function shortened(path: string): string {
  return path.length > 100 ? `${path.slice(0, 100)}…` : path;
}
