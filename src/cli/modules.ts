import { type PythonName, runSync } from "micropython-wasm";

/** MicroPython's own list is laid out in columns, with a remark at its end. */
const REMARK = "Plus any modules on the filesystem";

const LISTS: Readonly<Record<PythonName, string>> = {
  micropython: "help('modules')",
  cpython: `import pkgutil, sys
print(*sys.builtin_module_names, *(found.name for found in pkgutil.iter_modules()))`,
};

/** The names of the modules that a program can import, in alphabetical order. */
export function listModules(python: PythonName): string[] {
  const { stdout } = runSync(LISTS[python], { python });
  const paths = stdout.replace(REMARK, "").split(/\s+/).filter(Boolean);
  const names = paths.map((path) => path.replace(/\/__init__$/, "").replaceAll("/", "."));
  return [...new Set(names)].filter((name) => name !== "__main__").sort();
}
