import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { putFile, type Tree } from "./clang.js";

/** Adds the C files and headers of a folder, at any depth, to a tree. */
export function loadFolder(tree: Tree, dir: string, at: string): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) loadFolder(tree, path, `${at}/${entry.name}`);
    else if (/\.([ch]|inc)$/.test(entry.name))
      putFile(tree, `${at}/${entry.name}`, readFileSync(path, "utf8"));
  }
}
