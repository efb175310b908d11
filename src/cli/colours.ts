/** How the prompt looks; without colours every function answers its text. */
export interface Colours {
  prompt(text: string): string;
  error(text: string): string;
}

const painted = (code: string) => (text: string) =>
  text.replace(/[^\n]+/g, (line) => `\x1b[${code}m${line}\x1b[0m`);
const plain = (text: string) => text;

/** The colours for an output, which has none where `NO_COLOR` is set or the terminal is dumb. */
export function coloursFor(isTerminal: boolean, env: NodeJS.ProcessEnv): Colours {
  const hasColours = isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
  if (!hasColours) return { prompt: plain, error: plain };
  return { prompt: painted("1;32"), error: painted("31") };
}
