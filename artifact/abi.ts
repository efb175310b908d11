import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_DIR } from "./options.js";
import { BuildError } from "./progress.js";

const HEADER = join(REPOSITORY_DIR, "port/common/sandbox.h");
const CONSTANTS = join(REPOSITORY_DIR, "src/abi/constants.ts");

const BANNER = `// Generated from port/common/sandbox.h by artifact/abi.ts (npm run build:abi); edit the header instead.
`;

/**
 * Turns the boundary's header into TypeScript: one constant for each `#define SANDBOX_… number`,
 * documented by the comment behind it or right above it.
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

function docComment(lines: readonly string[]): string {
  if (lines.length === 0) return "";
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

/** Writes the constants of the repository's header where the TypeScript side imports them. */
export function writeConstants(): void {
  writeFileSync(CONSTANTS, generateConstants(readFileSync(HEADER, "utf8")));
}

if (realpathSync(process.argv[1] as string) === import.meta.filename) writeConstants();
