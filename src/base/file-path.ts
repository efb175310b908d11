import { MicroPythonFileError } from "./errors.js";

/** Most bytes of UTF-8 of one part of a path. */
const MAX_NAME_BYTES = 255;

/** Most bytes of UTF-8 of a path. */
export const MAX_PATH_BYTES = 4096;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_IN_NAMES = /[\u0000-\u001f\u007f/\p{Surrogate}]/u;

/** Whether a file or a folder may have a name. */
export function isFileName(name: string): boolean {
  return (
    name !== "" &&
    name !== "." &&
    name !== ".." &&
    !NOT_IN_NAMES.test(name) &&
    utf8Length(name) <= MAX_NAME_BYTES
  );
}

/**
 * The names that a path leads through from the root, without `.` and `..`: what is written in the
 * path decides, not what there is, and nothing leads above the root.
 *
 * @param base where the path starts unless it begins with `/`.
 * @throws MicroPythonFileError where no file can have such a path.
 */
export function resolvePath(base: readonly string[], path: string): string[] {
  if (utf8Length(path) > MAX_PATH_BYTES) throw new MicroPythonFileError("ENAMETOOLONG");
  const names = path.startsWith("/") ? [] : [...base];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name === "..") names.pop();
    else if (NOT_IN_NAMES.test(name)) throw new MicroPythonFileError("EINVAL");
    else if (utf8Length(name) > MAX_NAME_BYTES) throw new MicroPythonFileError("ENAMETOOLONG");
    else names.push(name);
  }
  return names;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
