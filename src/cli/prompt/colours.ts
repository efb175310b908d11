/** The kind of a piece of text, which determines its colour. */
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
 * Returns how to colour output. `NO_COLOR` turns colours off. Otherwise `FORCE_COLOR` decides if it is
 * set, or else whether the output is a terminal that supports colours.
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
