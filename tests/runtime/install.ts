// Runtimes that npm has.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
/** Where npm installs runtimes, and what they run. */
export const RUNTIMES_DIR = join(ROOT, "build/runtimes");
const INSTALL_TIMEOUT_MS = 300_000;
const NODE = `node-${process.platform}-${process.arch}`;

/** A version of Node: its folder, its executable, and its package. */
export function nodeOf(version: string) {
  const folder = join(RUNTIMES_DIR, `node-${version}`);
  const path = join(folder, `node_modules/${NODE}/bin/node`);
  return { folder, path, packages: [`${NODE}@${version}`] };
}

/** Installs packages from npm, once. Returns why that is impossible, if so. */
export function installPackages(
  folder: string,
  packages: readonly string[],
  executable: string,
): string | null {
  if (existsSync(executable)) return null;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const flags = ["--no-audit", "--no-fund", "--no-package-lock"];
  try {
    execFileSync("npm", ["install", ...flags, ...packages], {
      cwd: folder,
      stdio: "pipe",
      timeout: INSTALL_TIMEOUT_MS,
    });
  } catch {
    return `npm cannot install ${packages.join(" ")} here`;
  }
  return existsSync(executable) ? null : `${packages.join(" ")} has no ${executable}`;
}
