/** Returns whether a text is complete and can be run. */
export type IsComplete = (source: string) => Promise<boolean>;

const INDENT = "    ";

/** Unindented lines that continue a statement. */
const CLAUSE = /^(elif|else|except|finally)\b/;

/** Collects typed or pasted lines until they form a statement. */
export class Statement {
  readonly #isComplete: IsComplete;
  #lines: string[] = [];

  constructor(isComplete: IsComplete) {
    this.#isComplete = isComplete;
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** The lines so far, each with its line end. */
  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join("");
  }

  /** Discards all lines. */
  clear(): void {
    this.#lines = [];
  }

  /**
   * Adds a line.
   *
   * @param upcoming the next non-empty line of pasted text, if any.
   * @returns the statements that are now complete.
   */
  async add(line: string, upcoming: string | null): Promise<string[]> {
    const ready: string[] = [];
    if (await this.#isFollowedBy(line)) ready.push(this.#take());
    const isEmptyLine = line.trim() === "" && (await this.#isInBlock());
    this.#lines.push(isEmptyLine ? "" : line);
    const goesOn = isEmptyLine && upcoming !== null && /^\s+\S/.test(upcoming);
    if (!goesOn && (await this.#isComplete(this.#source))) ready.push(this.#take());
    return ready.filter((statement) => statement.trim() !== "");
  }

  /** The indentation to suggest for the next line. */
  async nextIndent(): Promise<string> {
    if (!(await this.#isInBlock())) return "";
    const last = this.#lines.at(-1) ?? "";
    const [indent = ""] = /^\s*/.exec(last) ?? [];
    return last.trimEnd().endsWith(":") ? indent + INDENT : indent;
  }

  get #source(): string {
    return this.#lines.join("\n");
  }

  #take(): string {
    const text = this.#source;
    this.clear();
    return text;
  }

  /** Whether only an empty line is missing: no bracket or string is open. */
  async #isInBlock(): Promise<boolean> {
    const isOpen = this.isEmpty || this.#lines.at(-1)?.endsWith("\\");
    return !isOpen && (await this.#isComplete(`${this.#source}\n`));
  }

  /** Whether a line starts a new statement, as lines of pasted text may. */
  async #isFollowedBy(line: string): Promise<boolean> {
    const isClause = !/^[^\s#]/.test(line) || CLAUSE.test(line);
    const isDecorated = this.#lines.at(-1)?.startsWith("@");
    return !isClause && !isDecorated && (await this.#isInBlock());
  }
}
