/** Tells whether a text can be run as it is. */
export type IsComplete = (source: string) => Promise<boolean>;

const INDENT = "    ";

/** What goes on with a statement although it is not indented. */
const CLAUSE = /^(elif|else|except|finally)\b/;

/** Gathers the lines that were typed, or pasted, until they are a statement. */
export class Statement {
  readonly #isComplete: IsComplete;
  #lines: string[] = [];

  constructor(isComplete: IsComplete) {
    this.#isComplete = isComplete;
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** The lines so far, each with its end. */
  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join("");
  }

  /** Forgets what was typed. */
  clear(): void {
    this.#lines = [];
  }

  /**
   * Takes a line.
   *
   * @param upcoming the line that was pasted behind it, if any.
   * @returns the statements that can be run now.
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

  /** What the next line is likely to begin with. */
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

  /** Whether the lines are complete but for an empty line: no bracket and no string is open. */
  async #isInBlock(): Promise<boolean> {
    const isOpen = this.isEmpty || this.#lines.at(-1)?.endsWith("\\");
    return !isOpen && (await this.#isComplete(`${this.#source}\n`));
  }

  /** Whether a line begins a new statement, as it does in pasted text. */
  async #isFollowedBy(line: string): Promise<boolean> {
    const isClause = !/^[^\s#]/.test(line) || CLAUSE.test(line);
    const isDecorated = this.#lines.at(-1)?.startsWith("@");
    return !isClause && !isDecorated && (await this.#isInBlock());
  }
}
