import { checkHostFunction, type HostFunction } from "../base/host-functions.js";
import type { Outcome } from "../engine/calls.js";
import type { SandboxInstance } from "../engine/instance.js";

/** The host functions of a session, which may come and change while it lives. */
export class SessionFunctions {
  readonly #byName: Map<string, HostFunction>;
  /** Those whose names Python does not know yet; and whether to leave a variable of that name alone. */
  readonly #unknown = new Map<string, { readonly keep: boolean }>();

  constructor(functions: ReadonlyMap<string, HostFunction>) {
    this.#byName = new Map(functions);
  }

  /** What Python code may call, now and later. */
  get live(): ReadonlyMap<string, HostFunction> {
    return this.#byName;
  }

  /** An independent copy. */
  copy(): SessionFunctions {
    const copy = new SessionFunctions(this.#byName);
    for (const [name, how] of this.#unknown) copy.#unknown.set(name, how);
    return copy;
  }

  /** Adds a function, or replaces the one of that name. @throws TypeError, RangeError */
  register(fn: HostFunction, name: unknown): void {
    const checked = checkHostFunction("registerFunction", name, fn);
    this.#byName.set(name as string, checked);
    this.#unknown.set(name as string, { keep: false });
  }

  /** The interpreter is in a state that may lack any of them: where a name is free, it is one's. */
  stateChanged(): void {
    for (const name of this.#byName.keys()) {
      if (!this.#unknown.has(name)) this.#unknown.set(name, { keep: true });
    }
  }

  /** Every name is known to an interpreter that has just been started. */
  started(): void {
    this.#unknown.clear();
  }

  /** Makes the names known that are not yet. Answers how that ended, if there was anything to do. */
  define(instance: SandboxInstance): Outcome | null {
    let outcome: Outcome | null = null;
    for (const [name, how] of this.#unknown) {
      outcome = instance.defineHostFunctions([name], how);
      if (outcome.kind !== "finished") return outcome;
    }
    this.#unknown.clear();
    return outcome;
  }
}
