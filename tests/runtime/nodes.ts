import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Other versions of Node, each another version of V8. */
export const VERSIONS = ["20.19.5", "24.9.0"];

const PLATFORM = `${process.platform}-${process.arch}`;
const ROOT = join(import.meta.dirname, "../..");

/** A Node, and a folder for its scripts. */
export interface OtherNode {
  readonly node: string;
  readonly folder: string;
}

/** Installs a version of Node from npm, once. Returns it, or why there is none. */
export function install(version: string): OtherNode | { readonly reason: string } {
  const folder = join(ROOT, `build/runtimes/node-${version}`);
  const node = join(folder, `node_modules/node-${PLATFORM}/bin/node`);
  if (existsSync(node)) return { node, folder };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
  try {
    const args = ["install", ...flags, `node-${PLATFORM}@${version}`];
    execFileSync("npm", args, { cwd: folder, stdio: "pipe", timeout: 300_000 });
  } catch {
    return { reason: `npm cannot install node-${PLATFORM}@${version} here` };
  }
  return existsSync(node) ? { node, folder } : { reason: `node-${PLATFORM} holds no bin/node` };
}

/**
 * Runs a script in another Node.
 *
 * @param script a module that finds the package's address and `data` in `process.argv[2]`, as JSON.
 * @returns what it prints, parsed as JSON.
 */
export function ask({ node, folder }: OtherNode, name: string, script: string, data: unknown) {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, script);
  const library = new URL("../../dist/index.node.js", import.meta.url).href;
  const given = JSON.stringify([library, data]);
  const answer = execFileSync(node, [path, given], { encoding: "utf8", timeout: 300_000 });
  return JSON.parse(answer) as unknown;
}
