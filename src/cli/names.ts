import {
  type MicroPythonSessionSync,
  MicroPythonWasmError,
  type PythonName,
} from "micropython-wasm";
import type { GuestSignal } from "./guest-signal.js";
import { listModules } from "./modules.js";
import type { NameScope } from "./protocol.js";

const MAX_NAMES = 10_000;
const MAX_PATHS = 20;
const TIMEOUT_MS = 1000;

/** A name that is safe to print on a terminal. */
const NAME = /^[\p{L}\p{Nl}_][\p{L}\p{M}\p{N}_]{0,199}$/u;
const PATH = /^\P{C}{0,255}$/u;

/**
 * Returns the names in a scope. Python code that this runs, such as a property or a module's body, runs
 * within limits and in a copy of the session.
 */
export function findNames(
  session: MicroPythonSessionSync,
  python: PythonName,
  scope: NameScope,
  signal: GuestSignal,
): string[] {
  const copy = copyOf(session);
  const evaluate = (expression: string): string[] => {
    signal.start(TIMEOUT_MS);
    const options = { signal: signal as Partial<AbortSignal> as AbortSignal, wallTimeoutMs: null };
    return strings(attempt(() => copy.evaluate(expression, options)));
  };
  try {
    return namesOf(scope)
      .filter((name) => NAME.test(name))
      .slice(0, MAX_NAMES);
  } finally {
    if (copy !== session) copy.close();
  }

  function namesOf(scope: NameScope): string[] {
    switch (scope.kind) {
      case "names":
        return evaluate('list(globals()) + dir(__import__("builtins"))');
      case "attributes":
        return attributesOf(scope.of);
      case "members":
        return [...evaluate(`dir(${leafOf(scope.of)})`), ...modulesOf(scope.of)];
      case "modules":
        return modulesOf(scope.of);
    }
  }

  function attributesOf(object: string): string[] {
    const names = evaluate(`dir(${object})`);
    // MicroPython reads every attribute, and a property may raise.
    return names.length > 0 ? names : evaluate(`dir(type(${object}))`);
  }

  function modulesOf(parent: string): string[] {
    if (python === "cpython") {
      const found = '[m.name for m in __import__("pkgutil").iter_modules';
      if (parent !== "") return evaluate(`${found}(${leafOf(parent)}.__path__)]`);
      return evaluate(`${found}()] + list(__import__("sys").builtin_module_names)`);
    }
    const prefix = parent === "" ? "" : `${parent}.`;
    const known = listModules(python)
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length).split(".")[0] ?? "");
    const paths = evaluate('__import__("sys").path').filter((path) => PATH.test(path));
    return [...known, ...paths.slice(0, MAX_PATHS).flatMap((path) => modulesIn(path, parent))];
  }

  function modulesIn(path: string, parent: string): string[] {
    const folder = `/${path}/${parent.replaceAll(".", "/")}`.replace(/\/+/g, "/");
    const entries = strings(attempt(() => copy.files.list(folder)));
    return entries.map((entry) => entry.replace(/\.py$/, ""));
  }
}

/** Returns a fork, or the session itself while the program has files open. */
function copyOf(session: MicroPythonSessionSync): MicroPythonSessionSync {
  return attempt(() => session.fork()) ?? session;
}

/** An expression for the module itself: plain `__import__` returns the topmost package. */
function leafOf(module: string): string {
  return `__import__("${module}", None, None, ("*",))`;
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof MicroPythonWasmError) return null;
    throw error;
  }
}

function strings(given: unknown): string[] {
  return Array.isArray(given) ? given.filter((name) => typeof name === "string") : [];
}
