import {
  MicroPythonGuestError,
  MicroPythonWasmError,
  type PythonName,
  runSync,
} from "micropython-wasm";
import { inWordsOfOptions } from "./report.js";

/** Importing may take long, and more than a program may usually use. */
const LIMITS = { fuel: null, wallTimeoutMs: 120_000, memoryBytes: 512 * 1024 * 1024 } as const;

/** Lists what can be imported by its name alone, and the files with native code. */
const LIST = `
import os, sys
NATIVE = (".so", ".pyd")
folders = [path for path in sys.path if path.startswith("/packages/")]
names, natives = set(), []
for folder in folders:
    for path, inner, files in os.walk(folder):
        inner[:] = sorted(name for name in inner if name.isidentifier() and name != "__pycache__")
        if path == folder:
            names.update(name.partition(".")[0] for name in files if name.endswith((".py", *NATIVE)))
        elif any(name.endswith((".py", *NATIVE)) for name in files):
            names.add(path[len(folder) + 1:].partition("/")[0])
        natives.extend(f"{path}/{name}" for name in sorted(files) if name.endswith(NATIVE))
[sorted(filter(str.isidentifier, names)), natives]`;

/** Number of names in a path such as `/packages/demo.whl/module.so`, with the empty one at its start. */
const ROOT_NAMES = 4;

interface Checked {
  /** One line for each module. */
  readonly report: string;
  readonly areAllImported: boolean;
}

/**
 * Imports each module of packages, in a fresh interpreter.
 *
 * @throws RangeError if there are no such packages.
 */
export function checkPackages(packages: readonly string[], python: PythonName): Checked {
  const listed = runSync(LIST, { ...LIMITS, python: "cpython", packages }).value;
  const [names, natives] = listed as [string[], string[]];
  const width = Math.max(0, ...names.map((name) => name.length));
  let good = 0;
  const lines = names.map((name) => {
    const own = natives.filter((path) => path.split("/")[3]?.split(".")[0] === name);
    const problem = problemOf(name, own, packages, python);
    if (problem === null) good += 1;
    const without = own.length === 0 ? "" : `, without its native code: ${own.join(", ")}`;
    return `${name.padEnd(width)}  ${problem ?? `can be imported${without}`}\n`;
  });
  const report = `${lines.join("")}${good} of ${names.length} modules can be imported\n`;
  return { report, areAllImported: good === names.length };
}

/** Why a module cannot be imported; `null` if it can. @param natives paths of its native code */
function problemOf(
  name: string,
  natives: readonly string[],
  packages: readonly string[],
  python: PythonName,
): string | null {
  try {
    runSync(`import ${name}`, { ...LIMITS, python, packages });
    return null;
  } catch (error) {
    if (error instanceof MicroPythonGuestError) return `cannot: ${reasonOf(error, natives)}`;
    if (error instanceof MicroPythonWasmError) return `cannot: ${error.message}`;
    throw error;
  }
}

/** Packages often raise an error of their own when native code is missing; what it follows from says more. */
function reasonOf(error: MicroPythonGuestError, natives: readonly string[]): string {
  const { traceback, pythonType, message } = error;
  const missing = natives.find(
    (path) => traceback.includes(path) || path.split("/").length === ROOT_NAMES,
  );
  if (missing !== undefined)
    return `${missing} is native code, and this sandbox has no native code`;
  const place = traceback.split("\n").findLast((line) => /^\s+File "\/packages\//.test(line));
  const [first = ""] = inWordsOfOptions(message).split("\n");
  return pythonType === "SyntaxError" && place !== undefined ? `${first} (${place.trim()})` : first;
}
