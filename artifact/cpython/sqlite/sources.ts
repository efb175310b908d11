import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { putFile, type Tree } from "../../clang.js";
import { fetchPinned } from "../../fetch.js";
import type { BuildOptions } from "../../options.js";
import { applyPatches } from "../../patch.js";
import { loadFolder } from "../../tree.js";
import { PINNED_SQLITE } from "../pin.js";
import { generate } from "./generate.js";

/** SQLite's folder in the compiler's file system. */
const FOLDER = "sqlite";

/**
 * Files of `src/` that are left out: tests, the shell, other systems, debugging, other allocators and locks. The port
 * has its own random.c.
 */
const LEFT_OUT =
  /^(test.*|tclsqlite|mem[0235]|mutex_(unix|w32)|os_(kv|win)|treeview|dbpage|dbstat|random)\.c$/;

/** What the files that are generated are made from. */
const TEMPLATES = ["parse.y", "sqlite.h.in"];

const FLAGS = [
  "-Os",
  "-w",
  "-DSQLITE_CORE=1",
  "-DSQLITE_OS_UNIX=1",
  "-DHAVE_GMTIME_R=1",
  "-DHAVE_LOCALTIME_R=1",
  "-DHAVE_ISNAN=1",
  "-DHAVE_USLEEP=1",
  // No threads, shared memory, shared libraries or folders to sync.
  "-DSQLITE_THREADSAFE=0",
  "-DSQLITE_MAX_MMAP_SIZE=0",
  "-DSQLITE_MAX_WORKER_THREADS=0",
  "-DSQLITE_OMIT_LOAD_EXTENSION=1",
  "-DSQLITE_DISABLE_DIRSYNC=1",
  '-DSQLITE_DEFAULT_UNIX_VFS="unix"',
  // There need not be a folder for temporary files.
  "-DSQLITE_TEMP_STORE=3",
  "-DSQLITE_DEFAULT_MEMSTATUS=0",
  "-DSQLITE_ENABLE_MATH_FUNCTIONS=1",
  "-DSQLITE_UNTESTABLE=1",
  // What is nested nests in the engine's stack.
  "-DSQLITE_MAX_EXPR_DEPTH=100",
  "-DSQLITE_MAX_COMPOUND_SELECT=100",
  "-DSQLITE_MAX_LIKE_PATTERN_LENGTH=1000",
  "-DSQLITE_JSON_MAX_DEPTH=200",
];

/** Gets SQLite's source and loads it into a tree; returns its C files as paths in it. */
export async function loadSqlite(
  options: BuildOptions,
  tree: Tree,
  portDir: string,
  detail: (text: string) => void,
): Promise<string[]> {
  const dir = await fetchPinned(PINNED_SQLITE, options.workDir, detail);
  loadFolder(tree, join(dir, "src"), FOLDER);
  for (const name of TEMPLATES) {
    putFile(tree, `${FOLDER}/${name}`, readFileSync(join(dir, "src", name), "utf8"));
  }
  applyPatches(tree, FOLDER, join(portDir, "cpython/sqlite"));
  await generate(options, tree, dir, FOLDER, detail);
  const own = readdirSync(join(dir, "src")).filter(
    (name) => name.endsWith(".c") && !LEFT_OUT.test(name),
  );
  return [...own, "opcodes.c", "parse.c"].sort().map((name) => `${FOLDER}/${name}`);
}

/** Flags for one of SQLite's files; `null` for any other file. */
export function sqliteFlags(path: string): readonly string[] | null {
  if (!path.startsWith(`${FOLDER}/`)) return null;
  const system = ["-include", "port/cpython/sqlite/system.h"];
  return path === `${FOLDER}/os_unix.c` ? [...FLAGS, ...system] : FLAGS;
}
