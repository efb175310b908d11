import { crc32 } from "../base/crc32.js";
import { MicroPythonWasmInvalidState } from "../base/errors.js";
import type { Platform } from "../base/platform.js";
import type { Artifact } from "./artifact.js";
import type { Snapshot } from "./snapshot.js";

// A saved state, all numbers little-endian:
//
//   bytes 0-7    the magic
//   bytes 8-11   version of the format
//   bytes 12-15  CRC-32 of what follows
//   the rest     gzip of:
//     bytes 0-31   SHA-256 of the artifact
//     bytes 32-39  the interpreter's clock, a double in milliseconds
//     the rest     its memory, each byte XOR that of an interpreter that has just booted
const MAGIC = new TextEncoder().encode("MPYSTATE");
const VERSION = 1;
const HEADER_BYTES = 16;
const HASH_BYTES = 32;
const MEMORY_AT = HASH_BYTES + 8;

/** What a state belongs to, and what it is told apart from. */
export interface StateOrigin {
  readonly artifact: Artifact;
  /** The state of an interpreter that has just booted. */
  readonly image: Snapshot;
  readonly platform: Platform;
}

/** Turns a snapshot into bytes that another process or machine can go on from. */
export function encodeState(snapshot: Snapshot, origin: StateOrigin): Uint8Array {
  const content = new Uint8Array(MEMORY_AT + snapshot.memory.length);
  content.set(hexBytes(origin.artifact.hash));
  new DataView(content.buffer).setFloat64(HASH_BYTES, snapshot.elapsedMs, true);
  content.set(snapshot.memory, MEMORY_AT);
  xor(content.subarray(MEMORY_AT), origin.image.memory);

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
 * Turns such bytes into a snapshot again. What is in its memory is not looked at: it can do no more
 * than Python code could, as everything that comes out of an interpreter is checked.
 *
 * @param maxMemoryBytes most memory that the interpreter may have.
 * @throws MicroPythonWasmInvalidState
 */
export function decodeState(
  bytes: Uint8Array,
  origin: StateOrigin,
  maxMemoryBytes: number,
): Snapshot {
  const { artifact, image, platform } = origin;
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new MicroPythonWasmInvalidState("the bytes are no saved session");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint32(8, true);
  if (version !== VERSION) {
    const reason = `its format has version ${version}, and this package reads version ${VERSION}`;
    throw new MicroPythonWasmInvalidState(reason);
  }
  const compressed = bytes.subarray(HEADER_BYTES);
  if (view.getUint32(12, true) !== crc32(compressed)) {
    throw new MicroPythonWasmInvalidState("it is damaged, or was cut off");
  }
  const content = decompress(
    compressed,
    platform,
    MEMORY_AT + maxMemoryBytes - artifact.stackBytes,
  );
  if (hexBytes(artifact.hash).some((byte, i) => content[i] !== byte)) {
    throw new MicroPythonWasmInvalidState("it was saved with another artifact");
  }
  const elapsedMs = new DataView(content.buffer).getFloat64(HASH_BYTES, true);
  const memory = content.subarray(MEMORY_AT);
  if (!(elapsedMs >= 0 && elapsedMs < Infinity) || memory.length < image.memory.length) {
    throw new MicroPythonWasmInvalidState("its content makes no sense");
  }
  xor(memory, image.memory);
  return { memory, elapsedMs };
}

function decompress(
  bytes: Uint8Array,
  platform: Platform,
  maxBytes: number,
): Uint8Array<ArrayBuffer> {
  const content = platform.gunzip(bytes, maxBytes);
  if (content === null) {
    const reason = "it needs more memory than is allowed";
    throw new MicroPythonWasmInvalidState(reason);
  }
  return new Uint8Array(content);
}

function xor(target: Uint8Array, other: Uint8Array): void {
  const length = Math.min(target.length, other.length);
  for (let i = 0; i < length; i++) target[i] = (target[i] as number) ^ (other[i] as number);
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}
