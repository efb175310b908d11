import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { putFile, runLLVMTool, type Tree } from "../clang.js";
import type { Source } from "../fetch.js";
import type { BuildOptions } from "../options.js";
import { BuildError } from "../progress.js";
import { runTool } from "../run-tool.js";
import { preprocessorFlags, TREE } from "./flags.js";

/**
 * Generates the headers that MicroPython's C files include as `genhdr/…`, with MicroPython's own
 * Python scripts: interned strings, registered modules, root pointers and the version.
 *
 * @param sources all C files, as paths in `tree`.
 * @returns the folder that holds `genhdr/`.
 */
export async function generateHeaders(
  options: BuildOptions,
  source: Source,
  tree: Tree,
  sources: readonly string[],
): Promise<string> {
  const dir = join(options.workDir, `generated-${options.variant}`);
  const genhdr = join(dir, "genhdr");
  await rm(dir, { recursive: true, force: true });
  await mkdir(genhdr, { recursive: true });

  const script = async (name: string, args: string[], saveAs?: string) => {
    const { stdout } = await runTool("python3", [join(source.dir, "py", name), ...args], {
      cwd: dir,
      env: {
        SOURCE_DATE_EPOCH: String(source.dateEpoch),
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONHASHSEED: "0",
        // The version is that of the source, not of a repository that its folder happens to be in.
        GIT_CEILING_DIRECTORIES: dirname(source.dir),
      },
      install: "install Python 3",
    });
    if (saveAs !== undefined) await writeFile(join(genhdr, saveAs), stdout);
  };

  await script("makeversionhdr.py", [join(genhdr, "mpversion.h")]);
  putFile(
    tree,
    `${TREE.generated}/genhdr/mpversion.h`,
    await readFile(join(genhdr, "mpversion.h"), "utf8"),
  );

  await writeFile(join(genhdr, "all.i"), await preprocessAll(options, tree, sources));
  for (const [mode, output] of [
    ["qstr", "qstrdefs.collected.h"],
    ["module", "moduledefs.collected"],
    ["root_pointer", "root_pointers.collected"],
  ] as const) {
    const pieces = join(genhdr, mode);
    await mkdir(pieces);
    await script("makeqstrdefs.py", ["split", mode, join(genhdr, "all.i"), pieces, "_"]);
    await script("makeqstrdefs.py", ["cat", mode, "_", pieces, join(genhdr, output)]);
  }
  await script("makemoduledefs.py", [join(genhdr, "moduledefs.collected")], "moduledefs.h");
  await script(
    "make_root_pointers.py",
    [join(genhdr, "root_pointers.collected")],
    "root_pointers.h",
  );

  const collected = await readFile(join(genhdr, "qstrdefs.collected.h"), "utf8");
  const builtin = await readFile(join(source.dir, "py/qstrdefs.h"), "utf8");
  await writeFile(
    join(genhdr, "qstrdefs.preprocessed.h"),
    await preprocessQstrs(options, tree, builtin + collected),
  );
  await script(
    "makeqstrdata.py",
    [join(genhdr, "qstrdefs.preprocessed.h")],
    "qstrdefs.generated.h",
  );

  for (const name of ["moduledefs.h", "root_pointers.h", "qstrdefs.generated.h"]) {
    putFile(tree, `${TREE.generated}/genhdr/${name}`, await readFile(join(genhdr, name), "utf8"));
  }
  return dir;
}

/**
 * Preprocesses every source in one go. The scripts tell the files apart by the line markers, so
 * a single file that includes all others will do, and takes a second instead of one per file.
 */
async function preprocessAll(
  options: BuildOptions,
  tree: Tree,
  sources: readonly string[],
): Promise<string> {
  const includes = sources.map((path) => `#include "${path}"\n`).join("");
  const text = await preprocess([...preprocessorFlags(options), "-DNO_QSTR", "-w"], tree, includes);
  // The scripts name files after the markers, and would skip names that start with a dot.
  return text.replace(/^(# \d+ ")\.\//gm, "$1");
}

/** Resolves the conditions in the list of interned strings, and leaves its `Q(…)` lines as they are. */
async function preprocessQstrs(
  options: BuildOptions,
  tree: Tree,
  definitions: string,
): Promise<string> {
  const quoted = definitions.replace(/^Q\(.*\)/gm, '"$&"');
  const resolved = await preprocess([...preprocessorFlags(options), "-w"], tree, quoted);
  return resolved.replace(/^"(Q\(.*\))"/gm, "$1");
}

async function preprocess(flags: string[], tree: Tree, text: string): Promise<string> {
  const result = await runLLVMTool("clang", ["-E", ...flags, "all.c"], { ...tree, "all.c": text });
  if (!result.ok) throw new BuildError(`preprocessing failed:\n${result.messages}`);
  return result.stdout;
}
