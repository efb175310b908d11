import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "../clang.js";
import { BuildError } from "../progress.js";
import { loadFolder } from "../tree.js";

/** The folder of user C modules in the compiler's in-memory file system. */
const FOLDER = "modules";

/** C modules to build into the artifact. */
export interface UserModules {
  /** Their C files, as paths in the tree. */
  readonly files: readonly string[];
  /** Flags that they set, for every file of the build. */
  readonly flags: readonly string[];
}

/**
 * Loads the C modules of a folder in MicroPython's `USER_C_MODULES` layout: each folder in it with a
 * `micropython.mk` is a module.
 *
 * @throws BuildError if there is none, or if a makefile does something that is not supported here.
 */
export function loadUserModules(tree: Tree, dir: string): UserModules {
  const names = existsSync(dir)
    ? readdirSync(dir).filter((name) => existsSync(join(dir, name, "micropython.mk")))
    : [];
  if (names.length === 0) {
    throw new BuildError(`--user-c-modules: no folder in ${dir} has a micropython.mk`);
  }
  const modules = names.sort().map((name) => {
    loadFolder(tree, join(dir, name), `${FOLDER}/${name}`);
    return readMakefile(join(dir, name), `${FOLDER}/${name}`);
  });
  return {
    files: modules.flatMap(({ files }) => files),
    flags: modules.flatMap(({ flags }) => flags),
  };
}

const ASSIGNMENT = /^(?:override\s+)?([A-Za-z_]\w*)\s*(\+=|:?:?=|\?=)\s*(.*)$/;

/** Reads a makefile that only assigns variables. */
function readMakefile(dir: string, folder: string): UserModules {
  const path = join(dir, "micropython.mk");
  const variables = new Map([["USERMOD_DIR", folder]]);
  const text = readFileSync(path, "utf8").replace(/\\\r?\n/g, " ");
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/(^|\s)#.*/, "").trim();
    if (line === "") continue;
    const [, name = "", operator, value = ""] = ASSIGNMENT.exec(line) ?? [];
    if (name === "") {
      throw new BuildError(
        `${path}:${index + 1}: "${line}" is not an assignment; nothing else is allowed`,
      );
    }
    const before = variables.get(name);
    const expanded = expand(value, { dir, folder, variables, at: `${path}:${index + 1}` });
    if (operator === "+=" && before !== undefined) variables.set(name, `${before} ${expanded}`);
    else if (operator !== "?=" || before === undefined) variables.set(name, expanded);
  }
  const words = (name: string) => variables.get(name)?.split(/\s+/).filter(Boolean) ?? [];
  if (words("SRC_USERMOD_CXX").length > 0 || words("SRC_USERMOD_LIB_CXX").length > 0) {
    throw new BuildError(`${path}: C++ is not supported; allowed are C files`);
  }
  const files = ["SRC_USERMOD", "SRC_USERMOD_C", "SRC_USERMOD_LIB_C"].flatMap(words);
  const stranger = files.find((file) => !file.startsWith(`${folder}/`) || file.includes("/../"));
  if (stranger !== undefined) {
    throw new BuildError(`${path}: ${stranger} is not below $(USERMOD_DIR)`);
  }
  return { files, flags: words("CFLAGS_USERMOD") };
}

/** Replaces `$(NAME)` and `$(wildcard PATTERN)`, the only functions that modules usually need. */
function expand(
  value: string,
  context: {
    readonly dir: string;
    readonly folder: string;
    readonly variables: ReadonlyMap<string, string>;
    readonly at: string;
  },
): string {
  const { dir, folder, variables, at } = context;
  const named = value.replace(/\$[({](\w+)[)}]/g, (_, name: string) => variables.get(name) ?? "");
  const listed = named.replace(/\$[({]wildcard\s+([^$(){}]*)[)}]/g, (_, patterns: string) =>
    patterns
      .trim()
      .split(/\s+/)
      .flatMap((pattern) => matching(dir, folder, pattern))
      .join(" "),
  );
  if (listed.includes("$")) {
    throw new BuildError(`${at}: "${value}" cannot be read; allowed are variables and wildcard`);
  }
  return listed;
}

/** Files of a module that match a pattern with `*` in its last part. */
function matching(dir: string, folder: string, pattern: string): string[] {
  if (!pattern.startsWith(`${folder}/`)) return [];
  const parts = pattern.slice(folder.length + 1).split("/");
  const last = parts.pop() as string;
  const expression = new RegExp(
    `^${last.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`,
  );
  const from = join(dir, ...parts);
  if (!existsSync(from)) return [];
  return readdirSync(from)
    .filter((name) => expression.test(name))
    .sort()
    .map((name) => [folder, ...parts, name].join("/"));
}
