import { MicroPythonInvalidArtifactError } from "../base/errors.js";
import type { Artifact } from "./artifact.js";
import type { WholeSnapshot } from "./snapshot.js";

// The image of a booted interpreter; artifact/cpython/image-file.ts writes it:
//
//   bytes 0-7    the magic
//   bytes 8-39   SHA-256 of the artifact
//   the rest     its memory, from the end of the stack to the last byte in use
const MAGIC = new TextEncoder().encode("MPYIMAGE");
const HEADER_BYTES = 40;

/**
 * Decodes the state that an artifact's interpreters start from.
 *
 * @throws MicroPythonInvalidArtifactError if the file is not an image of this artifact.
 */
export function decodeImage(file: Uint8Array, { hash }: Artifact): WholeSnapshot {
  if (file.length < HEADER_BYTES || MAGIC.some((byte, i) => file[i] !== byte)) {
    throw new MicroPythonInvalidArtifactError("its image file is not an image");
  }
  const own = Array.from(file.subarray(MAGIC.length, HEADER_BYTES), (byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  if (own.join("") !== hash) {
    throw new MicroPythonInvalidArtifactError("its image belongs to another artifact");
  }
  return { kind: "whole", memory: file.subarray(HEADER_BYTES), elapsedMs: 0 };
}
