import { MicroPythonGuestError, type MicroPythonWasmError } from "micropython-wasm";
import { hintFor, nameHint } from "./hints.js";
import type { Offer } from "./offer.js";
import type { ToolSettings } from "./options.js";
import type { PythonToolError, PythonToolErrorKind } from "./result.js";
import { relevantLines, type Sources } from "./traceback.js";

const MAX_LISTED = 30;

const KINDS: Readonly<Partial<Record<MicroPythonWasmError["code"], PythonToolErrorKind>>> = {
  exception: "exception",
  exit: "exit",
  fuel: "fuel",
  timeout: "timeout",
  output: "output",
  memory: "memory",
  source: "source",
  aborted: "aborted",
  "pool-full": "busy",
};

/** What explains a failure. */
export interface Explanation {
  readonly settings: ToolSettings;
  readonly offer: Offer;
  readonly sources: Sources;
  /** The name of the code that ran. */
  readonly filename: string;
  /** The names of the session's global variables; asked only if they matter. */
  names(): Promise<readonly string[]>;
}

/** Describes why a run failed. */
export async function toolError(
  error: MicroPythonWasmError,
  by: Explanation,
): Promise<PythonToolError> {
  const kind = KINDS[error.code] ?? "crashed";
  if (!(error instanceof MicroPythonGuestError)) {
    const { message } = error;
    const hint = hintFor(
      { kind, type: null, message, source: null, code: "" },
      by.settings,
      by.offer,
    );
    return { kind, type: null, message, line: null, source: null, traceback: "", hint };
  }
  const { pythonType: type, pythonMessage, message, line } = error;
  const source = line === null ? null : by.sources.line(by.filename, line);
  const traceback = forModel(relevantLines(error.traceback, by.sources));
  const code = type === "SyntaxError" ? by.sources.text(by.filename) : "";
  const hint =
    hintFor({ kind, type, message: pythonMessage, source, code }, by.settings, by.offer) ??
    (await hintForName(pythonMessage, traceback, by));
  return { kind, type, message: forModel(message), line, source, traceback, hint };
}

/** What only the host can do something about, and how our own code is made. */
const NOT_FOR_MODELS = [
  / \(run with python="cpython"\)/g,
  / ?The host adds packages with the option packages, and modules with the option modules\./g,
  /; the host (?:can offer functions such as http_get|adds packages with the option packages)/g,
  /_host_setup\.<locals>\._host_make\.<locals>\./g,
];

function forModel(text: string): string {
  return NOT_FOR_MODELS.reduce((rest, part) => rest.replace(part, ""), text).trimEnd();
}

async function hintForName(
  message: string,
  traceback: string,
  by: Explanation,
): Promise<string | null> {
  const [, name] = /^name '([^']{1,40})' is not defined/.exec(message) ?? [];
  // CPython says it itself.
  if (traceback.includes("Did you mean")) return null;
  if (name !== undefined) return nameHint(name, [...(await by.names()), ...by.offer.builtins]);
  const [, space] = /^'([^']{1,40})' object has no attribute/.exec(message) ?? [];
  const names = by.settings.functions.flatMap(({ namespace, name }) =>
    namespace === space && namespace !== null ? [name] : [],
  );
  return names.length === 0 ? null : `${space} has ${names.slice(0, MAX_LISTED).join(", ")}`;
}
