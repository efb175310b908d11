import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** One Python module that is part of the artifact, importable without any file. */
export interface FrozenModule {
  /** Path as the import system sees it, such as `asyncio/core.py`. */
  readonly path: string;
  readonly source: string;
}

/** Lists the modules to freeze: the port's own, and those of all Pythons. */
export function listFrozenModules(portDir: string): FrozenModule[] {
  const modules = [join(portDir, "../common/python"), join(portDir, "python")].flatMap((dir) =>
    readdirSync(dir, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".py"))
      .map((name) => ({
        path: name.replaceAll(sep, "/"),
        source: withoutLayout(readFileSync(join(dir, name), "utf8")),
      })),
  );
  return modules.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Leaves out comments that have a line of their own, and indents by one space instead of four, as the artifact
 * contains the source. Lines keep their numbers, and texts of several lines their content.
 */
export function withoutLayout(source: string): string {
  let isInText = false;
  return source
    .split("\n")
    .map((line) => {
      const isText = isInText;
      if (line.split('"""').length % 2 === 0) isInText = !isInText;
      if (isText) return line;
      if (/^\s*#/.test(line)) return "";
      return line.replace(/^( {4})+/, (indent) => " ".repeat(indent.length / 4));
    })
    .join("\n");
}

/**
 * Writes the C file that py/frozenmod.c reads frozen modules from: their names and sources, each
 * terminated by a zero byte, and the sources' sizes.
 */
export function frozenContent(modules: readonly FrozenModule[]): string {
  const names = modules.map(({ path }) => `${cString(path)} "\\0"`).join("\n    ");
  const sizes = modules.map(({ source }) => Buffer.byteLength(source)).join(", ");
  const content = modules.map(({ source }) => `${cString(source)} "\\0"`).join("\n    ");
  return `#include <stdint.h>
const uint32_t mp_frozen_str_sizes[] = { ${sizes}, 0 };
const char mp_frozen_str_content[] =
    ${content} "\\0";
const char mp_frozen_names[] =
    ${names} "\\0";
const void *const mp_frozen_mpy_content[] = { 0 };
`;
}

/** Quotes text as C string literals, one a line; bytes outside ASCII in octal. */
function cString(text: string): string {
  const lines = text.split(/(?<=\n)/);
  return lines
    .map((line) => {
      const escaped = Array.from(Buffer.from(line), (byte) => {
        if (byte === 0x0a) return "\\n";
        if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
        if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
        return `\\${byte.toString(8).padStart(3, "0")}`;
      });
      return `"${escaped.join("")}"`;
    })
    .join("\n    ");
}
