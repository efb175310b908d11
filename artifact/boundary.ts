import { BuildError } from "./progress.js";

/** What crosses the boundary, as `port/common/sandbox.h` declares it. */
export interface Boundary {
  /** SANDBOX_ABI_VERSION. */
  readonly version: number;
  readonly exports: readonly BoundaryFunction[];
  /** Names of the mutable i32 globals that passes add and export. */
  readonly globals: readonly Described[];
  /** Functions that the guest imports from the module `sandbox`. */
  readonly imports: readonly BoundaryFunction[];
  /** Functions that it may import from WASI preview 1. */
  readonly wasi: readonly string[];
}

/** A declaration in the header, with the comment above it. */
export interface Described {
  readonly name: string;
  readonly comment: readonly string[];
}

export interface BoundaryFunction extends Described {
  /** Names of its parameters. */
  readonly parameters: readonly string[];
  readonly returnsValue: boolean;
}

const EXPORT = /^(.*?)\bSANDBOX_EXPORT\((sandbox_\w+)\)\(([^)]*)\);/gm;
const IMPORT = /^SANDBOX_IMPORT\((\w+)\)\s+(.*?)\bsandbox_\w+\(([^)]*)\);/gm;
const GLOBAL = /^SANDBOX_GLOBAL\((sandbox_\w+)\);/gm;
const WASI = /^#define SANDBOX_WASI_FUNCTIONS\(X\)((?:.*\\\n)*.*)/m;

/**
 * Reads what crosses the boundary from the header.
 *
 * @throws BuildError naming a declaration whose types cannot cross.
 */
export function readBoundary(header: string): Boundary {
  const describe = (match: RegExpMatchArray, name: string) => ({
    name,
    comment: commentAbove(header, match.index as number),
  });
  return {
    version: Number(/^#define SANDBOX_ABI_VERSION (\d+)/m.exec(header)?.[1]),
    exports: Array.from(header.matchAll(EXPORT), (match) => {
      const [, type = "", name = "", parameters = ""] = match;
      return { ...describe(match, name), ...readSignature(name, type, parameters) };
    }),
    globals: Array.from(header.matchAll(GLOBAL), (match) => describe(match, match[1] as string)),
    imports: Array.from(header.matchAll(IMPORT), (match) => {
      const [, name = "", type = "", parameters = ""] = match;
      return { ...describe(match, name), ...readSignature(name, type, parameters) };
    }),
    wasi: Array.from(
      (WASI.exec(header)?.[1] ?? "").matchAll(/X\((\w+)\)/g),
      ([, name = ""]) => name,
    ),
  };
}

/** The lines of the comment that ends right above a position. */
function commentAbove(text: string, position: number): string[] {
  const lines = text.slice(0, position).split("\n").slice(0, -1);
  const first = lines.findLastIndex((line) => !line.startsWith("//")) + 1;
  return lines.slice(first).map((line) => line.replace(/^\/\/ ?/, ""));
}

/** C types that are an i32 in WebAssembly: a number in JavaScript. */
const NUMBER = /^(const )?(u?int32_t|(char|void) ?\*)$/;

function readSignature(name: string, type: string, list: string) {
  const parameters = list.trim() === "void" ? [] : list.split(",").map((text) => text.trim());
  const names = parameters.map((parameter) => {
    const [, parameterType = "", parameterName = ""] = /^(.*?)(\w+)$/.exec(parameter) ?? [];
    if (!NUMBER.test(parameterType.trim())) refuse(name, parameter);
    return parameterName;
  });
  const returnsValue = type.trim() !== "void";
  if (returnsValue && !NUMBER.test(type.trim())) refuse(name, type.trim());
  return { parameters: names, returnsValue };
}

function refuse(name: string, type: string): never {
  throw new BuildError(
    `sandbox.h: ${name} has "${type}"; allowed are 32-bit integers and pointers`,
  );
}
