// The archive of a Python's library, all numbers little-endian; artifact/cpython/archive.ts writes it:
//
//   bytes 0-7    the magic
//   bytes 8-11   size of the index
//   then         the index in JSON: each file's path, and where its bytes start and end
//   the rest     the files' bytes
const MAGIC_BYTES = 8;
const HEADER_BYTES = 12;

type Index = readonly (readonly [path: string, start: number, end: number])[];

/** Reads the files of a library, which comes with the package and is trusted. */
export function readLibrary(archive: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const { buffer, byteOffset } = archive;
  const size = new DataView(buffer, byteOffset).getUint32(MAGIC_BYTES, true);
  const start = HEADER_BYTES + size;
  const index = new TextDecoder().decode(archive.subarray(HEADER_BYTES, start));
  const files = (JSON.parse(index) as Index).map(
    ([path, from, to]) => [path, archive.subarray(start + from, start + to)] as const,
  );
  return new Map(files);
}
