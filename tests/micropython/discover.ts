import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDERS } from "./options.js";

/** One program of MicroPython's test suite. */
export interface TestProgram {
  /** Path inside the suite, such as `basics/list1.py`. */
  readonly path: string;
  readonly folder: string;
  /** Absolute path, which is what the program is called, here and in CPython. */
  readonly file: string;
  readonly source: string;
  /** Contents of the `.exp` file beside it, or `null` where CPython tells what to expect. */
  readonly expFile: string | null;
}

/** Lists the programs of all folders, as MicroPython's own runner does: each `.py` file is one. */
export function discoverTests(suiteDir: string): TestProgram[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(suiteDir, folder))
      .filter((name) => name.endsWith(".py"))
      .sort()
      .map((name) => readTest(suiteDir, `${folder}/${name}`, folder)),
  );
}

function readTest(suiteDir: string, path: string, folder: string): TestProgram {
  const file = join(suiteDir, path);
  return {
    path,
    folder,
    file,
    source: readFileSync(file, "utf8"),
    expFile: existsSync(`${file}.exp`) ? readFileSync(`${file}.exp`, "utf8") : null,
  };
}

/**
 * Reads the Python files that the programs of the `import` folder import from beside them.
 *
 * @returns sources by path relative to that folder, such as `pkg/mod.py`.
 */
export function readImportableFiles(suiteDir: string): Map<string, string> {
  const dir = join(suiteDir, "import");
  const paths = readdirSync(dir, { recursive: true, encoding: "utf8" });
  const sources = paths.filter((path) => path.endsWith(".py")).sort();
  return new Map(sources.map((path) => [path, readFileSync(join(dir, path), "utf8")]));
}
