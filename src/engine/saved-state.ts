import { crc32 } from "../base/crc32.js";
import { MicroPythonInvalidStateError } from "../base/errors.js";
import type { Platform } from "../base/platform.js";
import { decodeMemory, encodeMemory, type MemoryOrigin } from "./saved-memory.js";
import type { Snapshot } from "./snapshot.js";

// A saved state, all numbers little-endian:
//
//   bytes 0-7    the magic
//   bytes 8-11   version of the format
//   bytes 12-15  CRC-32 of what follows
//   the rest     gzip of:
//     bytes 0-31   SHA-256 of the artifact
//     bytes 32-39  the interpreter's clock, a double in milliseconds
//     bytes 40-43  size of the files
//     then         the files
//     the rest     the memory: see saved-memory.ts
const MAGIC = new TextEncoder().encode("MPYSTATE");
const VERSION = 4;
const HEADER_BYTES = 16;
const HASH_BYTES = 32;
const FILES_AT = HASH_BYTES + 12;

/** A hundred years: clocks count nanoseconds in 64 bits. */
const MAX_ELAPSED_MS = 100 * 365 * 24 * 3600 * 1000;

/** What a state belongs to, and what it is stored relative to. */
export interface StateOrigin extends MemoryOrigin {
  readonly platform: Platform;
}

/** Everything that is saved. */
export interface SavedState {
  readonly snapshot: Snapshot;
  /** Bytes that only the caller interprets. */
  readonly files: Uint8Array;
}

/** Maximum sizes of the parts of a state, in bytes. */
export interface StateLimits {
  /** The interpreter's memory. */
  readonly memoryBytes: number;
  readonly filesBytes: number;
}

/** Encodes a state as bytes that another process or machine can continue from. */
export function encodeState({ snapshot, files }: SavedState, origin: StateOrigin): Uint8Array {
  const memory = encodeMemory(snapshot, origin, origin.platform);
  const memoryAt = FILES_AT + files.length;
  const content = new Uint8Array(memoryAt + memory.length);
  content.set(hexBytes(origin.artifact.hash));
  const header = new DataView(content.buffer);
  header.setFloat64(HASH_BYTES, snapshot.elapsedMs, true);
  header.setUint32(HASH_BYTES + 8, files.length, true);
  content.set(files, FILES_AT);
  content.set(memory, memoryAt);

  const compressed = origin.platform.gzip(content);
  const bytes = new Uint8Array(HEADER_BYTES + compressed.length);
  bytes.set(MAGIC);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, crc32(compressed), true);
  bytes.set(compressed, HEADER_BYTES);
  return bytes;
}

/**
 * Decodes such bytes. The content of the memory is not checked: it can do no more than Python code could,
 * because everything that an interpreter passes out is checked.
 *
 * @throws MicroPythonInvalidStateError
 */
export function decodeState(
  bytes: Uint8Array,
  origin: StateOrigin,
  limits: StateLimits,
): SavedState {
  const { artifact, platform } = origin;
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new MicroPythonInvalidStateError("the bytes are not a saved session");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint32(8, true);
  if (version !== VERSION) {
    const reason = `its format has version ${version}, and this package reads version ${VERSION}`;
    throw new MicroPythonInvalidStateError(reason);
  }
  const compressed = bytes.subarray(HEADER_BYTES);
  if (view.getUint32(12, true) !== crc32(compressed)) {
    throw new MicroPythonInvalidStateError("it is damaged or truncated");
  }
  // Runs are so far apart that all of them take less than the memory itself.
  const maxBytes = FILES_AT + limits.filesBytes + limits.memoryBytes + 8;
  const content = decompress(compressed, platform, maxBytes);
  if (hexBytes(artifact.hash).some((byte, i) => content[i] !== byte)) {
    throw new MicroPythonInvalidStateError("it was saved with another artifact");
  }
  if (content.length < FILES_AT) throw senseless();
  const header = new DataView(content.buffer);
  const elapsedMs = header.getFloat64(HASH_BYTES, true);
  const memoryAt = FILES_AT + header.getUint32(HASH_BYTES + 8, true);
  const files = content.subarray(FILES_AT, memoryAt);
  const memory = content.subarray(memoryAt);
  if (!(elapsedMs >= 0 && elapsedMs < MAX_ELAPSED_MS)) throw senseless();
  const snapshot = decodeMemory(memory, origin, elapsedMs, limits.memoryBytes);
  if (snapshot === null) throw senseless();
  if (snapshot === "too large" || files.length > limits.filesBytes) throw tooLarge();
  return { snapshot, files };
}

function senseless(): MicroPythonInvalidStateError {
  return new MicroPythonInvalidStateError("its content makes no sense");
}

function tooLarge(): MicroPythonInvalidStateError {
  return new MicroPythonInvalidStateError("it needs more memory than allowed");
}

function decompress(
  bytes: Uint8Array,
  platform: Platform,
  maxBytes: number,
): Uint8Array<ArrayBuffer> {
  const content = platform.gunzip(bytes, maxBytes);
  if (content === null) {
    throw tooLarge();
  }
  return new Uint8Array(content);
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}
