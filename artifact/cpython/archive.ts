// An archive of files, all numbers little-endian; src/files/library.ts reads it:
//
//   bytes 0-7    the magic
//   bytes 8-11   size of the index
//   then         the index in JSON: each file's path, and where its bytes start and end
//   the rest     the files' bytes
const MAGIC = new TextEncoder().encode("MPYFILES");
const HEADER_BYTES = 12;

/** Puts files into one, in the order of their paths. */
export function encodeArchive(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  let end = 0;
  const index = sorted.map(([path, bytes]) => {
    const start = end;
    end += bytes.length;
    return [path, start, end] as const;
  });
  const text = new TextEncoder().encode(JSON.stringify(index));
  const archive = new Uint8Array(HEADER_BYTES + text.length + end);
  archive.set(MAGIC);
  new DataView(archive.buffer).setUint32(MAGIC.length, text.length, true);
  archive.set(text, HEADER_BYTES);
  let at = HEADER_BYTES + text.length;
  for (const [, bytes] of sorted) {
    archive.set(bytes, at);
    at += bytes.length;
  }
  return archive;
}
