import { EXPORT_KINDS, SANDBOX_IMPORTS, WASI_FUNCTIONS } from "../abi/boundary.js";
import { SANDBOX_ABI_VERSION } from "../abi/constants.js";
import { MARKS_BEFORE_MEMORY } from "../abi/page-marks.js";
import { decodeText } from "../base/bytes.js";
import { describe, type NumberRange, wholeNumbers } from "../base/check.js";
import { MicroPythonInvalidArtifactError } from "../base/errors.js";
import { isArrayBuffer, isUint8Array } from "../base/kinds.js";
import { MAX_PAGES, PAGE_BYTES } from "../base/limits.js";
import { isPythonName, PYTHON_NAMES, type PythonName } from "../base/pythons.js";
import type { Wasm } from "../base/wasm.js";
import { WASI_MODULE } from "../wasi/wasi.js";
import { forbiddenBy } from "./forbidden.js";

/** The module name of the sandbox's own imports. */
export const SANDBOX_MODULE = "sandbox";

/** Name of the custom section in which an artifact identifies itself. */
const IDENTITY_SECTION = "micropython-wasm";

/** A compiled artifact that has been verified to be ours. */
export interface Artifact {
  readonly module: WebAssembly.Module;
  /** Pages of memory that it needs to start. */
  readonly initialPages: number;
  /** Size of the stack, at the start of memory, in bytes. */
  readonly stackBytes: number;
  /**
   * SHA-256 of its code and data, in hexadecimal; tells which artifact a saved state belongs to. An artifact that
   * only adds page marks to another one has that one's.
   */
  readonly hash: string;
  /** Which Python it contains. */
  readonly python: PythonName;
  /** Python's version, such as `1.25.0`. */
  readonly version: string;
  /** Address of its table of page marks, or `MARKS_BEFORE_MEMORY`; `null` if it keeps none. */
  readonly pageMarksAt: number | null;
}

const INITIAL_PAGES = wholeNumbers(1, MAX_PAGES);

const verified = new WeakMap<WebAssembly.Module, Artifact>();

/**
 * Compiles an artifact, unless it is already compiled, and verifies it.
 *
 * @throws TypeError if `wasm` is not of an allowed type.
 * @throws MicroPythonInvalidArtifactError if it is not ours.
 */
export async function compileArtifact(wasm: Wasm): Promise<Artifact> {
  if (wasm instanceof WebAssembly.Module) return verify(wasm);
  return verify(await WebAssembly.compile(bytesOf(wasm)).catch(refuseBytes));
}

/** The synchronous twin of `compileArtifact`. */
export function compileArtifactSync(wasm: Wasm): Artifact {
  if (wasm instanceof WebAssembly.Module) return verify(wasm);
  const bytes = bytesOf(wasm);
  try {
    return verify(new WebAssembly.Module(bytes));
  } catch (error) {
    return refuseBytes(error);
  }
}

/** The bytes; callers copy them before compiling, so that nothing changes them meanwhile. */
function bytesOf(wasm: Uint8Array | ArrayBuffer): BufferSource {
  if (isUint8Array(wasm) || isArrayBuffer(wasm)) return wasm as BufferSource;
  const allowed = "a path, a URL, a Uint8Array, an ArrayBuffer or a WebAssembly.Module";
  throw new TypeError(`wasm is ${describe(wasm)}; allowed is ${allowed}`);
}

/** @throws the error for bytes that the engine does not compile */
export function refuseBytes(error: unknown): never {
  const forbidden = forbiddenBy(error);
  if (forbidden !== null) throw forbidden;
  if (!(error instanceof WebAssembly.CompileError)) throw error;
  const feature = /--experimental-wasm-(\w+)/.exec(error.message)?.[1];
  if (feature !== undefined) {
    const reason = `it needs a feature of WebAssembly that this engine lacks (${feature})`;
    throw new MicroPythonInvalidArtifactError(reason, error);
  }
  throw new MicroPythonInvalidArtifactError("the bytes are not valid WebAssembly", error);
}

function verify(module: WebAssembly.Module): Artifact {
  let artifact = verified.get(module);
  if (artifact === undefined) {
    checkImports(module);
    checkExports(module);
    artifact = { module, ...readIdentity(module) };
    verified.set(module, artifact);
  }
  return artifact;
}

const ALLOWED_IMPORTS: ReadonlySet<string> = new Set([
  "memory env.memory",
  ...SANDBOX_IMPORTS.map((name) => `function ${SANDBOX_MODULE}.${name}`),
  ...WASI_FUNCTIONS.map((name) => `function ${WASI_MODULE}.${name}`),
]);

function checkImports(module: WebAssembly.Module): void {
  const imports = WebAssembly.Module.imports(module).map(
    ({ kind, module, name }) => `${kind} ${module}.${name}`,
  );
  const stranger = imports.find((name) => !ALLOWED_IMPORTS.has(name));
  if (stranger !== undefined) {
    throw new MicroPythonInvalidArtifactError(`it imports ${describe(stranger)}`);
  }
  if (!imports.includes("memory env.memory")) {
    throw new MicroPythonInvalidArtifactError("it does not import its memory");
  }
}

function checkExports(module: WebAssembly.Module): void {
  const exports = WebAssembly.Module.exports(module);
  for (const [name, kind] of Object.entries(EXPORT_KINDS)) {
    if (!exports.some((found) => found.name === name && found.kind === kind)) {
      throw new MicroPythonInvalidArtifactError(`it does not export the ${kind} ${name}`);
    }
  }
}

/**
 * Reads the section with the artifact's identity: JSON with the boundary that it was built for, and facts
 * that engines do not expose.
 */
function readIdentity(module: WebAssembly.Module): Omit<Artifact, "module"> {
  const [section] = WebAssembly.Module.customSections(module, IDENTITY_SECTION);
  if (section === undefined) {
    throw new MicroPythonInvalidArtifactError(`it has no section "${IDENTITY_SECTION}"`);
  }
  const { abi, initialPages, stackBytes, hash, python, version, pageMarksAt } =
    parseIdentity(section);
  if (abi !== SANDBOX_ABI_VERSION) {
    throw new MicroPythonInvalidArtifactError(
      `its boundary has version ${describe(abi)}, and this package speaks version ${SANDBOX_ABI_VERSION}`,
    );
  }
  checkNumber("initialPages", initialPages, INITIAL_PAGES);
  checkNumber("stackBytes", stackBytes, wholeNumbers(0, initialPages * PAGE_BYTES));
  if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash)) {
    const allowed = "64 hexadecimal digits";
    throw new MicroPythonInvalidArtifactError(
      `its hash is ${describe(hash)}; allowed are ${allowed}`,
    );
  }
  if (!isPythonName(python)) {
    throw new MicroPythonInvalidArtifactError(
      `its Python is ${describe(python)}; allowed is ${PYTHON_NAMES.join(" or ")}`,
    );
  }
  if (typeof version !== "string" || !/^\d{1,5}\.\d{1,5}\.\d{1,5}$/.test(version)) {
    const allowed = "three numbers with dots between them";
    throw new MicroPythonInvalidArtifactError(
      `its version of Python is ${describe(version)}; allowed are ${allowed}`,
    );
  }
  if (pageMarksAt !== null && pageMarksAt !== MARKS_BEFORE_MEMORY) {
    checkNumber("pageMarksAt", pageMarksAt, wholeNumbers(stackBytes, initialPages * PAGE_BYTES));
  }
  return { initialPages, stackBytes, hash, python, version, pageMarksAt };
}

/** @throws MicroPythonInvalidArtifactError */
function checkNumber(name: string, value: unknown, range: NumberRange): asserts value is number {
  if (typeof value !== "number" || !range.contains(value)) {
    throw new MicroPythonInvalidArtifactError(
      `its ${name} is ${describe(value)}; allowed is ${range.allowed}`,
    );
  }
}

function parseIdentity(section: ArrayBuffer): Record<string, unknown> {
  try {
    return Object(JSON.parse(decodeText(new Uint8Array(section))));
  } catch {
    return {};
  }
}
