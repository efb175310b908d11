import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BuildError } from "./progress.js";
import { runTool } from "./run-tool.js";

/**
 * Unpacks a tar archive into a folder, unless the folder already holds exactly what was unpacked.
 *
 * The archive's bytes are handed to tar directly, so what is unpacked is what the caller has hashed. A
 * stamp beside the folder is written last and keeps the hash of all its files: a folder that was
 * changed, or never completed, is unpacked again.
 *
 * @param options `strip`: how many leading folders of each path to drop.
 * @throws BuildError with tar's message.
 */
export async function unpack(
  archive: Uint8Array,
  dir: string,
  { strip }: { strip: number },
): Promise<string> {
  const stamp = `${dir}.sha256`;
  if (existsSync(dir) && existsSync(stamp) && readFileSync(stamp, "utf8") === hashTree(dir)) {
    return dir;
  }
  const partial = `${dir}.partial`;
  for (const path of [stamp, dir, partial]) await rm(path, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await runTool(
    "tar",
    ["-x", ...compressionFlag(archive), "-f", "-", "-C", partial, `--strip-components=${strip}`],
    { input: archive, install: "install tar and xz-utils" },
  );
  const hash = hashTree(partial);
  await rename(partial, dir);
  await writeFile(`${stamp}.partial`, hash);
  await rename(`${stamp}.partial`, stamp);
  return dir;
}

/** How archives of each kind begin, and tar's flag for it: tar cannot detect it in a stream. */
const COMPRESSIONS: readonly (readonly [magic: readonly number[], flag: string])[] = [
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "--xz"],
  [[0x1f, 0x8b], "--gzip"],
  [[0x42, 0x5a, 0x68], "--bzip2"],
  [[0x28, 0xb5, 0x2f, 0xfd], "--zstd"],
];

function compressionFlag(archive: Uint8Array): string[] {
  const found = COMPRESSIONS.find(([magic]) => magic.every((byte, at) => archive[at] === byte));
  return found === undefined ? [] : [found[1]];
}

/** Hashes the paths, kinds, contents and times of everything below a folder. */
function hashTree(dir: string): string {
  const digest = createHash("sha256");
  for (const path of (readdirSync(dir, { recursive: true }) as string[]).sort()) {
    const full = join(dir, path);
    const info = lstatSync(full);
    let content = "";
    if (info.isFile()) content = createHash("sha256").update(readFileSync(full)).digest("hex");
    else if (info.isSymbolicLink()) content = readlinkSync(full);
    else if (!info.isDirectory()) throw new BuildError(`${full} is not a file, folder or link`);
    const kind = info.isFile() ? "file" : info.isDirectory() ? "folder" : "link";
    const time = info.isFile() ? Math.floor(info.mtimeMs / 1000) : 0;
    digest.update(`${JSON.stringify([path, kind, time, content])}\n`);
  }
  return digest.digest("hex");
}
