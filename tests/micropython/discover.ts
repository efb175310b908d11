import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDERS } from "./options.js";

/** One program of MicroPython's test suite. */
export interface TestProgram {
  /** Path inside the suite, such as `basics/list1.py`. */
  readonly path: string;
  readonly folder: string;
  /** Absolute path, which is also the program's name, here and in CPython. */
  readonly file: string;
  readonly source: string;
  /** Contents of the `.exp` file beside it, or `null` if CPython's output is expected. */
  readonly expFile: string | null;
}

/** Lists the programs of all folders, like MicroPython's own runner: each `.py` file is one. */
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

const WITH_FILES = /^(io|import)\/|^extmod\/vfs_posix|^unicode\/file|^basics\/sys_path\.py$/;

/** Whether a program needs the files beside it, or a folder to write to. */
export function needsFiles(path: string): boolean {
  return WITH_FILES.test(path);
}
