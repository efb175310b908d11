import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { MicroPythonSessionSync, MicroPythonWasmError } from "micropython-wasm";

/** A plugin that keeps failing is disabled after this many calls. */
const MAX_FAILURES = 3;

/** Limits for loading a plugin, and for each call of a hook. */
const LIMITS = { fuel: 2_000_000, wallTimeoutMs: 5000, memoryBytes: 2 * 1024 * 1024 };

/** Python code that lists the hooks of a plugin: its functions whose names start with `on_`. */
const LIST_HOOKS =
  "[name for name, value in globals().items() if name.startswith('on_') and callable(value)]";

/** One file of Python in a sandbox of its own, so plugins cannot see or stop each other. */
interface Plugin {
  readonly name: string;
  readonly session: MicroPythonSessionSync;
  readonly hooks: ReadonlySet<string>;
  failures: number;
}

/** Loads plugins from a folder, and calls their hooks. */
export class PluginRegistry {
  readonly #plugins: Plugin[] = [];
  readonly #report: (plugin: string, problem: string) => void;

  /** @param report called for each problem with a plugin. */
  constructor(report: (plugin: string, problem: string) => void) {
    this.#report = report;
  }

  /** The names of the plugins that are in use. */
  get names(): string[] {
    return this.#plugins.map(({ name }) => name);
  }

  /** Loads each Python file in a folder, in alphabetical order. */
  discover(folder: string): void {
    for (const file of readdirSync(folder).toSorted()) {
      if (file.endsWith(".py")) this.#load(join(folder, file));
    }
  }

  /**
   * Calls a hook of every plugin that has it.
   *
   * @param accept called with each result, which can be anything. If it throws a TypeError, that counts
   * as a failure of the plugin.
   */
  call(hook: string, args: () => readonly unknown[], accept: (result: unknown) => void): void {
    for (const plugin of [...this.#plugins]) {
      if (!plugin.hooks.has(hook)) continue;
      try {
        accept(plugin.session.call(hook, ...args()));
        plugin.failures = 0;
      } catch (error) {
        if (!(error instanceof MicroPythonWasmError || error instanceof TypeError)) throw error;
        this.#failed(plugin, error.message);
      }
    }
  }

  close(): void {
    for (const { session } of this.#plugins) session.close();
  }

  #load(path: string): void {
    const name = basename(path, ".py");
    const session = new MicroPythonSessionSync(LIMITS);
    try {
      session.run(readFileSync(path, "utf8"), { filename: path });
      const hooks = hooksIn(session.evaluate(LIST_HOOKS));
      this.#plugins.push({ name, session, hooks, failures: 0 });
    } catch (error) {
      session.close();
      if (!(error instanceof MicroPythonWasmError)) throw error;
      this.#report(name, `not loaded: ${error.message}`);
    }
  }

  #failed(plugin: Plugin, problem: string): void {
    plugin.failures += 1;
    this.#report(plugin.name, problem);
    if (plugin.failures < MAX_FAILURES && !plugin.session.closed) return;
    plugin.session.close();
    this.#plugins.splice(this.#plugins.indexOf(plugin), 1);
    this.#report(plugin.name, "disabled");
  }
}

/** A plugin can redefine `globals`, so this list can be anything, too. */
function hooksIn(list: unknown): Set<string> {
  return new Set(Array.isArray(list) ? list.filter((name) => typeof name === "string") : []);
}
