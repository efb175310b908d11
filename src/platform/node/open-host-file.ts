import { readFileSync, realpathSync, statSync } from "node:fs";
import type { HostFile } from "../../base/platform.js";

/** Looks at a file of the host. @throws an error of `node:fs` if it cannot be read, an Error if it is too large */
export function openHostFile(path: string, maxBytes: number): HostFile {
  const found = realpathSync.native(path);
  const { dev, ino, size, mtimeNs, ctimeNs } = plainFile(found, maxBytes);
  return {
    version: [found, dev, ino, size, mtimeNs, ctimeNs].join("\0"),
    read: () => readFileSync(found),
  };
}

function plainFile(path: string, maxBytes: number) {
  const stats = statSync(path, { bigint: true });
  if (!stats.isFile()) throw new Error("it is not a file");
  if (stats.size > maxBytes) throw new Error(`it has ${stats.size} bytes`);
  return stats;
}
