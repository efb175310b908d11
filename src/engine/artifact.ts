import { SANDBOX_ABI_VERSION } from "../abi/constants.js";
import { decodeText } from "../base/bytes.js";
import { describe, wholeNumbers } from "../base/check.js";
import { MicroPythonWasmInvalidArtifact } from "../base/errors.js";
import { WASI_FUNCTIONS, WASI_MODULE } from "../wasi/wasi.js";
import { EXPORT_KINDS } from "./exports.js";

/** The module name that the sandbox's own functions are imported from. */
export const SANDBOX_MODULE = "sandbox";

/** Name of the custom section in which an artifact says what it is. */
const IDENTITY_SECTION = "micropython-wasm";

/** A compiled artifact that was found to be ours. */
export interface Artifact {
  readonly module: WebAssembly.Module;
  /** Pages of memory that it needs to start. */
  readonly initialPages: number;
}

/** What can be made an artifact of. */
export type Wasm = Uint8Array | ArrayBuffer | WebAssembly.Module;

const INITIAL_PAGES = wholeNumbers(1, 65_536);

const verified = new WeakMap<WebAssembly.Module, Artifact>();

/**
 * Compiles an artifact, unless that has been done, and verifies it.
 *
 * @throws TypeError where `wasm` is none of the allowed kinds.
 * @throws MicroPythonWasmInvalidArtifact where it is not ours.
 */
export async function compileArtifact(wasm: Wasm): Promise<Artifact> {
  if (wasm instanceof WebAssembly.Module) return verify(wasm);
  return verify(await WebAssembly.compile(ownBytes(wasm)).catch(refuseBytes));
}

/** The synchronous twin of `compileArtifact`. */
export function compileArtifactSync(wasm: Wasm): Artifact {
  if (wasm instanceof WebAssembly.Module) return verify(wasm);
  const bytes = ownBytes(wasm);
  try {
    return verify(new WebAssembly.Module(bytes));
  } catch (error) {
    return refuseBytes(error);
  }
}

/** A copy of the bytes that nobody else can change in the meantime. */
function ownBytes(wasm: Uint8Array | ArrayBuffer): Uint8Array<ArrayBuffer> {
  if (wasm instanceof Uint8Array || wasm instanceof ArrayBuffer)
    return new Uint8Array(wasm).slice();
  const allowed = "a path, a URL, a Uint8Array, an ArrayBuffer or a WebAssembly.Module";
  throw new TypeError(`wasm is ${describe(wasm)}; allowed is ${allowed}`);
}

function refuseBytes(error: unknown): never {
  if (!(error instanceof WebAssembly.CompileError)) throw error;
  throw new MicroPythonWasmInvalidArtifact("the bytes are no valid WebAssembly", error);
}

function verify(module: WebAssembly.Module): Artifact {
  let artifact = verified.get(module);
  if (artifact === undefined) {
    checkImports(module);
    checkExports(module);
    artifact = { module, initialPages: readIdentity(module).initialPages };
    verified.set(module, artifact);
  }
  return artifact;
}

const ALLOWED_IMPORTS: ReadonlySet<string> = new Set([
  "memory env.memory",
  `function ${SANDBOX_MODULE}.call_host`,
  `function ${SANDBOX_MODULE}.report`,
  `function ${SANDBOX_MODULE}.slice_ended`,
  `function ${SANDBOX_MODULE}.take_answer`,
  ...WASI_FUNCTIONS.map((name) => `function ${WASI_MODULE}.${name}`),
]);

function checkImports(module: WebAssembly.Module): void {
  const imports = WebAssembly.Module.imports(module).map(
    ({ kind, module, name }) => `${kind} ${module}.${name}`,
  );
  const stranger = imports.find((name) => !ALLOWED_IMPORTS.has(name));
  if (stranger !== undefined) {
    throw new MicroPythonWasmInvalidArtifact(`it imports ${describe(stranger)}`);
  }
  if (!imports.includes("memory env.memory")) {
    throw new MicroPythonWasmInvalidArtifact("it does not import its memory");
  }
}

function checkExports(module: WebAssembly.Module): void {
  const exports = WebAssembly.Module.exports(module);
  for (const [name, kind] of Object.entries(EXPORT_KINDS)) {
    if (!exports.some((found) => found.name === name && found.kind === kind)) {
      throw new MicroPythonWasmInvalidArtifact(`it does not export the ${kind} ${name}`);
    }
  }
}

/**
 * Reads the section in which the artifact says, as JSON, which boundary it was built for and what
 * memory it needs, which engines do not tell.
 */
function readIdentity(module: WebAssembly.Module): { initialPages: number } {
  const [section] = WebAssembly.Module.customSections(module, IDENTITY_SECTION);
  if (section === undefined) {
    throw new MicroPythonWasmInvalidArtifact(`it has no section "${IDENTITY_SECTION}"`);
  }
  const { abi, initialPages } = parseIdentity(section);
  if (abi !== SANDBOX_ABI_VERSION) {
    throw new MicroPythonWasmInvalidArtifact(
      `its boundary has version ${describe(abi)}, and this package speaks version ${SANDBOX_ABI_VERSION}`,
    );
  }
  if (typeof initialPages !== "number" || !INITIAL_PAGES.contains(initialPages)) {
    const pages = `initialPages is ${describe(initialPages)}; allowed is ${INITIAL_PAGES.allowed}`;
    throw new MicroPythonWasmInvalidArtifact(`its ${pages}`);
  }
  return { initialPages };
}

function parseIdentity(section: ArrayBuffer): { abi?: unknown; initialPages?: unknown } {
  try {
    return Object(JSON.parse(decodeText(new Uint8Array(section))));
  } catch {
    return {};
  }
}
