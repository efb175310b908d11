import type { SessionGlobalsSync } from "./session-globals-sync.js";

/** Lets work on the global variables wait for its turn. */
type WithGlobals = <T>(work: (globals: SessionGlobalsSync) => T) => Promise<T>;

/**
 * The global variables of a session: what Python code calls `globals()`. Values cross the boundary
 * as those of host functions do, as copies.
 *
 * Every method rejects with what `evaluate` rejects with, and with a TypeError or RangeError where a
 * name is no Python identifier or a value cannot cross.
 *
 * @example
 * ```ts
 * const session = new MicroPythonSession();
 * await session.globals.set("rows", [{ price: 3 }, { price: 4 }]);
 * await session.run("total = sum(row['price'] for row in rows)");
 * await session.globals.get("total"); // 7
 * ```
 */
export class SessionGlobals {
  readonly #with: WithGlobals;

  /** @internal */
  constructor(withGlobals: WithGlobals) {
    this.#with = withGlobals;
  }

  /** The value of a variable; `undefined` where there is none of that name. */
  get(name: string): Promise<unknown> {
    return this.#with((globals) => globals.get(name));
  }

  /** Sets a variable to a copy that is made of a value when its turn comes. */
  set(name: string, value: unknown): Promise<void> {
    return this.#with((globals) => globals.set(name, value));
  }

  /** Whether there is a variable of that name. */
  has(name: string): Promise<boolean> {
    return this.#with((globals) => globals.has(name));
  }

  /** Removes a variable; answers whether there was one. */
  delete(name: string): Promise<boolean> {
    return this.#with((globals) => globals.delete(name));
  }

  /** The names of all variables, in alphabetical order; those that Python itself sets included. */
  keys(): Promise<string[]> {
    return this.#with((globals) => globals.keys());
  }
}
