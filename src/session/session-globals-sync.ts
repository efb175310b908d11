import { type GlobalAccess, globalAccess } from "./global-access.js";

/** Accesses a global variable and returns what was asked for. */
type Access = (access: GlobalAccess) => unknown;

/**
 * The global variables of a session: what Python code calls `globals()`. Values cross the boundary
 * as copies, converted as those of host functions are.
 *
 * Every method throws what `evaluate` throws, and a TypeError or RangeError if a name is not a
 * Python identifier or a value cannot cross.
 *
 * @example
 * ```ts
 * const session = new MicroPythonSessionSync();
 * session.globals.set("rows", [{ price: 3 }, { price: 4 }]);
 * session.run("total = sum(row['price'] for row in rows)");
 * session.globals.get("total"); // 7
 * ```
 */
export class SessionGlobalsSync {
  readonly #access: Access;

  /** @internal */
  constructor(access: Access) {
    this.#access = access;
  }

  /** The value of a variable; `undefined` if there is none of that name. */
  get<Value = unknown>(name: string): Value | undefined {
    return this.#access(globalAccess.get(name)) as Value | undefined;
  }

  /** Sets a variable to a copy of a value. */
  set(name: string, value: unknown): void {
    this.#access(globalAccess.set(name, value));
  }

  /** Whether there is a variable of that name. */
  has(name: string): boolean {
    return this.#access(globalAccess.has(name)) === true;
  }

  /** Removes a variable; returns whether there was one. */
  delete(name: string): boolean {
    return this.#access(globalAccess.delete(name)) === true;
  }

  /** The names of all variables, sorted; includes those that Python itself sets. */
  keys(): string[] {
    return (this.#access(globalAccess.names()) as string[]).sort();
  }
}
