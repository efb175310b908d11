import { MicroPythonInvalidStateError } from "../../base/errors.js";
import { DIGEST_BYTES, hmac } from "../../base/sha256.js";

// Signed bytes: the magic, an HMAC with SHA-256 of what follows, and the bytes.
const MAGIC = new TextEncoder().encode("PYSIGNED");
const HEADER_BYTES = MAGIC.length + DIGEST_BYTES;

/** Signs bytes, if there is a key. */
export function signed(bytes: Uint8Array, key: Uint8Array | undefined): Uint8Array {
  if (key === undefined) return bytes.slice();
  const all = new Uint8Array(HEADER_BYTES + bytes.length);
  all.set(MAGIC);
  all.set(hmac(key, bytes), MAGIC.length);
  all.set(bytes, HEADER_BYTES);
  return all;
}

/** Returns what was signed. @throws MicroPythonInvalidStateError if it was not signed with the key */
export function unsigned(bytes: Uint8Array, key: Uint8Array | undefined): Uint8Array {
  const isSigned = bytes.length >= HEADER_BYTES && MAGIC.every((byte, i) => bytes[i] === byte);
  if (key === undefined) {
    if (isSigned)
      throw new MicroPythonInvalidStateError("it is signed; option signingKey is missing");
    return bytes;
  }
  if (!isSigned) throw new MicroPythonInvalidStateError("it is not signed");
  const content = bytes.subarray(HEADER_BYTES);
  const expected = hmac(key, content);
  // In the same time, wherever they differ.
  const difference = expected.reduce(
    (all, byte, i) => all | (byte ^ (bytes[MAGIC.length + i] as number)),
    0,
  );
  if (difference !== 0) throw new MicroPythonInvalidStateError("its signature is wrong");
  return content;
}
