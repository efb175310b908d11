import { opendirSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { NameScope } from "../protocol.js";
import { COMMAND_NAMES, LIMIT_NAMES, PATH_COMMANDS } from "./commands.js";
import { KEYWORDS, tokensOf } from "./highlight.js";

/** How a text can be completed. */
export interface Completion {
  /** The end of the text that is being completed. */
  readonly word: string;
  /** Its possible completions, in alphabetical order. */
  readonly ways: readonly string[];
}

/** Returns the names that Python knows in a scope. */
export type FindNames = (scope: NameScope) => Promise<readonly string[]>;

/** Names that the prompt adds, and that MicroPython does not list. */
const OWN_NAMES = ["exit", "quit"];
const MAX_FOLDER_ENTRIES = 10_000;
const MAX_SHOWN = 300;
const NAME = "[\\p{L}\\p{Nl}_][\\p{L}\\p{M}\\p{N}_]*";
const DOTTED = `(?:${NAME}(?:\\.${NAME})*)`;

/** `from a.b import c, d`, up to the cursor. */
const MEMBERS = new RegExp(
  `^\\s*from\\s+(${DOTTED})\\s+import\\s+\\(?(?:[^#]*,)?\\s*((?:${NAME})?)$`,
  "u",
);
const FROM_MODULE = new RegExp(`^\\s*from\\s+(${DOTTED})\\s+(\\w*)$`, "u");
const MODULES = new RegExp(
  `(?:^|[;:])\\s*(?:from\\s+|import\\s+(?:[^#;]*,\\s*)?)((?:${NAME}\\.)*)((?:${NAME})?)$`,
  "u",
);
const ATTRIBUTES = new RegExp(
  `(?<![\\p{L}\\p{N}_.)\\]}"'])(${DOTTED})\\s*\\.\\s*((?:${NAME})?)$`,
  "u",
);
const WORD = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_.])${NAME}$`, "u");

/**
 * Completes the text before the cursor.
 *
 * @param before the earlier lines of the statement.
 */
export async function complete(
  text: string,
  before: string,
  names: FindNames,
): Promise<Completion> {
  if (before === "" && text.startsWith(":")) return completeCommand(text.slice(1));
  if (tokensOf(before + text).at(-1)?.isOpen) return { word: "", ways: [] };
  const line = text.slice(text.lastIndexOf("\n") + 1);
  const members = MEMBERS.exec(line);
  if (members !== null) return from({ kind: "members", of: members[1] ?? "" }, members[2]);
  const fromModule = FROM_MODULE.exec(line);
  if (fromModule !== null) return among(fromModule[2], ["import"]);
  const modules = MODULES.exec(line);
  if (modules !== null)
    return from({ kind: "modules", of: modules[1]?.slice(0, -1) ?? "" }, modules[2]);
  const attributes = ATTRIBUTES.exec(line);
  if (attributes !== null)
    return from({ kind: "attributes", of: attributes[1] ?? "" }, attributes[2]);
  const [word] = WORD.exec(line) ?? [];
  if (word === undefined) return { word: "", ways: [] };
  return among(word, [...KEYWORDS, ...OWN_NAMES, ...(await names({ kind: "names" }))]);

  async function from(scope: NameScope, word = ""): Promise<Completion> {
    return among(word, await names(scope));
  }
}

/** The longest common prefix. */
export function commonStart(ways: readonly string[]): string {
  const [first = "", ...others] = ways;
  let length = first.length;
  for (const way of others) {
    while (!way.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}

/** Formats completions in columns for a terminal. */
export function columnsOf(ways: readonly string[], terminalColumns = 80): string {
  const shown = ways.slice(0, MAX_SHOWN);
  const width = Math.max(...shown.map((way) => way.length)) + 2;
  const columns = Math.max(1, Math.floor(terminalColumns / width));
  const rows = Math.ceil(shown.length / columns);
  let text = "";
  for (let row = 0; row < rows; row++) {
    const cells = shown.filter((_, i) => i % rows === row);
    text += `${cells
      .map((cell) => cell.padEnd(width))
      .join("")
      .trimEnd()}\r\n`;
  }
  const left = ways.length - shown.length;
  return left > 0 ? `${text}and ${left} more\r\n` : text;
}

/** Names starting with `_` are offered only if the word starts with `_`. */
function among(word = "", names: readonly string[]): Completion {
  const isPrivate = (name: string) => name.startsWith("_") && !word.startsWith("_");
  const ways = new Set(names.filter((name) => name.startsWith(word) && !isPrivate(name)));
  return { word, ways: [...ways].sort() };
}

function completeCommand(text: string): Completion {
  const [, command = "", space = "", argument = ""] = /^(\w*)(\s*)(.*)$/s.exec(text) ?? [];
  if (space === "") return among(command, COMMAND_NAMES);
  if (command === "limits") return among(/\S*$/.exec(argument)?.[0], LIMIT_NAMES);
  return PATH_COMMANDS.includes(command) ? completePath(argument) : { word: "", ways: [] };
}

function completePath(path: string): Completion {
  const folder = path.endsWith("/") ? path : dirname(path);
  const word = path.endsWith("/") ? "" : basename(path);
  const isHidden = (name: string) => name.startsWith(".") && !word.startsWith(".");
  const entries = entriesOf(folder || ".").filter(
    (name) => name.startsWith(word) && !isHidden(name),
  );
  return { word, ways: entries.sort() };
}

/** The printable names in a folder; those of subfolders end with a slash. */
function entriesOf(folder: string): string[] {
  const names: string[] = [];
  try {
    const open = opendirSync(folder);
    try {
      for (let i = 0; i < MAX_FOLDER_ENTRIES; i++) {
        const entry = open.readSync();
        if (entry === null) break;
        if (!/\p{C}/u.test(entry.name)) names.push(entry.name + (entry.isDirectory() ? "/" : ""));
      }
    } finally {
      open.closeSync();
    }
  } catch {
    // A folder that cannot be read offers no completions.
  }
  return names;
}
