import { createHash } from "node:crypto";
import { crc32, deflateRawSync } from "node:zlib";

/** An entry of a zip archive; by default it is what an ordinary tool writes. */
export interface ZipEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  /** How it is compressed: 0 for not at all. */
  readonly method?: number;
  /** Unix mode, in the upper half of the attributes. */
  readonly mode?: number;
  readonly flags?: number;
  /** What the directory says instead of what is true. */
  readonly size?: number;
  readonly packed?: number;
  readonly crc?: number;
  /** Where the directory says that it starts. */
  readonly start?: number;
  /** Its name in the local header. */
  readonly localPath?: string;
  /** Whether its numbers are in fields of 64 bits. */
  readonly isZip64?: boolean;
}

/** What the end of an archive says instead of what is true. */
export interface ZipEnd {
  readonly count?: number;
  readonly start?: number;
  readonly size?: number;
  readonly comment?: string;
  readonly isZip64?: boolean;
}

/** Writes a zip archive. */
export function zipOf(entries: readonly ZipEntry[], end: ZipEnd = {}): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? "");
    const method = entry.method ?? 8;
    const data = method === 8 ? deflateRawSync(content) : content;
    const numbers = {
      crc: entry.crc ?? crc32(content),
      packed: entry.packed ?? data.length,
      size: entry.size ?? content.length,
      start: entry.start ?? at,
    };
    const local = header(0x04034b50, entry.localPath ?? entry.path, entry, method, numbers);
    directory.push(header(0x02014b50, entry.path, entry, method, numbers));
    parts.push(local, data);
    at += local.length + data.length;
  }
  const listed = Buffer.concat(directory);
  const given = {
    count: end.count ?? entries.length,
    size: end.size ?? listed.length,
    start: end.start ?? at,
  };
  return new Uint8Array(Buffer.concat([...parts, listed, endOf(given, end, at + listed.length)]));
}

interface Numbers {
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly start: number;
}

function header(
  signature: number,
  path: string,
  { flags = 0x800, mode = 0o100644, isZip64 = false }: ZipEntry,
  method: number,
  { crc, packed, size, start }: Numbers,
): Buffer {
  const isCentral = signature === 0x02014b50;
  const name = Buffer.from(path);
  const extra = Buffer.alloc(isZip64 ? (isCentral ? 28 : 20) : 0);
  if (isZip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(extra.length - 4, 2);
    [size, packed, start].slice(0, isCentral ? 3 : 2).forEach((number, i) => {
      extra.writeBigUInt64LE(BigInt(number), 4 + 8 * i);
    });
  }
  const in32 = (number: number) => (isZip64 ? 0xffffffff : number);
  const fixed = Buffer.alloc(isCentral ? 46 : 30);
  let at = fixed.writeUInt32LE(signature, 0);
  if (isCentral) at = fixed.writeUInt16LE(0x0314, at);
  at = fixed.writeUInt16LE(45, at);
  at = fixed.writeUInt16LE(flags, at);
  at = fixed.writeUInt16LE(method, at);
  at = fixed.writeUInt32LE(0x21, at);
  at = fixed.writeUInt32LE(crc, at);
  at = fixed.writeUInt32LE(in32(packed), at);
  at = fixed.writeUInt32LE(in32(size), at);
  at = fixed.writeUInt16LE(name.length, at);
  at = fixed.writeUInt16LE(extra.length, at);
  if (isCentral) {
    fixed.writeUInt32LE((mode << 16) >>> 0, 38);
    fixed.writeUInt32LE(in32(start), 42);
  }
  return Buffer.concat([fixed, name, extra]);
}

function endOf(
  { count, size, start }: { count: number; size: number; start: number },
  { comment = "", isZip64 = false }: ZipEnd,
  at: number,
): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(isZip64 ? 0xffff : count, 8);
  end.writeUInt16LE(isZip64 ? 0xffff : count, 10);
  end.writeUInt32LE(isZip64 ? 0xffffffff : size, 12);
  end.writeUInt32LE(isZip64 ? 0xffffffff : start, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  const text = Buffer.from(comment);
  if (!isZip64) return Buffer.concat([end, text]);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(at), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end, text]);
}

/** What is not as it should be in a wheel. */
export interface WheelChanges {
  /** What `RECORD` says of a file, instead of what is true; `null` for nothing. */
  readonly record?: Readonly<Record<string, string | null>>;
  /** Entries that `RECORD` does not know. */
  readonly added?: readonly ZipEntry[];
  /** Left out of the archive. */
  readonly removed?: readonly string[];
  readonly end?: ZipEnd;
}

/** Writes a wheel of a distribution called `demo`. */
export function wheelOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  { record = {}, added = [], removed = [], end }: WheelChanges = {},
): Uint8Array {
  const info = "demo-1.0.dist-info";
  const all: Record<string, string | Uint8Array> = {
    ...files,
    [`${info}/METADATA`]: "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
    [`${info}/WHEEL`]:
      "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  };
  const rows = Object.entries(all).flatMap(([path, content]) => {
    const hash = createHash("sha256").update(content).digest("base64url");
    const row =
      record[path] === undefined ? `sha256=${hash},${Buffer.byteLength(content)}` : record[path];
    return row === null ? [] : [`${path},${row}`];
  });
  all[`${info}/RECORD`] = `${rows.join("\n")}\n${info}/RECORD,,\n`;
  const entries = Object.entries(all)
    .filter(([path]) => !removed.includes(path))
    .map(([path, content]) => ({ path, content }));
  return zipOf([...entries, ...added], end);
}
