import { MicroPythonGuestError, type MicroPythonWasmError } from "micropython-wasm";
import { hintFor, nameHint } from "./hints.js";
import type { Offer } from "./offer.js";
import type { ToolSettings } from "./options.js";
import type { PythonToolError, PythonToolErrorKind } from "./result.js";
import { relevantLines, type Sources } from "./traceback.js";

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
    const hint = hintFor({ kind, type: null, message }, by.settings, by.offer);
    return { kind, type: null, message, line: null, source: null, traceback: "", hint };
  }
  const { pythonType: type, pythonMessage, message, line } = error;
  const source = line === null ? null : by.sources.line(by.filename, line);
  const traceback = relevantLines(error.traceback, by.sources);
  const hint =
    hintFor({ kind, type, message: pythonMessage }, by.settings, by.offer) ??
    (await hintForName(pythonMessage, traceback, by));
  return { kind, type, message, line, source, traceback, hint };
}

async function hintForName(
  message: string,
  traceback: string,
  by: Explanation,
): Promise<string | null> {
  const [, name] = /^name '([^']{1,40})' is not defined/.exec(message) ?? [];
  // CPython says it itself.
  if (name === undefined || traceback.includes("Did you mean")) return null;
  return nameHint(name, [...(await by.names()), ...by.offer.builtins]);
}
