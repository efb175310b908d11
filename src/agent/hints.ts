import { nearest } from "../base/nearest.js";
import { bytes } from "./description.js";
import { hasFence } from "./fences.js";
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

/** What fetches from the network elsewhere. */
const NETWORK = ["requests", "httpx", "aiohttp", "urllib3"];

/** What to do about a module that is not there. */
export function moduleHint(
  module: string,
  { modules }: Offer,
  { functions }: Pick<ToolSettings, "functions">,
): string {
  const name = module.split(".")[0] ?? module;
  const ours = functions.find((fn) => fn.namespace === name || fn.name === name);
  if (ours !== undefined) return `call ${ours.path}(…) without an import; it is defined already`;
  const fetches = functions.some(({ path }) => path === "http_get") && NETWORK.includes(name);
  if (fetches) return `${name} is not available in this sandbox; call http_get(url)`;
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
  /** The line where it happened, if it is known. */
  readonly source: string | null;
  /** All of the code, if its syntax is wrong. */
  readonly code: string;
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
    case "source":
      return "do the work in several calls";
    case "output":
      return "print less";
    case "exception":
      return exceptionHint(error, settings, offer);
    default:
      return null;
  }
}

function exceptionHint(
  { type, message, source, code }: Hinted,
  settings: ToolSettings,
  offer: Offer,
): string | null {
  const [, module] = /^No module named '([^'\n]{1,200})'/.exec(message) ?? [];
  if (module !== undefined) return moduleHint(module, offer, settings);
  switch (type) {
    case "SyntaxError":
    case "IndentationError":
      return syntaxHint(message, source, code, settings);
    case "TypeError":
      return message.includes("can't be used in 'await' expression") ? awaitHint(settings) : null;
    case "EOFError":
      return message.includes("input") || message === "" || message.includes("reading a line")
        ? "there is no input; write the values into the code"
        : null;
    case "MemoryError":
      return memoryHint(settings);
    case "ValueError":
      return message === "host callback result too large" ? "ask the function for less" : null;
    case "OSError":
      return message.startsWith("[Errno 28]")
        ? "the files have used up their quota: remove some, or write less"
        : null;
    case "sqlite3.OperationalError":
    case "OperationalError":
      return message.startsWith("unable to open database file")
        ? `${foldersHint(settings)}; ":memory:" needs none`
        : null;
    case "FileNotFoundError":
    case "PermissionError":
      return foldersHint(settings);
    default:
      return null;
  }
}

/** What to do about text that is not Python; `null` if nothing is known. */
export function syntaxHint(
  message: string,
  source: string | null,
  code: string,
  settings: Pick<ToolSettings, "functions">,
): string | null {
  if (message.startsWith("'await' outside")) return awaitHint(settings);
  if (hasFence(code)) return "pass Python code only, without Markdown around it";
  if (source?.startsWith(">>>")) return "write the code without >>>";
  if (/^[!%]/.test(source ?? "")) {
    return "this is Python, not a notebook: there are no shell commands and no magics";
  }
  return null;
}

function awaitHint({ functions }: Pick<ToolSettings, "functions">): string {
  return functions.length > 0
    ? "functions return their results: call them without await"
    : "put it into an async function, and run that with asyncio.run";
}

function foldersHint({ mounts, readonlyDir }: ToolSettings): string {
  const paths = mounts.map(({ path }) => path);
  if (readonlyDir !== undefined) paths.push("/input");
  if (paths.length === 0) return "this sandbox has no files";
  return `the only ${paths.length === 1 ? "folder is" : "folders are"} ${paths.join(", ")}`;
}

function memoryHint({ memoryBytes }: ToolSettings): string {
  const limit = memoryBytes === null ? "limited" : `limited to ${bytes(memoryBytes)}`;
  return `memory is ${limit}; use generators, or keep less`;
}
