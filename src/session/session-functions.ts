import {
  checkHostFunction,
  type HostCallable,
  type HostFunctions,
} from "../base/host-functions.js";
import type { CallEnd } from "../engine/calls.js";
import type { SandboxInstance } from "../engine/instance.js";

/** The host functions of a session; they can be added and replaced during its life. */
export class SessionFunctions {
  readonly #byName: Map<string, HostCallable>;
  /** Names that Python does not know yet; `keep` leaves an existing variable of that name alone. */
  readonly #unknown = new Map<string, { readonly keep: boolean }>();

  constructor(functions: HostFunctions) {
    this.#byName = new Map(functions);
  }

  /** What Python code may call, now and later. */
  get live(): HostFunctions {
    return this.#byName;
  }

  /** An independent copy. */
  copy(): SessionFunctions {
    const copy = new SessionFunctions(this.#byName);
    for (const [name, how] of this.#unknown) copy.#unknown.set(name, how);
    return copy;
  }

  /** Adds a function, or replaces the one of that name. @throws TypeError, RangeError */
  register(fn: HostCallable, name: unknown): void {
    const checked = checkHostFunction("registerFunction", name, fn);
    this.#byName.set(name as string, checked);
    this.#unknown.set(name as string, { keep: false });
  }

  /** The functions that were registered since the last call. */
  get registered(): string[] {
    return [...this.#unknown].filter(([, { keep }]) => !keep).map(([name]) => name);
  }

  /**
   * The new state may lack any of them: names that are free in it become functions.
   *
   * @param registered names that become functions even if they are not free.
   */
  stateChanged(registered: readonly string[] = []): void {
    for (const name of registered) this.#unknown.set(name, { keep: false });
    for (const name of this.#byName.keys()) {
      if (!this.#unknown.has(name)) this.#unknown.set(name, { keep: true });
    }
  }

  /** A fresh interpreter knows every name. */
  started(): void {
    this.#unknown.clear();
  }

  /** Makes new names known to Python. Returns how that ended, or `null` if there was nothing to do. */
  define(instance: SandboxInstance): CallEnd | null {
    let end: CallEnd | null = null;
    for (const [name, how] of this.#unknown) {
      end = instance.defineHostFunctions([name], how);
      if (end.kind !== "finished") return end;
    }
    this.#unknown.clear();
    return end;
  }
}
