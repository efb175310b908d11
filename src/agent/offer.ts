import { artifactInfo, type Pool } from "micropython-wasm";
import type { ToolSettings } from "./options.js";

/** What a sandbox offers to the code in it. */
export interface Offer {
  /** The Python's version. */
  readonly version: string;
  /** Names of modules that can be imported, sorted, without those that begin with `_`. */
  readonly modules: readonly string[];
  /** Those of them that are not part of Python's standard library. */
  readonly added: readonly string[];
  /** Modules of CPython's standard library that are missing. */
  readonly missing: readonly string[];
  /** Names that need no import. */
  readonly builtins: readonly string[];
}

const CPYTHON = `import builtins, pkgutil, sys
print(*sys.builtin_module_names, *(found.name for found in pkgutil.iter_modules()))
print(*sys.stdlib_module_names)
print(*dir(builtins))`;

/** MicroPython prints its list in columns, with a remark at the end; files count, too. */
const MICROPYTHON = `import builtins, os, sys
print(*(name for name in dir(builtins)))
print("---")
help("modules")
for folder in filter(None, sys.path):
    try: print(*(name[:-3] if name.endswith(".py") else name for name in os.listdir(folder)))
    except OSError: pass`;

/** Modules that are there, but that code has no use for. */
const OURS: ReadonlySet<string> = new Set(["host", "host_objects", "uasyncio"]);

const REMARK = "Plus any modules on the filesystem";

/** Asks a fresh sandbox of the tool what it offers. */
export async function findOffer(pool: Pool, { python, sandbox }: ToolSettings): Promise<Offer> {
  const { version } = artifactInfo(python);
  const limits = { fuel: 100_000_000, wallTimeoutMs: 60_000, maxStdoutBytes: 10_000_000 };
  const code = python === "cpython" ? CPYTHON : MICROPYTHON;
  const { stdout } = await pool.run(code, { ...sandbox, ...limits, returnValue: false });
  if (python === "micropython") {
    const [builtins = "", listed = ""] = stdout.split("---\n");
    const modules = publicNames(listed.replace(REMARK, "").replaceAll("/__init__", ""));
    return { version, modules, added: [], missing: [], builtins: wordsOf(builtins) };
  }
  const [found = "", standard = "", builtins = ""] = stdout.split("\n");
  const modules = publicNames(found);
  const inLibrary = publicNames(standard);
  return {
    version,
    modules,
    added: modules.filter((name) => !inLibrary.includes(name)),
    missing: inLibrary.filter((name) => !modules.includes(name)),
    builtins: wordsOf(builtins),
  };
}

function publicNames(text: string): string[] {
  const names = wordsOf(text).map((name) => name.split(/[/.]/)[0] ?? "");
  const isPublic = (name: string) => /^[A-Za-z]\w*$/.test(name) && !OURS.has(name);
  return [...new Set(names)].filter(isPublic).sort();
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
