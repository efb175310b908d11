import { dirname } from "node:path";
import type { TestProgram } from "./discover.js";

/**
 * Python statements that give the program the files in `FILES`, by mounting a file system written
 * in Python at `FOLDER`. Only the import system is tested with it, so it can do no more than that
 * needs.
 */
const MOUNT_FILES = `
import io, os, sys, vfs

class Files:
    def mount(self, readonly, mkfs): pass
    def umount(self): pass
    def chdir(self, path): pass
    def getcwd(self): return ""

    def stat(self, path):
        path = path.strip("/")
        if path in FILES:
            return (0x8000,) + (0,) * 9
        if any(name.startswith(path + "/") for name in FILES):
            return (0x4000,) + (0,) * 9
        raise OSError(2)

    def open(self, path, mode):
        return io.BytesIO(FILES[path.strip("/")])

vfs.mount(Files(), FOLDER)
os.chdir(FOLDER)
sys.path[0] = FOLDER
`;

const COLLECT_AT_EVERY_ALLOCATION = `
import gc
gc.threshold(1)
`;

/** What has to happen in the interpreter before a test program starts. */
export interface Preparation {
  readonly gcStress: boolean;
  /** Files that programs of the `import` folder can import. */
  readonly importable: ReadonlyMap<string, string>;
}

/**
 * Gives the code that runs a test program in a fresh sandbox. Preparations run before it in
 * namespaces of their own, and the program is compiled under its own name, so that neither its
 * globals nor its line numbers change.
 */
export function programCode(test: TestProgram, preparation: Preparation): string {
  const steps: string[] = [];
  if (test.folder === "import") {
    const files = [...preparation.importable].map(
      ([path, text]) => `${literal(path)}: b${literal(utf8(text))}`,
    );
    const names = `{"FOLDER": ${literal(dirname(test.file))}, "FILES": {${files.join(", ")}}}`;
    steps.push(`exec(${literal(MOUNT_FILES)}, ${names})`);
  }
  if (preparation.gcStress) steps.push(`exec(${literal(COLLECT_AT_EVERY_ALLOCATION)}, {})`);
  if (steps.length === 0) return test.source;
  steps.push(`exec(compile(${literal(test.source)}, ${literal(test.file)}, "exec"))`);
  return steps.join("\n");
}

/** A JSON string is a Python string literal of the same value. */
function literal(text: string): string {
  return JSON.stringify(text);
}

/** Text whose character codes are the UTF-8 bytes of the given one. */
function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
