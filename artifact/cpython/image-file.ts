// The image of a booted interpreter; src/engine/image-file.ts reads it:
//
//   bytes 0-7    the magic
//   bytes 8-39   SHA-256 of the artifact
//   the rest     its memory, from the end of the stack to the last byte in use
const MAGIC = new TextEncoder().encode("MPYIMAGE");
const HASH_BYTES = 32;

/**
 * Turns the memory of a booted interpreter into a file.
 *
 * @param artifactHash SHA-256 of the artifact, in hexadecimal, from its identity.
 */
export function encodeImage(artifactHash: string, memory: Uint8Array): Uint8Array {
  const file = new Uint8Array(MAGIC.length + HASH_BYTES + memory.length);
  file.set(MAGIC);
  file.set(Buffer.from(artifactHash, "hex"), MAGIC.length);
  file.set(memory, MAGIC.length + HASH_BYTES);
  return file;
}
