import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

const MAX_ENTRIES = 1000;

/** The path of the history file, following the XDG base directory specification. */
export function historyPath(env: NodeJS.ProcessEnv): string {
  const { XDG_STATE_HOME: state = "" } = env;
  const folder = isAbsolute(state) ? state : join(homedir(), ".local", "state");
  return join(folder, "micropython-wasm", "history");
}

/**
 * The statements that were typed, oldest first. They are also saved to a file that only its owner can read,
 * if it is writable. In the file, each statement ends with LF, and line ends within it are CR LF.
 */
export class History {
  readonly entries: string[] = [];
  readonly #path: string | null;

  /** @param path the file, or `null` for none. */
  constructor(path: string | null) {
    this.#path = path;
    if (path !== null) this.entries = load(path);
  }

  add(statement: string): void {
    if (statement === this.entries.at(-1)) return;
    this.entries.push(statement);
    if (this.entries.length > MAX_ENTRIES) this.entries.shift();
    if (this.#path === null) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      appendFileSync(this.#path, asInFile(statement), { mode: 0o600 });
    } catch {
      // The prompt works without a history file.
    }
  }
}

/** Loads the latest statements, and removes older ones from the file. */
function load(path: string): string[] {
  try {
    chmodSync(path, 0o600);
    const entries = readFileSync(path, "utf8").split(/(?<!\r)\n/);
    const statements = entries.filter(Boolean).map((entry) => entry.replaceAll("\r\n", "\n"));
    const kept = statements.slice(-MAX_ENTRIES);
    if (kept.length < statements.length) writeFileSync(path, kept.map(asInFile).join(""));
    return kept;
  } catch {
    return [];
  }
}

function asInFile(statement: string): string {
  return `${statement.replaceAll("\n", "\r\n")}\n`;
}

/** Steps through the history, starting from the text that is being typed. */
export class HistoryWalk {
  readonly #entries: readonly string[];
  /** The text that is being typed. */
  readonly #draft: string;
  #index: number;

  constructor({ entries }: History, draft: string) {
    this.#entries = entries;
    this.#draft = draft;
    this.#index = entries.length;
  }

  /** Returns the next older entry that starts with the draft; `null` if there is none. */
  older(): string | null {
    for (let i = this.#index - 1; i >= 0; i--) {
      const entry = this.#entries[i] ?? "";
      if (entry.startsWith(this.#draft) && entry !== this.#current) return this.#goTo(i);
    }
    return null;
  }

  /** Returns the next newer entry that starts with the draft, and after the newest, the draft itself. */
  newer(): string | null {
    if (this.#index === this.#entries.length) return null;
    for (let i = this.#index + 1; i < this.#entries.length; i++) {
      const entry = this.#entries[i] ?? "";
      if (entry.startsWith(this.#draft) && entry !== this.#current) return this.#goTo(i);
    }
    return this.#goTo(this.#entries.length);
  }

  get #current(): string {
    return this.#entries[this.#index] ?? this.#draft;
  }

  #goTo(index: number): string {
    this.#index = index;
    return this.#current;
  }
}

/** Searches the history for entries that contain a text, for Ctrl-R. */
export class HistorySearch {
  readonly #entries: readonly string[];
  #wanted = "";
  #index: number;
  #hasFailed = false;

  constructor({ entries }: History) {
    this.#entries = entries;
    this.#index = entries.length;
  }

  get wanted(): string {
    return this.#wanted;
  }

  /** The entry found last; `null` if none has been found yet. */
  get found(): string | null {
    return this.#entries[this.#index] ?? null;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Changes the text. The search continues from the current entry if the text grew, else it restarts. */
  look(wanted: string): void {
    if (!wanted.startsWith(this.#wanted)) this.#index = this.#entries.length;
    this.#wanted = wanted;
    this.#step(Math.min(this.#index, this.#entries.length - 1), -1);
  }

  older(): void {
    this.#step(this.#index - 1, -1);
  }

  newer(): void {
    this.#step(this.#index + 1, 1);
  }

  #step(start: number, by: 1 | -1): void {
    this.#hasFailed = true;
    if (this.#wanted === "") return;
    const seen = this.found;
    for (let i = start; i >= 0 && i < this.#entries.length; i += by) {
      const entry = this.#entries[i] ?? "";
      const isNew = i === this.#index || entry !== seen;
      if (!isNew || !entry.includes(this.#wanted)) continue;
      this.#index = i;
      this.#hasFailed = false;
      return;
    }
  }
}
