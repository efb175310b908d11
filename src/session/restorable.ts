import { MicroPythonFileError, MicroPythonInvalidStateError } from "../base/errors.js";
import { checkApart, defaultMemoryMount, type MountSettings } from "../base/mounts.js";
import { mountsOf, type RunSettings } from "../base/options.js";
import type { InstancePool } from "../engine/pool.js";
import { decodeState } from "../engine/saved-state.js";
import type { Snapshot } from "../engine/snapshot.js";
import { MemoryStore } from "../files/memory-store.js";
import { decodeSavedFiles, ENTRY_BYTES, type SavedMount } from "../files/saved-files.js";

/** What a restored session starts with. */
export interface Restorable {
  readonly snapshot: Snapshot;
  readonly content: readonly SavedMount[];
  /** The mounts in the options, and the saved session's memory mounts that are not among them. */
  readonly mounts: readonly MountSettings[];
}

type MemoryMountSettings = MountSettings & { kind: "memory" };

/**
 * Decodes a saved session. Its memory mounts are restored with it; the options, or the default limits of a
 * memory mount, limit how much they may hold.
 *
 * @throws MicroPythonInvalidStateError
 */
export function restorable(
  bytes: Uint8Array,
  pool: InstancePool,
  settings: RunSettings,
): Restorable {
  const asked = mountsOf(settings);
  const { snapshot, files } = decodeState(bytes, pool.booted, {
    memoryBytes: settings.memoryBytes,
    filesBytes: filesBytes([...asked.filter(isMemory), defaultMemoryMount("/")]),
  });
  const content = decodeSavedFiles(files);
  if (content === null) throw new MicroPythonInvalidStateError("its files are damaged");
  const carried = content.map(({ path }) => path);
  const missing = carried.filter((path) => !asked.some((mount) => mount.path === path));
  const mounts = [...asked, ...missing.map(defaultMemoryMount)];
  for (const { path, entries } of content) {
    const mount = mounts.find((mount) => mount.path === path);
    if (mount === undefined || !isMemory(mount)) {
      const reason = `it has files in memory at ${path}, where something else is mounted`;
      throw new MicroPythonInvalidStateError(reason);
    }
    orInvalid(() => new MemoryStore(mount, () => 0).replace(entries));
  }
  orInvalid(() => checkApart(mounts));
  return { snapshot, content, mounts };
}

function isMemory(mount: MountSettings): mount is MemoryMountSettings {
  return mount.kind === "memory";
}

function filesBytes(mounts: readonly MemoryMountSettings[]): number {
  return mounts.reduce((sum, { maxBytes, maxFiles }) => sum + maxBytes + maxFiles * ENTRY_BYTES, 0);
}

function orInvalid(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof MicroPythonFileError || error instanceof RangeError)) throw error;
    throw new MicroPythonInvalidStateError(`its files cannot be mounted: ${error.message}`);
  }
}
