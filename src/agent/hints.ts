import { nearest } from "../base/nearest.js";
import { bytes } from "./description.js";
import type { Offer } from "./offer.js";
import type { ToolSettings } from "./options.js";
import type { PythonToolErrorKind } from "./result.js";

/** What a sandbox has instead of well-known packages; only those that are there are named. */
const INSTEAD: Readonly<Record<string, readonly string[]>> = {
  numpy: ["statistics", "math", "array", "fractions"],
  scipy: ["statistics", "math", "cmath"],
  pandas: ["csv", "statistics", "collections", "json"],
  polars: ["csv", "statistics", "collections", "json"],
  sympy: ["fractions", "math"],
  yaml: ["json", "tomllib"],
  requests: [],
  httpx: [],
  aiohttp: [],
  dateutil: ["datetime", "zoneinfo"],
  pytz: ["zoneinfo", "datetime"],
  sqlite3: ["csv", "json", "collections"],
  regex: ["re"],
  ujson: ["json"],
  orjson: ["json"],
  simplejson: ["json"],
  bs4: ["html", "re", "xml"],
  lxml: ["xml", "html"],
  matplotlib: [],
  openpyxl: ["csv", "zipfile", "xml"],
  statistics: ["math"],
  decimal: ["math"],
  pathlib: ["os"],
  datetime: ["time"],
};

/** What to do about a module that is not there. */
export function moduleHint(module: string, { modules }: Offer): string {
  const name = module.split(".")[0] ?? module;
  const similar = Object.hasOwn(INSTEAD, name) ? null : nearest(name, modules);
  const instead = (Object.hasOwn(INSTEAD, name) ? (INSTEAD[name] ?? []) : []).filter((known) => {
    return modules.includes(known);
  });
  const missing = `${name} is not available in this sandbox, and nothing can be installed`;
  if (modules.includes(name)) return `${name} is there, but has no such part`;
  if (instead.length === 0) return similar === null ? missing : `did you mean ${similar}?`;
  return `${missing}; ${instead.join(", ")} ${instead.length === 1 ? "is" : "are"}`;
}

/** What to do about a name that nothing defines; `null` if nothing is similar. */
export function nameHint(name: string, names: readonly string[]): string | null {
  const similar = nearest(name, names);
  return similar === null ? null : `did you mean ${similar}?`;
}

/** An error as far as hints need it. */
export interface Hinted {
  readonly kind: PythonToolErrorKind;
  readonly type: string | null;
  readonly message: string;
}

/** What the model could do about an error; `null` if nothing is known. */
export function hintFor(error: Hinted, settings: ToolSettings, offer: Offer): string | null {
  switch (error.kind) {
    case "fuel":
      return "does every loop end? Use a better algorithm, or do the work in several calls";
    case "timeout":
      return "does every loop end? Do not sleep or wait, or do the work in several calls";
    case "memory":
      return memoryHint(settings);
    case "output":
      return "print less";
    case "exception":
      return exceptionHint(error, settings, offer);
    default:
      return null;
  }
}

function exceptionHint(
  { type, message }: Hinted,
  settings: ToolSettings,
  offer: Offer,
): string | null {
  const [, module] = /^No module named '([^'\n]{1,200})'/.exec(message) ?? [];
  if (module !== undefined) return moduleHint(module, offer);
  switch (type) {
    case "EOFError":
      return message.includes("input") || message === "" || message.includes("reading a line")
        ? "there is no input; write the values into the code"
        : null;
    case "MemoryError":
      return memoryHint(settings);
    case "FileNotFoundError":
    case "PermissionError": {
      const paths = settings.mounts.map(({ path }) => path);
      if (settings.readonlyDir !== undefined) paths.push("/input");
      return paths.length === 0
        ? "this sandbox has no files"
        : `the only folders are ${paths.join(", ")}`;
    }
    default:
      return null;
  }
}

function memoryHint({ memoryBytes }: ToolSettings): string {
  const limit = memoryBytes === null ? "limited" : `limited to ${bytes(memoryBytes)}`;
  return `memory is ${limit}; use generators, or keep less`;
}
