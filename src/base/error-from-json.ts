import { fromBase64 } from "./bytes.js";
import { describe } from "./check.js";
import type { MicroPythonWasmErrorCode } from "./error-types.js";
import {
  MicroPythonArtifactNotFoundError,
  MicroPythonFileError,
  MicroPythonGuestError,
  MicroPythonInvalidArtifactError,
  MicroPythonInvalidStateError,
  MicroPythonLimitError,
  MicroPythonSessionClosedError,
  MicroPythonWasmError,
} from "./errors.js";
import type { RunStats } from "./run-stats.js";

/** The class of each error with a code. */
const CLASSES: Readonly<Record<MicroPythonWasmErrorCode, { readonly prototype: object }>> = {
  exception: MicroPythonGuestError,
  exit: MicroPythonGuestError,
  fuel: MicroPythonLimitError,
  timeout: MicroPythonLimitError,
  aborted: MicroPythonLimitError,
  output: MicroPythonLimitError,
  source: MicroPythonLimitError,
  journal: MicroPythonLimitError,
  memory: MicroPythonWasmError,
  crashed: MicroPythonWasmError,
  "artifact-not-found": MicroPythonArtifactNotFoundError,
  "invalid-artifact": MicroPythonInvalidArtifactError,
  "invalid-state": MicroPythonInvalidStateError,
  "not-loaded": MicroPythonWasmError,
  "session-closed": MicroPythonSessionClosedError,
  "session-busy": MicroPythonWasmError,
  diverged: MicroPythonWasmError,
  "not-pending": MicroPythonWasmError,
  "files-open": MicroPythonWasmError,
  file: MicroPythonFileError,
  "pool-full": MicroPythonWasmError,
  "pool-closed": MicroPythonWasmError,
};

/** The fields of errors, except `files` and `cause`, each with an example of its type. */
const FIELDS = {
  stdout: "",
  stderr: "",
  stdoutTruncated: false,
  stderrTruncated: false,
  durationMs: 0,
  fuelUsed: 0,
  fuelRemaining: 0,
  hostCalls: 0,
  peakMemoryBytes: 0,
} as const;

const FIELDS_OF_CLASS: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  MicroPythonGuestError: {
    pythonType: "",
    pythonMessage: "",
    traceback: "",
    line: 0,
    exitCode: 0,
  },
  MicroPythonFileError: { errno: "" },
};

const NULLABLE = ["fuelRemaining", "line"];

const MAX_CAUSES = 8;

/**
 * Creates an error from what `toJSON` of a {@link MicroPythonWasmError} returned, with the same class and
 * fields; its stack begins here.
 *
 * @param json the plain error, as an object.
 * @throws TypeError if it is not one; the message names the field.
 * @example
 * ```ts
 * const json = { name: "MicroPythonLimitError", code: "fuel", message: "the program used up its fuel" };
 * const error = errorFromJSON(json);
 * error instanceof MicroPythonLimitError; // true
 * ```
 */
export function errorFromJSON(json: unknown): MicroPythonWasmError {
  return errorOf(json, MAX_CAUSES);
}

function errorOf(json: unknown, maxCauses: number): MicroPythonWasmError {
  if (!isObject(json)) {
    throw new TypeError(`the plain error is ${describe(json)}; allowed is an object`);
  }
  const { code, message } = json;
  if (typeof code !== "string" || !Object.hasOwn(CLASSES, code)) {
    const allowed = Object.keys(CLASSES).join(", ");
    throw new TypeError(`the plain error's code is ${describe(code)}; allowed are ${allowed}`);
  }
  if (typeof message !== "string") refuse("message", message, "a string");
  const { prototype } = CLASSES[code as MicroPythonWasmErrorCode];
  const stats = {
    ...fieldsOf(json, FIELDS),
    files: filesOf(json.files),
    cause: causeOf(json.cause, maxCauses),
  } as Partial<RunStats> & ErrorOptions;
  const error = new MicroPythonWasmError(code as MicroPythonWasmErrorCode, message, stats);
  Object.setPrototypeOf(error, prototype);
  return Object.assign(error, fieldsOf(json, FIELDS_OF_CLASS[error.name] ?? {}));
}

/** Returns the fields that are present. @throws TypeError if one has another type than its example */
function fieldsOf(
  json: Readonly<Record<string, unknown>>,
  examples: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, example] of Object.entries(examples)) {
    const value = json[name];
    if (value === undefined) continue;
    const isAllowed =
      typeof value === typeof example || (value === null && NULLABLE.includes(name));
    if (!isAllowed) refuse(name, value, `a ${typeof example}`);
    fields[name] = value;
  }
  return fields;
}

function filesOf(files: unknown): RunStats["files"] {
  const decoded: Record<string, Uint8Array | null> = Object.create(null);
  if (files === undefined) return decoded;
  if (!isObject(files)) refuse("files", files, "an object");
  for (const [path, content] of Object.entries(files)) {
    decoded[path] = content === null ? null : contentOf(path, content);
  }
  return decoded;
}

function contentOf(path: string, content: unknown): Uint8Array {
  try {
    if (typeof content === "string") return fromBase64(content);
  } catch {
    // Reported below.
  }
  return refuse(`files[${JSON.stringify(path)}]`, content, "Base64, or null");
}

function causeOf(cause: unknown, maxCauses: number): unknown {
  if (!isObject(cause)) return cause;
  if (maxCauses === 0) return undefined;
  if (Object.hasOwn(cause, "code")) return errorOf(cause, maxCauses - 1);
  const inner = causeOf(cause.cause, maxCauses - 1);
  const error = new Error(
    String(cause.message),
    inner === undefined ? undefined : { cause: inner },
  );
  Object.defineProperty(error, "name", { value: String(cause.name), configurable: true });
  return error;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(field: string, value: unknown, allowed: string): never {
  throw new TypeError(`the plain error's ${field} is ${describe(value)}; allowed is ${allowed}`);
}
