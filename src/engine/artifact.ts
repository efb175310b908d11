import { SANDBOX_ABI_VERSION } from "../abi/constants.js";
import { decodeText } from "../base/bytes.js";
import { MicroPythonWasmInvalidArtifact } from "../base/errors.js";
import { describe, MEMORY_BYTES } from "../base/options.js";
import { WASI_FUNCTIONS, WASI_MODULE } from "../wasi/wasi.js";
import { EXPORT_NAMES } from "./exports.js";

/** Size of a page of WebAssembly memory. */
export const PAGE_BYTES = 64 * 1024;

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
    checkIdentity(module);
    artifact = { module, initialPages: measureInitialPages(module) };
    verified.set(module, artifact);
  }
  return artifact;
}

const ALLOWED_IMPORTS: ReadonlySet<string> = new Set([
  "memory env.memory",
  `function ${SANDBOX_MODULE}.report`,
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
  const exports = WebAssembly.Module.exports(module)
    .filter(({ kind }) => kind === "function")
    .map(({ name }) => name);
  const missing = EXPORT_NAMES.find((name) => !exports.includes(name));
  if (missing !== undefined) {
    throw new MicroPythonWasmInvalidArtifact(`it does not export the function ${missing}`);
  }
}

/** Checks the section in which the artifact says, as JSON, which boundary it was built for. */
function checkIdentity(module: WebAssembly.Module): void {
  const [section] = WebAssembly.Module.customSections(module, IDENTITY_SECTION);
  if (section === undefined) {
    throw new MicroPythonWasmInvalidArtifact(`it has no section "${IDENTITY_SECTION}"`);
  }
  const version = statedVersion(section);
  if (version !== SANDBOX_ABI_VERSION) {
    throw new MicroPythonWasmInvalidArtifact(
      `its boundary has version ${describe(version)}, and this package speaks version ${SANDBOX_ABI_VERSION}`,
    );
  }
}

function statedVersion(section: ArrayBuffer): unknown {
  try {
    return JSON.parse(decodeText(new Uint8Array(section))).abi;
  } catch {
    return undefined;
  }
}

/**
 * Measures the memory that a module needs to start, in pages. Engines tell that an import is
 * memory but not its size, so the smallest that links is found by trying; nothing is called.
 */
function measureInitialPages(module: WebAssembly.Module): number {
  const maximum = MEMORY_BYTES / PAGE_BYTES;
  for (let initial = 1; initial <= maximum; initial++) {
    if (links(module, new WebAssembly.Memory({ initial, maximum }))) return initial;
  }
  throw new MicroPythonWasmInvalidArtifact(`it needs more than ${MEMORY_BYTES} bytes to start`);
}

function links(module: WebAssembly.Module, memory: WebAssembly.Memory): boolean {
  const denied = () => -1;
  const wasi = Object.fromEntries(WASI_FUNCTIONS.map((name) => [name, denied]));
  const imports = { env: { memory }, [SANDBOX_MODULE]: { report: denied }, [WASI_MODULE]: wasi };
  try {
    new WebAssembly.Instance(module, imports);
    return true;
  } catch (error) {
    if (error instanceof WebAssembly.LinkError) return false;
    throw new MicroPythonWasmInvalidArtifact("it cannot be started", error);
  }
}
