import { encodeText } from "../../base/bytes.js";
import type { MountSettings } from "../../base/mounts.js";
import { Sha256 } from "../../base/sha256.js";
import { CHECK_BYTES } from "./journal.js";

type Files = ReadonlyMap<string, Uint8Array>;

/** Hashing all of them again for each run would take long. */
const known = new WeakMap<Files, Uint8Array>();

/** Identifies all read-only files that a program can see. */
export function filesDigest(mounts: readonly MountSettings[]): Uint8Array {
  const all = new Sha256();
  for (const mount of sorted(mounts, ({ path }) => path)) {
    all.update(new Sha256().update(encodeText(mount.path)).digest());
    if (mount.kind === "files" || mount.kind === "packages") all.update(digestOf(mount.files));
  }
  return all.digest().slice(0, CHECK_BYTES);
}

/** The same whatever the order in which the options name them. */
function sorted<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function digestOf(files: Files): Uint8Array {
  let digest = known.get(files);
  if (digest === undefined) {
    const all = new Sha256();
    for (const [path, bytes] of sorted([...files], ([path]) => path)) {
      all.update(new Sha256().update(encodeText(path)).digest());
      all.update(new Sha256().update(bytes).digest());
    }
    digest = all.digest();
    known.set(files, digest);
  }
  return digest;
}
