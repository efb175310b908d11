import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "../clang.js";
import { loadFolder } from "../tree.js";
import { TREE } from "./flags.js";

/**
 * C files of MicroPython's core that a WebAssembly build never needs: assemblers and native emitters,
 * non-local returns of other machines; the interpreter, which the port includes; and files that the port
 * replaces.
 */
const CORE_EXCLUDED =
  /^(asm|emitn|emitinline|nativeglue|nlr(?!setjmp|\.c)|stackctrl|map\.c|modcmath\.c|objdeque\.c|qstr\.c|vm\.c|parsenum\.c|formatfloat\.c)/;

/** Modules and helpers of MicroPython beside its core. */
const EXTENSIONS = [
  "extmod/modbinascii.c",
  "extmod/moddeflate.c",
  "extmod/modhashlib.c",
  "extmod/modheapq.c",
  "extmod/modos.c",
  "extmod/modplatform.c",
  "extmod/modselect.c",
  "extmod/modtime.c",
  "extmod/modvfs.c",
  "extmod/vfs.c",
  "extmod/vfs_posix.c",
  "extmod/vfs_posix_file.c",
  "extmod/vfs_reader.c",
];

/** Files of `port/common/` that MicroPython uses. */
const COMMON = ["common/elementary.c", "common/freed.c", "common/memory.c", "common/moves.c"];

/** Files of the port that MicroPython's modules include. */
const INCLUDED = ["fstring.c", "match_compile.c", "modos.c", "modtime.c"];

/** Folders of MicroPython whose headers (and C files included by other C files) are needed. */
const MICROPYTHON_FOLDERS = [
  "py",
  "extmod",
  "shared",
  "lib/crypto-algorithms",
  "lib/oofatfs",
  "lib/uzlib",
];

/** Loads the port and MicroPython's sources into memory for the compiler. */
export function loadSources(portDir: string, micropythonDir: string): Tree {
  const tree: Tree = {};
  for (const folder of ["common", "micropython"]) {
    loadFolder(tree, join(portDir, folder), `${TREE.port}/${folder}`);
  }
  for (const folder of MICROPYTHON_FOLDERS) {
    loadFolder(tree, join(micropythonDir, folder), `${TREE.micropython}/${folder}`);
  }
  return tree;
}

/** Lists the C files that make up the artifact, as paths in the tree, always in the same order. */
export function listSources(portDir: string, micropythonDir: string): string[] {
  const port = ["micropython", "micropython/libc"].flatMap((folder) =>
    readdirSync(join(portDir, folder))
      .filter((name) => name.endsWith(".c") && !INCLUDED.includes(name))
      .map((name) => `${folder}/${name}`),
  );
  const core = readdirSync(join(micropythonDir, "py"))
    .filter((name) => name.endsWith(".c") && !CORE_EXCLUDED.test(name))
    .map((name) => `py/${name}`);
  return [
    ...[...COMMON, ...port].sort().map((path) => `${TREE.port}/${path}`),
    ...[...core.sort(), ...EXTENSIONS].map((path) => `${TREE.micropython}/${path}`),
  ];
}
