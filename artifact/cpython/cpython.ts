import { readFileSync } from "node:fs";
import { join } from "node:path";
import { putFile } from "../clang.js";
import type { Source } from "../fetch.js";
import { type BuildOptions, REPOSITORY_DIR } from "../options.js";
import { MARK_TABLE_BYTES } from "../passes/mark-pages.js";
import { applyPatches } from "../patch.js";
import { BuildError } from "../progress.js";
import type { FinishedArtifact, Prepared, Python } from "../python.js";
import type { WasmModule } from "../wasm/module.js";
import { encodeArchive } from "./archive.js";
import { loadCompression } from "./compression.js";
import { compilerFlags, flagsOf, LIB_DIR, LIBRARIES, STACK_BYTES, TREE } from "./flags.js";
import { freeze } from "./freeze.js";
import { encodeImage } from "./image-file.js";
import { compileLib, makeImage, readLib } from "./lib.js";
import { configC } from "./modules.js";
import { PINNED_SOURCE } from "./pin.js";
import { CPYTHON_POLICY } from "./policy.js";
import { listInterpreter, listPort, loadSources } from "./sources.js";
import { loadSqlite } from "./sqlite/sources.js";
import { compileTimeZones } from "./time-zones.js";

const PORT_DIR = join(REPOSITORY_DIR, "port");
const CONFIG = `${TREE.generated}/config.c`;

/** CPython, as the pipeline builds it. */
export const CPYTHON: Python = {
  name: "cpython",
  source: PINNED_SOURCE,
  stackBytes: STACK_BYTES,
  stackLimit: 0,
  marks: "inside",
  policy: CPYTHON_POLICY,
  libraries: LIBRARIES,
  prepare,
  finish,
  version,
};

async function prepare(
  options: BuildOptions,
  source: Source,
  detail: (text: string) => void,
): Promise<Prepared> {
  const tree = loadSources(PORT_DIR, source.dir);
  const compression = await loadCompression(tree, options.workDir, detail);
  const sqlite = await loadSqlite(options, tree, PORT_DIR, detail);
  applyPatches(tree, TREE.cpython, join(PORT_DIR, "cpython"));
  putFile(tree, CONFIG, configC());
  const libraries = [...compression, ...sqlite];
  const files = [...listInterpreter(source.dir), ...libraries, CONFIG, ...listPort(PORT_DIR)];
  const prepared = {
    tree,
    files,
    flags: compilerFlags(options),
    flagsOf: (path: string) => flagsOf(path, source.dateEpoch),
  };
  await freeze(options, source, prepared, detail);
  const withTables = ["Modules/getpath.c", "Python/frozen.c"];
  return { ...prepared, files: [...files, ...withTables.map((path) => `${TREE.cpython}/${path}`)] };
}

/** Lib, compiled by the artifact itself; the memory of a started interpreter; and CPython's licence. */
async function finish(
  options: BuildOptions,
  source: Source,
  { bytes, hash, pageMarksAt }: FinishedArtifact,
  { initialPages }: WasmModule,
  detail: (text: string) => void,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const zones = await compileTimeZones(options, detail);
  const lib = new Map([...compileLib(bytes, initialPages, readLib(source.dir)), ...zones]);
  const image = makeImage(bytes, initialPages, STACK_BYTES, lib);
  // No page has been written to since the image was restored.
  if (pageMarksAt !== null) {
    const at = pageMarksAt - STACK_BYTES;
    image.fill(0, at, at + MARK_TABLE_BYTES);
  }
  const paths = [...lib].map(([path, code]) => [path.slice(LIB_DIR.length + 1), code] as const);
  detail(`${lib.size} files, ${image.length >> 10} KiB of image`);
  return new Map([
    ["lib", encodeArchive(new Map(paths))],
    ["image", encodeImage(hash, image)],
    ["LICENSE", readFileSync(join(source.dir, "LICENSE"))],
  ]);
}

function version(source: Source): string {
  const header = readFileSync(join(source.dir, PINNED_SOURCE.marker), "utf8");
  const match = /^#define PY_VERSION\s+"(3\.13\.\d+)/m.exec(header);
  if (match === null) throw new BuildError(`${PINNED_SOURCE.marker} does not name a CPython 3.13`);
  return match[1] as string;
}
