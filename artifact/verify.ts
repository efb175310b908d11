import type { Boundary } from "./boundary.js";
import { BuildError } from "./progress.js";
import { decode } from "./wasm/instructions.js";
import type { WasmModule } from "./wasm/module.js";

/** The threads of Chromium's pages start no larger module without waiting. */
const MAX_BYTES = 8 * 1024 * 1024;

/** @throws BuildError if the bytes of an artifact are more than every supported engine starts. */
export function verifySize(bytes: Uint8Array): void {
  if (bytes.length <= MAX_BYTES) return;
  throw new BuildError(
    `the artifact has ${bytes.length} bytes; Chromium's pages start at most ${MAX_BYTES}`,
  );
}

/**
 * Checks a finished module before it becomes the artifact: it may import only what the boundary declares,
 * must export what the boundary declares, and may use only instructions that Node 20, Safari and Firefox
 * all run.
 *
 * @throws BuildError naming everything that is wrong.
 */
export async function verify(
  wasm: Uint8Array,
  module: WasmModule,
  boundary: Boundary,
): Promise<void> {
  const problems = [...instructionProblems(module), ...(await interfaceProblems(wasm, boundary))];
  if (problems.length > 0)
    throw new BuildError(`the module must not be shipped:\n${problems.join("\n")}`);
}

/**
 * The decoder knows WebAssembly 1.0, sign extension, saturating truncation, bulk memory and the
 * legacy encoding of exceptions, and rejects everything newer.
 */
function instructionProblems(module: WasmModule): string[] {
  const problems: string[] = [];
  module.functions.forEach(({ code }, i) => {
    try {
      decode(code);
    } catch (error) {
      problems.push(
        `${module.nameOf(module.functionImports.length + i)}: ${(error as Error).message}`,
      );
    }
  });
  if (module.types.some(({ results }) => results.length > 1))
    problems.push("a function has several results");
  return problems;
}

async function interfaceProblems(wasm: Uint8Array, boundary: Boundary): Promise<string[]> {
  const compiled = await WebAssembly.compile(wasm as BufferSource);
  const allowed = new Set([
    "env.memory (memory)",
    ...boundary.imports.map(({ name }) => `sandbox.${name} (function)`),
    ...boundary.wasi.map((name) => `wasi_snapshot_preview1.${name} (function)`),
  ]);
  const imports = WebAssembly.Module.imports(compiled).map(
    ({ module, name, kind }) => `${module}.${name} (${kind})`,
  );
  const exports = WebAssembly.Module.exports(compiled).map(({ name, kind }) => `${name} (${kind})`);
  const expected = new Set([
    "_initialize (function)",
    ...boundary.exports.map(({ name }) => `${name} (function)`),
    ...boundary.globals.map(({ name }) => `${name} (global)`),
  ]);
  return [
    ...imports.filter((name) => !allowed.has(name)).map((name) => `unexpected import ${name}`),
    ...exports.filter((name) => !expected.has(name)).map((name) => `unexpected export ${name}`),
    ...[...expected]
      .filter((name) => !exports.includes(name))
      .map((name) => `missing export ${name}`),
  ];
}
