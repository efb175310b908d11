import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BoundaryFunction, readBoundary } from "./boundary.js";
import { REPOSITORY_DIR } from "./options.js";
import { BuildError } from "./progress.js";

/** The header that declares the boundary. */
export const HEADER = join(REPOSITORY_DIR, "port/common/sandbox.h");

const BANNER = `// Generated from port/common/sandbox.h by artifact/abi.ts (npm run build:abi); edit the header instead.
`;

/** The generated files in `src/abi/`, and the function that generates each from the header. */
export const GENERATED: Readonly<Record<string, (header: string) => string>> = {
  "boundary.ts": generateBoundary,
  "constants.ts": generateConstants,
};

/**
 * Turns the boundary's numbers into TypeScript: one constant for each `#define SANDBOX_… number`,
 * documented by the comment after it or right above it.
 *
 * @throws BuildError naming the line whose value is not a plain number.
 */
export function generateConstants(header: string): string {
  let out = BANNER;
  let above: string[] = [];
  for (const [index, line] of header.split("\n").entries()) {
    const comment = /^\/\/ ?(.*)$/.exec(line);
    if (comment !== null) {
      above.push(comment[1] as string);
      continue;
    }
    const define = /^#define (SANDBOX_[A-Z0-9_]+)\s+(.*?)(?:\s*\/\/ ?(.*))?$/.exec(line);
    if (define !== null) {
      const [, name = "", value = "", behind] = define;
      if (!/^-?(\d+|0x[0-9a-fA-F]+)$/.test(value)) {
        throw new BuildError(`sandbox.h:${index + 1}: ${name} is "${value}"; allowed is a number`);
      }
      const text = behind === undefined ? above : [behind];
      out += `\n${docComment(text)}export const ${name} = ${value};\n`;
    }
    above = [];
  }
  return out;
}

/** Turns the boundary's functions and globals into TypeScript: types, and lists of names. */
export function generateBoundary(header: string): string {
  const { exports, globals, imports, wasi } = readBoundary(header);
  const methods = (functions: readonly BoundaryFunction[]) =>
    functions.map((fn) => indent(docComment(fn.comment)) + signature(fn));
  const fields = globals.map(
    ({ name, comment }) => `${indent(docComment(comment))}  readonly ${name}: { value: number };\n`,
  );
  const kinds = [
    `  _initialize: "function",\n`,
    ...exports.map(({ name }) => `  ${name}: "function",\n`),
    ...globals.map(({ name }) => `  ${name}: "global",\n`),
  ];
  const list = (names: readonly string[]) => names.map((name) => `  "${name}",\n`).join("");
  return `${BANNER}
/** What an artifact exports. Engines pass 32-bit addresses as signed numbers. */
export interface SandboxExports {
  /** Starts the C library. Called once, before any other function. */
  _initialize(): void;
${[...methods(exports), ...fields].join("")}}

/** The kind of each export. */
export const EXPORT_KINDS = {
${kinds.join("")}} as const satisfies Readonly<Record<keyof SandboxExports, "function" | "global">>;

/** What an artifact imports from the module \`sandbox\`. */
export interface SandboxImports {
${methods(imports).join("")}}

/** Names of these imports. */
export const SANDBOX_IMPORTS = [
${list(imports.map(({ name }) => name))}] as const satisfies readonly (keyof SandboxImports)[];

/** The functions of WASI preview 1 that an artifact may import, and no other. */
export const WASI_FUNCTIONS = [
${list(wasi)}] as const;
`;
}

function signature({ name, parameters, returnsValue }: BoundaryFunction): string {
  const typed = parameters.map((parameter) => `${camelCase(parameter)}: number`);
  const result = returnsValue ? "number" : "void";
  const line = `  ${name}(${typed.join(", ")}): ${result};\n`;
  if (line.length <= 101) return line;
  return `  ${name}(\n${typed.map((text) => `    ${text},\n`).join("")}  ): ${result};\n`;
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

function docComment(lines: readonly string[]): string {
  if (lines.length === 0) return "";
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

/** Writes the generated files where the TypeScript side imports them. */
export function writeGenerated(): void {
  const header = readFileSync(HEADER, "utf8");
  for (const [name, generate] of Object.entries(GENERATED)) {
    writeFileSync(join(REPOSITORY_DIR, "src/abi", name), generate(header));
  }
}

if (realpathSync(process.argv[1] as string) === import.meta.filename) writeGenerated();
