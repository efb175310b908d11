import { MicroPythonFileError } from "./errors.js";

/** Maximum length of one name in a path, in bytes of UTF-8. */
const MAX_NAME_BYTES = 255;

/** Maximum length of a path from the root, in bytes of UTF-8. */
export const MAX_PATH_BYTES = 4096;

/** Maximum number of names in a path from the root: how deeply folders can be nested. */
export const MAX_PATH_NAMES = 256;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_IN_NAMES = /[\u0000-\u001f\u007f/\p{Surrogate}]/u;

/** A path with `.` and `..` resolved. */
export interface ResolvedPath {
  /** Names, starting at the root. */
  readonly names: readonly string[];
  /** How the path ended: only one that ends in a name can be a file's. */
  readonly ending: "name" | "slash" | "." | "..";
}

/** Whether a file or folder can have this name. */
export function isFileName(name: string): boolean {
  return (
    name !== "" &&
    name !== "." &&
    name !== ".." &&
    !NOT_IN_NAMES.test(name) &&
    !isLongerThan(name, MAX_NAME_BYTES)
  );
}

/**
 * Whether a file or folder can have this path, such as `2024/a.csv`.
 *
 * @param mount path of the mount that contains it.
 */
export function isFilePath(path: string, mount = "/"): boolean {
  const around = mount.split("/").filter((name) => name !== "");
  const names = path.split("/");
  return names.every(isFileName) && isPathShort([...around, ...names]);
}

/** Whether a path's length and depth are within the limits. */
export function isPathShort(names: readonly string[]): boolean {
  return names.length <= MAX_PATH_NAMES && !isLongerThan(names.join("/"), MAX_PATH_BYTES);
}

/**
 * Resolves `.` and `..` in a path. Nothing leads above the root.
 *
 * @param base where the path starts unless it begins with `/`.
 * @param checkFolder is called before `..` leaves a folder; it can throw if there is no such folder.
 * @throws MicroPythonFileError if no file can have such a path.
 */
export function resolvePath(
  base: readonly string[],
  path: string,
  checkFolder: (names: readonly string[]) => void = () => {},
): ResolvedPath {
  if (isLongerThan(path, MAX_PATH_BYTES)) throw new MicroPythonFileError("ENAMETOOLONG");
  const names = path.startsWith("/") ? [] : [...base];
  const parts = path.split("/");
  for (const name of parts) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      checkFolder(names);
      names.pop();
    } else if (NOT_IN_NAMES.test(name)) {
      throw new MicroPythonFileError("EINVAL");
    } else if (isLongerThan(name, MAX_NAME_BYTES)) {
      throw new MicroPythonFileError("ENAMETOOLONG");
    } else {
      names.push(name);
    }
  }
  if (!isPathShort(names)) throw new MicroPythonFileError("ENAMETOOLONG");
  return { names, ending: endingOf(parts) };
}

function endingOf(parts: readonly string[]): ResolvedPath["ending"] {
  const last = parts.findLast((name) => name !== "");
  if (last === "." || last === "..") return last;
  return parts[parts.length - 1] === "" ? "slash" : "name";
}

/** Whether a text has more than `maxBytes` bytes of UTF-8. A UTF-16 unit takes at most 3. */
function isLongerThan(text: string, maxBytes: number): boolean {
  return 3 * text.length > maxBytes && new TextEncoder().encode(text).length > maxBytes;
}
