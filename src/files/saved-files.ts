import { isFilePath } from "../base/file-path.js";
import type { StoredEntry } from "./memory-store.js";

/** The content of a memory mount. */
export interface SavedMount {
  /** Path of the mount. */
  readonly path: string;
  readonly entries: readonly StoredEntry[];
}

/** Maximum overhead of a file or folder in bytes, beyond its content. Most of that is its path. */
export const ENTRY_BYTES = 8 * 1024;

// The format is the size of a JSON text, the text, and the contents of all files in a row. The text
// lists the mounts, each as its path and its entries: path, size (-1 for a folder) and time.
const HEADER_BYTES = 4;
type ListedEntry = [path: string, size: number, modifiedMs: number];
type ListedMount = [path: string, entries: ListedEntry[]];

/** Encodes the content of mounts. */
export function encodeSavedFiles(mounts: readonly SavedMount[]): Uint8Array {
  const listed: ListedMount[] = mounts.map(({ path, entries }) => [
    path,
    entries.map(({ path, bytes, modifiedMs }) => [path, bytes?.length ?? -1, modifiedMs]),
  ]);
  const list = new TextEncoder().encode(JSON.stringify(listed));
  const contents = mounts.flatMap(({ entries }) => entries.map(({ bytes }) => bytes ?? NO_BYTES));
  const size = contents.reduce((sum, { length }) => sum + length, 0);
  const encoded = new Uint8Array(HEADER_BYTES + list.length + size);
  new DataView(encoded.buffer).setUint32(0, list.length, true);
  encoded.set(list, HEADER_BYTES);
  let at = HEADER_BYTES + list.length;
  for (const bytes of contents) {
    encoded.set(bytes, at);
    at += bytes.length;
  }
  return encoded;
}

/** Decodes the content of mounts. The bytes are untrusted; returns `null` if they are damaged. */
export function decodeSavedFiles(encoded: Uint8Array): SavedMount[] | null {
  try {
    const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length);
    const start = HEADER_BYTES + view.getUint32(0, true);
    if (start > encoded.length) return null;
    const list = new TextDecoder().decode(encoded.subarray(HEADER_BYTES, start));
    let rest = encoded.subarray(start);
    const mounts = (JSON.parse(list) as ListedMount[]).map(([path, entries]) => ({
      path: checked(path, path === "/" || (path.startsWith("/") && isFilePath(path.slice(1)))),
      entries: entries.map(([name, size, modifiedMs]) => {
        checked(size, Number.isInteger(size) && size >= -1 && size <= rest.length);
        const bytes = size === -1 ? null : rest.slice(0, size);
        rest = rest.subarray(Math.max(size, 0));
        return {
          path: checked(name, isFilePath(name, path)),
          bytes,
          modifiedMs: checked(modifiedMs, Number.isFinite(modifiedMs)),
        };
      }),
    }));
    return rest.length === 0 ? mounts : null;
  } catch {
    return null;
  }
}

const NO_BYTES = new Uint8Array();

function checked<T>(value: T, isGood: boolean): T {
  if (!isGood) throw new TypeError("not the content of mounts");
  return value;
}
