import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { REPOSITORY_DIR } from "../options.js";
import { LIB_DIR } from "./flags.js";
import { Guest } from "./guest.js";
import type { Files } from "./wasi.js";

/** What the port adds at the end of modules of Lib. */
const ADDITIONS_DIR = join(REPOSITORY_DIR, "port/cpython/lib_more");

/** Folders of Lib that are useless in a sandbox: tests, windows, terminals, installers. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "__phello__",
  "__pycache__",
  "curses",
  "ensurepip",
  "idlelib",
  "lib2to3",
  "msilib",
  "test",
  "tkinter",
  "turtledemo",
  "venv",
]);

const LEFT_OUT_FILES: ReadonlySet<string> = new Set([
  "__hello__.py",
  "turtle.py",
  "_aix_support.py",
  "_android_support.py",
  "_apple_support.py",
  "_ios_support.py",
]);

/** Folders of which only these files are kept, because other modules need them. */
const KEPT: ReadonlyMap<string, readonly string[]> = new Map([
  ["_pyrepl", ["__init__.py", "pager.py"]],
  ["dbm", ["__init__.py", "dumb.py", "sqlite3.py"]],
]);

/** Reads the sources of Lib, by the paths where programs see them. */
export function readLib(cpythonDir: string): Files {
  const files: Files = new Map();
  const own = ["common/python", "cpython/lib"].map((path) => join(REPOSITORY_DIR, "port", path));
  for (const dir of [join(cpythonDir, "Lib"), ...own]) readFolder(dir, LIB_DIR, files);
  const additions = readdirSync(ADDITIONS_DIR, { recursive: true }) as string[];
  for (const name of additions.filter((path) => path.endsWith(".py"))) {
    const path = `${LIB_DIR}/${name}`;
    files.set(path, withAddition(name, files.get(path) ?? new Uint8Array()));
  }
  return files;
}

/** A module of Lib with what the port adds to it, if anything. */
export function withAddition(name: string, module: Uint8Array): Buffer {
  const path = join(ADDITIONS_DIR, name);
  return Buffer.concat([module, existsSync(path) ? readFileSync(path) : new Uint8Array()]);
}

function readFolder(dir: string, at: string, files: Files): void {
  const kept = KEPT.get(basename(dir));
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (kept !== undefined && !kept.includes(entry.name)) continue;
    const [path, target] = [join(dir, entry.name), `${at}/${entry.name}`];
    if (entry.isDirectory()) {
      if (!LEFT_OUT.has(entry.name)) readFolder(path, target, files);
    } else if (!LEFT_OUT_FILES.has(entry.name) && entry.name.endsWith(".py")) {
      files.set(target, readFileSync(path));
    }
  }
}

/** Compiles Lib by running the artifact. */
export function compileLib(wasm: Uint8Array, initialPages: number, lib: Files): Files {
  const files: Files = new Map(lib);
  const guest = new Guest(new WebAssembly.Module(wasm as BufferSource), files, initialPages);
  guest.run(readScript("compile_lib.py"));
  const compiled = [...files].filter(([path]) => path.startsWith("/out/"));
  return new Map(compiled.map(([path, bytes]) => [path.slice("/out".length), bytes]));
}

/**
 * Starts the artifact and imports the usual modules.
 *
 * @param from where the memory to keep starts: after the stack.
 * @returns all memory from there on.
 */
export function makeImage(
  wasm: Uint8Array,
  initialPages: number,
  from: number,
  lib: Files,
): Uint8Array {
  const module = new WebAssembly.Module(wasm as BufferSource);
  const guest = new Guest(module, new Map(lib), initialPages);
  guest.run(readScript("image.py"));
  return guest.copyMemory(from);
}

function readScript(name: string): string {
  return readFileSync(join(REPOSITORY_DIR, "port/cpython/scripts", name), "utf8");
}
