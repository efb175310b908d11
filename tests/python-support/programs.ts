import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A small program whose output is compared. */
export interface Program {
  /** What it is about; unique within its topic. */
  readonly title: string;
  readonly code: string;
}

/** Programs about one part of the language. */
export interface Topic {
  readonly title: string;
  /** The file that contains them. */
  readonly file: string;
  readonly programs: readonly Program[];
}

/**
 * Reads the programs of a folder, one file per topic. A file begins with its title, `## …`; each program
 * begins with its own, `# …` at the start of a line.
 */
export function readTopics(dir: string): Topic[] {
  const files = readdirSync(dir).filter((file) => file.endsWith(".py"));
  return files.sort().map((file) => {
    const [head = "", ...parts] = readFileSync(join(dir, file), "utf8").split(/^# /m);
    const programs = parts.map((part) => {
      const end = part.indexOf("\n");
      return { title: part.slice(0, end), code: `${part.slice(end + 1).trimEnd()}\n` };
    });
    const titles = programs.map(({ title }) => title);
    const twice = titles.find((title, at) => titles.indexOf(title) !== at);
    if (twice !== undefined) throw new Error(`${file} has two programs called "${twice}"`);
    return { title: head.replace(/^## /, "").trim(), file, programs };
  });
}
