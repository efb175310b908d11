import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { putFile } from "../clang.js";
import { compileAll } from "../compile.js";
import type { Source } from "../fetch.js";
import { link } from "../link.js";
import type { BuildOptions } from "../options.js";
import { BuildError } from "../progress.js";
import type { Prepared } from "../python.js";
import { LIBRARIES, STACK_BYTES, TREE } from "./flags.js";
import { runCommand } from "./guest.js";
import { withAddition } from "./lib.js";

/** The files of CPython's own tool, besides the interpreter. */
const TOOL = ["Modules/getpath_noop.c", "Programs/_freeze_module.c"].map(
  (path) => `${TREE.cpython}/${path}`,
);

/** One module to freeze. */
export interface FrozenModule {
  readonly name: string;
  /** Its source, relative to CPython's source folder. */
  readonly source: string;
}

/**
 * Compiles the modules that CPython starts with to bytecode, and adds the resulting headers to the tree. This
 * uses CPython's own tool, linked with the same objects as the artifact and run here.
 */
export async function freeze(
  options: BuildOptions,
  source: Source,
  prepared: Prepared,
  detail: (text: string) => void,
): Promise<void> {
  const files = [...prepared.files, ...TOOL];
  const objects = await compileAll(options, { ...prepared, files }, detail);
  const linking = { stackBytes: STACK_BYTES, libraries: LIBRARIES, isCommand: true };
  const tool = new WebAssembly.Module((await link(objects, linking)).wasm as BufferSource);
  for (const { name, source: path } of await listFrozenModules(source.dir)) {
    detail(`freezing ${name}`);
    const files = new Map([["/module.py", await readModule(source.dir, path)]]);
    const { status, output } = runCommand(tool, ["", name, "/module.py", "/module.h"], files);
    const header = files.get("/module.h");
    if (status !== 0 || header === undefined) {
      throw new BuildError(`${path} could not be frozen:\n${output}`);
    }
    const at = `${TREE.cpython}/Python/frozen_modules/${name}.h`;
    putFile(prepared.tree, at, Buffer.from(header).toString());
  }
}

async function readModule(cpythonDir: string, path: string): Promise<Buffer> {
  const module = await readFile(join(cpythonDir, path));
  return path.startsWith("Lib/") ? withAddition(path.slice("Lib/".length), module) : module;
}

/** Reads from CPython's table of frozen modules which headers it needs. */
export async function listFrozenModules(cpythonDir: string): Promise<FrozenModule[]> {
  const table = await readFile(join(cpythonDir, "Python/frozen.c"), "utf8");
  const packages = new Set(["__phello__", "__phello__.ham"]);
  const names = [...table.matchAll(/^#include "frozen_modules\/(.+)\.h"/gm)].map(
    (match) => match[1] as string,
  );
  const listed = names.map((name) => {
    if (name === "frozen_only") return { name, source: "Tools/freeze/flag.py" };
    const path = name.replaceAll(".", "/");
    return { name, source: `Lib/${path}${packages.has(name) ? "/__init__" : ""}.py` };
  });
  return [...listed, { name: "getpath", source: "Modules/getpath.py" }];
}
