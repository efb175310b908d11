import { readFileSync } from "node:fs";
import { join } from "node:path";
import { putFile, type Tree } from "../clang.js";
import { compileAll } from "../compile.js";
import { fetchPinned } from "../fetch.js";
import { commonFlags } from "../flags.js";
import { link } from "../link.js";
import type { BuildOptions } from "../options.js";
import { BuildError } from "../progress.js";
import { loadFolder } from "../tree.js";
import { LIB_DIR } from "./flags.js";
import { runCommand } from "./guest.js";
import { PINNED_TZ } from "./pin.js";
import type { Files } from "./wasi.js";

/** Where `zoneinfo` finds the zones; port/cpython/lib/_sysconfigdata__wasi_.py says the same. */
const ZONES_DIR = `${LIB_DIR}/zoneinfo/zones`;

const CONTINENTS = ["africa", "antarctica", "asia", "australasia", "europe"];
const ZONE_SOURCES = [...CONTINENTS, "northamerica", "southamerica", "etcetera", "backward"];

/** Where the compiler, which writes to the root folder, reads. */
const SOURCES = "/source/";

const STACK_BYTES = 1024 * 1024;

const FLAGS = ["-O1", "-w", "-DHAVE_GETTEXT=0", "-DHAVE_GETRANDOM=0", "-Itz", "-I."];

/**
 * Compiles the time zone database with its own compiler, which runs here.
 *
 * @returns the files by the paths where programs see them.
 */
export async function compileTimeZones(
  options: BuildOptions,
  detail: (text: string) => void,
): Promise<Files> {
  const dir = join(await fetchPinned(PINNED_TZ, options.workDir, detail), "tz");
  const tree: Tree = {};
  loadFolder(tree, dir, "tz");
  putFile(
    tree,
    "version.h",
    'static char const PKGVERSION[] = "", TZVERSION[] = "", REPORT_BUGS_TO[] = "";',
  );
  putFile(tree, "tzdir.h", '#define TZDEFAULT "/localtime"\n#define TZDIR "/"\n');
  putFile(tree, "lacking.c", "#include <sys/types.h>\nmode_t umask(mode_t mask) { return mask; }");
  const flags = [
    ...commonFlags(options),
    "-D_WASI_EMULATED_SIGNAL",
    "-include",
    "lacking.h",
    ...FLAGS,
  ];
  putFile(tree, "lacking.h", "#include <sys/types.h>\nmode_t umask(mode_t);\n");
  const prepared = { tree, files: ["tz/zic.c", "lacking.c"], flags, flagsOf: () => [] };
  const objects = await compileAll(options, prepared, detail);
  const libraries = ["-lwasi-emulated-signal"];
  const { wasm } = await link(objects, { stackBytes: STACK_BYTES, libraries, isCommand: true });
  const paths = ZONE_SOURCES.map((name) => `${SOURCES}${name}`);
  const files: Files = new Map(
    ZONE_SOURCES.map((name) => [`${SOURCES}${name}`, readFileSync(join(dir, name))] as const),
  );
  const module = new WebAssembly.Module(wasm as BufferSource);
  const { status, output } = runCommand(module, ["zic", "-b", "slim", "-d", "/", ...paths], files);
  const zones = [...files].filter(([path]) => !path.startsWith(SOURCES));
  if (status !== 0 || zones.length === 0) {
    throw new BuildError(`the time zones could not be compiled:\n${output}`);
  }
  detail(`${zones.length} time zones`);
  return new Map(zones.map(([path, bytes]) => [`${ZONES_DIR}${path}`, bytes]));
}
