/** How stored bytes begin. */
const AS_THEY_ARE = 0;
const DEFLATED = 1;

/** Compresses bytes, if that makes them smaller. */
export async function compressed(bytes: Uint8Array): Promise<Uint8Array> {
  const chunks = readAll(through(bytes, new CompressionStream("deflate-raw")), bytes.length);
  const deflated = await chunks.catch(() => null);
  return deflated === null ? marked(AS_THEY_ARE, bytes) : marked(DEFLATED, deflated);
}

/** Undoes `compressed`. @throws RangeError if the bytes are damaged, or more than `maxBytes` */
export async function decompressed(stored: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  const content = stored.subarray(1);
  try {
    if (stored[0] === AS_THEY_ARE) return await readAll([content], maxBytes);
    if (stored[0] === DEFLATED) {
      return await readAll(through(content, new DecompressionStream("deflate-raw")), maxBytes);
    }
  } catch {
    // Whatever is wrong with it.
  }
  throw new RangeError("the stored state is damaged, or larger than maxBytes");
}

function marked(how: number, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(1 + bytes.length);
  all[0] = how;
  all.set(bytes, 1);
  return all;
}

function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
): AsyncIterable<Uint8Array> {
  const source = new Blob([new Uint8Array(bytes)]).stream();
  return source.pipeThrough(stream) as unknown as AsyncIterable<Uint8Array>;
}

/** @throws RangeError if there are more bytes. */
async function readAll(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError("too many bytes");
    pieces.push(chunk);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
