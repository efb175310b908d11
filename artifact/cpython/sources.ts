import { readdirSync } from "node:fs";
import { join, posix } from "node:path";
import type { Tree } from "../clang.js";
import { loadFolder } from "../tree.js";
import { TREE } from "./flags.js";
import { MODULES } from "./modules.js";

/**
 * Files of the interpreter that this build does not need: loaders of shared libraries (except the one that
 * says there are none), substitutes for what other systems lack, files that others include, and the tables
 * of frozen modules, which the tool that creates them must do without.
 */
const EXCLUDED =
  /^(bytecodes|optimizer_bytecodes|dup2|dynload_(?!stub)\w+|emscripten_\w+|frozen|frozenmain)\.c$/;

const PARSER = [
  "action_helpers",
  "lexer/buffer",
  "lexer/lexer",
  "lexer/state",
  "myreadline",
  "parser",
  "peg_api",
  "pegen",
  "pegen_errors",
  "string_parser",
  "token",
  "tokenizer/file_tokenizer",
  "tokenizer/helpers",
  "tokenizer/readline_tokenizer",
  "tokenizer/string_tokenizer",
  "tokenizer/utf8_tokenizer",
].map((name) => `Parser/${name}.c`);

/** Files of `Modules/` that are part of the interpreter. */
const MAIN = ["Modules/gcmodule.c", "Modules/getbuildinfo.c", "Modules/main.c"];

/** Folders whose C files and headers others include. */
const FOLDERS = ["Include", "Modules", "Objects", "Parser", "Programs", "Python"];

/** Loads the port and CPython into memory for the compiler. */
export function loadSources(portDir: string, cpythonDir: string): Tree {
  const tree: Tree = {};
  for (const folder of ["common", "cpython"]) {
    loadFolder(tree, join(portDir, folder), `${TREE.port}/${folder}`);
  }
  for (const folder of FOLDERS) {
    loadFolder(tree, join(cpythonDir, folder), `${TREE.cpython}/${folder}`);
  }
  nameIncludesFromRoot(tree[TREE.cpython] as Tree, TREE.cpython);
  return tree;
}

/** The compiler's file system does not support `..`: such includes are named from the root instead. */
function nameIncludesFromRoot(folder: Tree, path: string): void {
  for (const [name, node] of Object.entries(folder)) {
    if (typeof node === "string") {
      folder[name] = node.replace(
        /^(\s*#\s*include\s+")(\.\.\/.*)"/gm,
        (_, include, relative) => `${include}${posix.join(path, relative)}"`,
      );
    } else if (!(node instanceof Uint8Array)) nameIncludesFromRoot(node, `${path}/${name}`);
  }
}

/** Lists the C files of the interpreter and its modules, as paths in the tree, always in the same order. */
export function listInterpreter(cpythonDir: string): string[] {
  const all = ["Objects", "Python"].flatMap((folder) =>
    readdirSync(join(cpythonDir, folder))
      .filter((name) => name.endsWith(".c") && !EXCLUDED.test(name))
      .sort()
      .map((name) => `${folder}/${name}`),
  );
  const modules = Object.values(MODULES).flatMap((files) => files.map((file) => `Modules/${file}`));
  return [...all, ...PARSER, ...MAIN, ...new Set(modules)].map((path) => `${TREE.cpython}/${path}`);
}

/** Lists the C files of the port. */
export function listPort(portDir: string): string[] {
  const own = ["", "depth/", "errno/", "sqlite/"].flatMap((folder) =>
    readdirSync(join(portDir, "cpython", folder))
      .filter((name) => name.endsWith(".c"))
      .map((name) => folder + name),
  );
  return [
    ...["elementary.c", "freed.c", "memory.c", "moves.c", "page_marks.c"].map(
      (name) => `${TREE.port}/common/${name}`,
    ),
    ...own.sort().map((name) => `${TREE.port}/cpython/${name}`),
  ];
}
