import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

const MAX_LINES = 1000;

/** Where the prompt keeps what was typed, as the XDG base directory specification has it. */
export function historyPath(env: NodeJS.ProcessEnv): string {
  const { XDG_STATE_HOME: state = "" } = env;
  const folder = isAbsolute(state) ? state : join(homedir(), ".local", "state");
  return join(folder, "micropython-wasm", "history");
}

/** What was typed, in a file that only its owner can read; where it cannot be written, in none. */
export class History {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** The last lines, the newest first; the file forgets the others. */
  load(): string[] {
    try {
      chmodSync(this.#path, 0o600);
      const lines = readFileSync(this.#path, "utf8").split("\n").filter(Boolean);
      const kept = lines.slice(-MAX_LINES);
      if (kept.length < lines.length) writeFileSync(this.#path, `${kept.join("\n")}\n`);
      return kept.reverse();
    } catch {
      return [];
    }
  }

  add(line: string): void {
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      appendFileSync(this.#path, `${line}\n`, { mode: 0o600 });
    } catch {
      // A read-only home is no reason to disturb who types.
    }
  }
}
