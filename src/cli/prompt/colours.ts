/** What a piece of text is, which decides its colour. */
export type Style = "plain" | "prompt" | "error" | "keyword" | "string" | "number" | "comment";

/** Colours a text, or returns it as it is. */
export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Exclude<Style, "plain">, string>> = {
  prompt: "1;32",
  error: "31",
  keyword: "1;34",
  string: "32",
  number: "36",
  comment: "2",
};

/**
 * How to colour what goes to an output: not at all where `NO_COLOR` is set; otherwise as `FORCE_COLOR`
 * says, or if it is a terminal that has colours.
 */
export function paintFor(isTerminal: boolean, env: NodeJS.ProcessEnv): Paint {
  return hasColours(isTerminal, env) ? paint : (_, text) => text;
}

function hasColours(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return isTerminal && TERM !== "dumb";
}

function paint(style: Style, text: string): string {
  if (style === "plain") return text;
  return text.replace(/[^\n]+/g, (line) => `\x1b[${CODES[style]}m${line}\x1b[0m`);
}
