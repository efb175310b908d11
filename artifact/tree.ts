import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { putFile, type Tree } from "./clang.js";
import { TREE } from "./flags.js";

/** Folders of MicroPython whose headers (and C files included by other C files) are needed. */
const MICROPYTHON_FOLDERS = [
  "py",
  "extmod",
  "shared",
  "lib/crypto-algorithms",
  "lib/oofatfs",
  "lib/re1.5",
  "lib/uzlib",
];

/** Loads the port and MicroPython's sources into memory for the compiler. */
export function loadTree(portDir: string, micropythonDir: string): Tree {
  const tree: Tree = {};
  loadFolder(tree, portDir, TREE.port);
  for (const folder of MICROPYTHON_FOLDERS) {
    loadFolder(tree, join(micropythonDir, folder), `${TREE.micropython}/${folder}`);
  }
  return tree;
}

/** Adds the C files and headers of a folder, at any depth, to a tree. */
export function loadFolder(tree: Tree, dir: string, at: string): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) loadFolder(tree, path, `${at}/${entry.name}`);
    else if (/\.[ch]$/.test(entry.name))
      putFile(tree, `${at}/${entry.name}`, readFileSync(path, "utf8"));
  }
}
