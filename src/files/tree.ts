import { MAX_PATH_NAMES } from "../base/file-path.js";
import type { FileEntry, FileKind } from "../base/file-store.js";

/** Something in a folder, or in one of the folders inside. */
export interface TreeEntry {
  readonly names: readonly string[];
  readonly kind: FileKind;
}

/**
 * Everything below a folder, each folder before what it contains. Folders that are nested deeper than
 * a path can name are left out.
 */
export function* treeEntries(
  root: readonly string[],
  list: (names: readonly string[]) => readonly FileEntry[],
): Generator<TreeEntry> {
  const open = [{ names: root, entries: list(root).values() }];
  for (let folder = open[0]; folder !== undefined; folder = open[open.length - 1]) {
    const next = folder.entries.next();
    if (next.done) {
      open.pop();
      continue;
    }
    const { name, kind } = next.value;
    const names = [...folder.names, name];
    yield { names, kind };
    if (kind === "folder" && names.length < MAX_PATH_NAMES) {
      open.push({ names, entries: list(names).values() });
    }
  }
}
