/** The sources of a conversation's calls, for tracebacks. The oldest are forgotten first. */
export class Sources {
  readonly #byName = new Map<string, readonly string[]>();
  #length = 0;

  /** Remembers the source of a call. */
  add(filename: string, code: string): void {
    this.#byName.set(filename, code.split("\n"));
    this.#length += code.length;
    for (const [name, lines] of this.#byName) {
      if (this.#length <= MAX_LENGTH || this.#byName.size === 1) break;
      this.#length -= lines.join("\n").length;
      this.#byName.delete(name);
    }
  }

  /** A line, from 1; `null` if there is none. */
  line(filename: string, line: number): string | null {
    return this.#byName.get(filename)?.[line - 1]?.trim() || null;
  }

  /** All of a call's source; empty if it is forgotten. */
  text(filename: string): string {
    return this.#byName.get(filename)?.join("\n") ?? "";
  }

  has(filename: string): boolean {
    return this.#byName.has(filename);
  }
}

const MAX_LENGTH = 1_000_000;
const MAX_LINE = 500;
const MAX_FRAMES = 12;

const FRAME = /^ {2}File "([^"\n]{0,200})", line (\d{1,9})/;

/**
 * The lines of a traceback that the model can use: the frames of its own code, with their source, and the
 * exception. Frames of the library are counted only, and so are those in the middle of a deep recursion.
 */
export function relevantLines(traceback: string, sources: Sources): string {
  const blocks = blocksOf(traceback.slice(0, 100_000).trimEnd());
  const kept: string[] = [];
  let skipped = 0;
  const own = blocks.filter(({ filename }) => filename !== null && sources.has(filename)).length;
  let seen = 0;
  for (const { filename, line, lines } of blocks) {
    if (filename === null) {
      flush();
      kept.push(...lines);
      continue;
    }
    if (!sources.has(filename)) {
      skipped += 1;
      continue;
    }
    seen += 1;
    if (own > MAX_FRAMES && seen > MAX_FRAMES / 2 && seen <= own - MAX_FRAMES / 2) {
      skipped += 1;
      continue;
    }
    flush();
    const source = lines.length === 1 ? sources.line(filename, line) : null;
    kept.push(...lines, ...(source === null ? [] : [`    ${source}`]));
  }
  flush();
  return kept
    .map((line) => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line))
    .join("\n");

  function flush(): void {
    if (skipped > 0) kept.push(`  [${skipped} more ${skipped === 1 ? "frame" : "frames"}]`);
    skipped = 0;
  }
}

/** A frame with the lines that belong to it, or lines that belong to none. */
interface Block {
  readonly filename: string | null;
  readonly line: number;
  readonly lines: string[];
}

function blocksOf(traceback: string): Block[] {
  const blocks: Block[] = [];
  for (const text of traceback.split("\n")) {
    const [, filename, line] = FRAME.exec(text) ?? [];
    const last = blocks.at(-1);
    if (filename !== undefined) blocks.push({ filename, line: Number(line), lines: [text] });
    else if (last !== undefined && last.filename !== null && text.startsWith("    "))
      last.lines.push(text);
    else if (last !== undefined && last.filename === null) last.lines.push(text);
    else blocks.push({ filename: null, line: 0, lines: [text] });
  }
  return blocks;
}
