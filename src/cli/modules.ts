import { type PythonName, runSync } from "micropython-wasm";

/** MicroPython prints its list in columns, followed by this remark. */
const REMARK = "Plus any modules on the filesystem";

const LISTS: Readonly<Record<PythonName, string>> = {
  micropython: "help('modules')",
  cpython: `import pkgutil, sys
print(*sys.builtin_module_names, *(found.name for found in pkgutil.iter_modules()))`,
};

/** Lists the modules that a program can import, in alphabetical order. */
export function listModules(python: PythonName): string[] {
  const { stdout } = runSync(LISTS[python], { python });
  const paths = stdout.replace(REMARK, "").split(/\s+/).filter(Boolean);
  const names = paths.map((path) => path.replace(/\/__init__$/, "").replaceAll("/", "."));
  return [...new Set(names)].filter((name) => name !== "__main__").sort();
}
