import { type GlobalAccess, globalAccess } from "./global-access.js";

/** Accesses a global variable once all earlier calls are done, and returns the result. */
type Access = (access: GlobalAccess) => Promise<unknown>;

/**
 * The global variables of a session: what Python code calls `globals()`. Values cross the boundary
 * as copies, converted as those of host functions are.
 *
 * Every method rejects with what `evaluate` rejects with, and with a TypeError or RangeError if a
 * name is not a Python identifier or a value cannot cross.
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
  readonly #access: Access;

  /** @internal */
  constructor(access: Access) {
    this.#access = access;
  }

  /** The value of a variable; `undefined` if there is none of that name. */
  async get<Value = unknown>(name: string): Promise<Value | undefined> {
    return (await this.#access(globalAccess.get(name))) as Value | undefined;
  }

  /** Sets a variable to a copy of a value, which is made at once. */
  async set(name: string, value: unknown): Promise<void> {
    await this.#access(globalAccess.set(name, value));
  }

  /** Whether there is a variable of that name. */
  async has(name: string): Promise<boolean> {
    return (await this.#access(globalAccess.has(name))) === true;
  }

  /** Removes a variable; resolves to whether there was one. */
  async delete(name: string): Promise<boolean> {
    return (await this.#access(globalAccess.delete(name))) === true;
  }

  /** The names of all variables, sorted; includes those that Python itself sets. */
  async keys(): Promise<string[]> {
    return ((await this.#access(globalAccess.names())) as string[]).sort();
  }
}
