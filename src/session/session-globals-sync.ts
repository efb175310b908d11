import {
  SANDBOX_GLOBAL_DELETE,
  SANDBOX_GLOBAL_GET,
  SANDBOX_GLOBAL_HAS,
  SANDBOX_GLOBAL_NAMES,
  SANDBOX_GLOBAL_SET,
  SANDBOX_VALUE_MAX_BYTES,
} from "../abi/constants.js";
import { encodeValue } from "../abi/encode-value.js";
import { checkIdentifier } from "../base/host-functions.js";
import type { GlobalAccess } from "../engine/calls.js";

/** Accesses a global variable; answers what the interpreter gave. */
type AccessGlobal = (access: GlobalAccess) => unknown;

const WHAT = "globals";

/**
 * The global variables of a session: what Python code calls `globals()`. Values cross the boundary
 * as those of host functions do, as copies.
 *
 * Every method throws what `evaluate` throws, and a TypeError or RangeError where a name is no
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
  readonly #access: AccessGlobal;

  /** @internal */
  constructor(access: AccessGlobal) {
    this.#access = access;
  }

  /** The value of a variable; `undefined` where there is none of that name. */
  get(name: string): unknown {
    return this.#access({ operation: SANDBOX_GLOBAL_GET, name: checkIdentifier(WHAT, name) });
  }

  /** Sets a variable to a copy of a value. */
  set(name: string, value: unknown): void {
    checkIdentifier(WHAT, name);
    const bytes = encodeValue(value, { root: name, maxBytes: SANDBOX_VALUE_MAX_BYTES });
    this.#access({ operation: SANDBOX_GLOBAL_SET, name, value: bytes });
  }

  /** Whether there is a variable of that name. */
  has(name: string): boolean {
    const operation = SANDBOX_GLOBAL_HAS;
    return this.#access({ operation, name: checkIdentifier(WHAT, name) }) === true;
  }

  /** Removes a variable; answers whether there was one. */
  delete(name: string): boolean {
    const operation = SANDBOX_GLOBAL_DELETE;
    return this.#access({ operation, name: checkIdentifier(WHAT, name) }) === true;
  }

  /** The names of all variables, in alphabetical order; those that Python itself sets included. */
  keys(): string[] {
    return (this.#access({ operation: SANDBOX_GLOBAL_NAMES }) as string[]).sort();
  }
}
