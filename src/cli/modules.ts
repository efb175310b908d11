import { runSync } from "micropython-wasm";

/** Python's own list is laid out in columns, with a remark at its end. */
const REMARK = "Plus any modules on the filesystem";

/** The names of the modules that a program can import, in alphabetical order. */
export function listModules(): string[] {
  const { stdout } = runSync("help('modules')");
  const paths = stdout.replace(REMARK, "").split(/\s+/).filter(Boolean);
  const names = paths.map((path) => path.replace(/\/__init__$/, "").replaceAll("/", "."));
  return [...new Set(names)].filter((name) => name !== "__main__").sort();
}
