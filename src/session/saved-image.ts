import { checkNumber, describe, type Normalisers, normalise, wholeNumbers } from "../base/check.js";
import { MicroPythonInvalidStateError } from "../base/errors.js";
import type { ImageParts } from "../base/image.js";
import { isUint8Array } from "../base/kinds.js";
import { DEFAULT_MEMORY, LIMIT_NORMALISERS } from "../base/limits.js";
import { checkApart, checkMounts, type Mount, type MountSettings } from "../base/mounts.js";
import { PYTHONS, type PythonName } from "../base/pythons.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import { decodeState, encodeState } from "../engine/saved-state.js";
import { deltaOf, wholeOf } from "../engine/snapshot.js";
import { MemoryStore } from "../files/memory-store.js";
import { decodeSavedFiles, encodeSavedFiles, type SavedMount } from "../files/saved-files.js";

// A saved image, all numbers little-endian:
//
//   bytes 0-7   the magic
//   byte 8      version of the format
//   byte 9      which Python: its place in PYTHONS_BY_NUMBER
//   the rest    a saved state (engine/saved-state.ts), whose files are:
//     4 bytes   size of the description
//     then      the description, in JSON: the default of `memoryBytes`, and the mounts
//     the rest  what is in the mounts
const MAGIC = new TextEncoder().encode("PYSETUPS");
const VERSION = 1;
const HEADER_BYTES = 10;
const SIZE_BYTES = 4;

const PYTHONS_BY_NUMBER: readonly PythonName[] = ["micropython", "cpython"];

/** A mount in the description: read-only files have no limits. */
interface DescribedMount {
  readonly path: string;
  readonly isPackages?: true;
  readonly memory?: { readonly maxBytes: number; readonly maxFiles: number };
}

interface Description {
  readonly memoryBytes: number;
  readonly mounts: readonly DescribedMount[];
}

/** Limits for a saved image. */
export interface LoadImageOptions {
  /**
   * Maximum memory that programs from the image may have in use at their start, in bytes. It is rounded down
   * to whole pages of 64 KiB.
   *
   * @defaultValue the default of the option `memoryBytes` of `run`
   */
  readonly memoryBytes?: number;
  /**
   * Maximum size of the files in the image together with their names, in bytes.
   *
   * @defaultValue 64 MiB
   */
  readonly maxFileBytes?: number;
}

const DEFAULT_FILE_BYTES = 64 * 1024 * 1024;
const FILE_BYTES = wholeNumbers(0, 2 ** 31 - 1);

const NORMALISERS: Normalisers<Required<LoadImageOptions>> = {
  memoryBytes: (value) => LIMIT_NORMALISERS.memoryBytes(value),
  maxFileBytes: (value = DEFAULT_FILE_BYTES) => checkNumber("maxFileBytes", value, FILE_BYTES),
};

/** What an image is made of. */
export function imageParts(
  pool: InstancePool,
  mounts: readonly MountSettings[],
  memoryBytes: number,
): ImageParts {
  const { artifact, image, booted, files } = pool;
  const { difference } = deltaOf(image, booted.image, artifact.stackBytes, pool.platform);
  const readOnly = mounts.flatMap((mount) =>
    mount.kind === "files" || mount.kind === "packages" ? [...mount.files.values()] : [],
  );
  const written = files.flatMap(({ entries }) => entries.map(({ bytes }) => bytes));
  const fileBytes = [...readOnly, ...written].reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);
  const stats = Object.freeze({
    memoryBytes: artifact.stackBytes + image.memory.length,
    ownBytes: difference.bytes.length,
    fileBytes,
  });
  return { python: artifact.python, stats, memoryBytes, mounts, pool };
}

/** Encodes an image. */
export function encodeImage({ python, memoryBytes, mounts, pool }: ImageParts): Uint8Array {
  const { image, files, booted } = pool as InstancePool;
  const description: Description = { memoryBytes, mounts: mounts.map(describedMount) };
  const described = new TextEncoder().encode(JSON.stringify(description));
  const content = encodeSavedFiles([...files, ...mounts.flatMap(contentOfFiles)]);
  const all = new Uint8Array(SIZE_BYTES + described.length + content.length);
  new DataView(all.buffer).setUint32(0, described.length, true);
  all.set(described, SIZE_BYTES);
  all.set(content, SIZE_BYTES + described.length);
  const state = encodeState({ snapshot: image, files: all }, booted);
  const bytes = new Uint8Array(HEADER_BYTES + state.length);
  bytes.set(MAGIC);
  bytes.set([VERSION, PYTHONS_BY_NUMBER.indexOf(python)], MAGIC.length);
  bytes.set(state, HEADER_BYTES);
  return bytes;
}

/** Decodes an image. The bytes are untrusted. @throws TypeError, RangeError, MicroPythonInvalidStateError */
export async function decodeImage(
  pools: InstancePools,
  bytes: Uint8Array,
  options: LoadImageOptions = {},
): Promise<ImageParts> {
  checkBytes(bytes);
  const limits = normalise(options, NORMALISERS);
  const saved = bytes.slice();
  const { pool, mounts, memoryBytes } = decodeWith(
    await pools.packaged(pythonOf(saved)),
    saved,
    limits,
  );
  return imageParts(await pools.forImage(pool), mounts, memoryBytes);
}

/** The synchronous twin of `decodeImage`. */
export function decodeImageSync(
  pools: InstancePools,
  bytes: Uint8Array,
  options: LoadImageOptions = {},
): ImageParts {
  checkBytes(bytes);
  const limits = normalise(options, NORMALISERS);
  const { pool, mounts, memoryBytes } = decodeWith(
    pools.packagedSync(pythonOf(bytes)),
    bytes,
    limits,
  );
  return imageParts(pools.forImageSync(pool), mounts, memoryBytes);
}

function checkBytes(bytes: Uint8Array): void {
  if (isUint8Array(bytes)) return;
  throw new TypeError(`a saved image is ${describe(bytes)}; allowed is a Uint8Array`);
}

/** The Python of a saved image. @throws MicroPythonInvalidStateError if the bytes are none */
function pythonOf(saved: Uint8Array): PythonName {
  if (saved.length < HEADER_BYTES || MAGIC.some((byte, i) => saved[i] !== byte)) {
    throw new MicroPythonInvalidStateError("the bytes are not a saved image");
  }
  const version = saved[MAGIC.length];
  if (version !== VERSION) {
    const reason = `its format has version ${version}, and this package reads version ${VERSION}`;
    throw new MicroPythonInvalidStateError(reason);
  }
  const python = PYTHONS_BY_NUMBER[saved[MAGIC.length + 1] as number];
  if (python === undefined) throw new MicroPythonInvalidStateError("it has an unknown Python");
  return python;
}

function decodeWith(
  booted: InstancePool,
  saved: Uint8Array,
  limits: Required<LoadImageOptions>,
): Pick<ImageParts, "mounts" | "memoryBytes"> & { readonly pool: InstancePool } {
  const { artifact } = booted;
  const { memoryBytes, maxFileBytes: filesBytes } = limits;
  const most = memoryBytes === DEFAULT_MEMORY ? PYTHONS[artifact.python].memoryBytes : memoryBytes;
  const limitsOfState = { memoryBytes: most, filesBytes };
  const { snapshot, files } = decodeState(saved.subarray(HEADER_BYTES), booted, limitsOfState);
  const { description, content } = decodeFiles(files);
  const mounts = mountsFrom(description, content);
  const isMemory = (path: string) =>
    mounts.some((mount) => mount.path === path && mount.kind === "memory");
  const memory = snapshot.kind === "delta" ? wholeOf(snapshot, artifact.stackBytes) : snapshot;
  const pool = booted.startingFrom(
    memory,
    content.filter(({ path }) => isMemory(path)),
  );
  return { pool, mounts, memoryBytes: Math.min(most, description.memoryBytes) };
}

function decodeFiles(files: Uint8Array): { description: Description; content: SavedMount[] } {
  try {
    const view = new DataView(files.buffer, files.byteOffset, files.length);
    const end = SIZE_BYTES + view.getUint32(0, true);
    const text = new TextDecoder().decode(files.subarray(SIZE_BYTES, end));
    const { memoryBytes, mounts } = JSON.parse(text) as Description;
    const checked = LIMIT_NORMALISERS.memoryBytes(memoryBytes);
    const content = decodeSavedFiles(files.subarray(end));
    if (content !== null && checked !== DEFAULT_MEMORY) {
      return { description: { memoryBytes: checked, mounts }, content };
    }
  } catch {
    // Whatever is wrong with it.
  }
  throw new MicroPythonInvalidStateError("its files are damaged");
}

/** The mounts of an image, checked like those that are options. */
function mountsFrom(
  { mounts }: Description,
  content: readonly SavedMount[],
): readonly MountSettings[] {
  try {
    const options = mounts.map(({ path, memory }): Mount => {
      if (memory !== undefined) return { path, memory };
      const entries = content.find((mount) => mount.path === path)?.entries ?? [];
      const files = Object.create(null) as Record<string, Uint8Array>;
      for (const { path, bytes } of entries) if (bytes !== null) files[path] = bytes;
      return { path, files };
    });
    const checked = checkMounts(options);
    checkApart(checked);
    for (const mount of checked) {
      const entries = content.find(({ path }) => path === mount.path)?.entries ?? [];
      if (mount.kind === "memory") new MemoryStore(mount, () => 0).replace(entries);
    }
    return checked.map((mount, i) =>
      mounts[i]?.isPackages === true && mount.kind === "files"
        ? { path: mount.path, kind: "packages", files: mount.files }
        : mount,
    );
  } catch {
    throw new MicroPythonInvalidStateError("its mounts are damaged");
  }
}

function describedMount(mount: MountSettings): DescribedMount {
  if (mount.kind === "packages") return { path: mount.path, isPackages: true };
  if (mount.kind !== "memory") return { path: mount.path };
  const { path, maxBytes, maxFiles } = mount;
  return { path, memory: { maxBytes, maxFiles } };
}

function contentOfFiles(mount: MountSettings): SavedMount[] {
  if (mount.kind !== "files" && mount.kind !== "packages") return [];
  const entries = [...mount.files].map(([path, bytes]) => ({ path, bytes, modifiedMs: 0 }));
  return [{ path: mount.path, entries }];
}
