import { BuildError } from "../progress.js";
import { ValueType, type WasmModule } from "../wasm/module.js";

/**
 * What the passes assume about the functions of one Python. The build fails if a function is missing or
 * has another type: a fact about one argument must never silently apply to another.
 */
export interface Policy {
  /** The function that scans the C stack for garbage collection roots; `null` if none does. */
  readonly collector: string | null;
  /** The function with the interpreter's loop. */
  readonly interpreter: string;
  /** By name; the collector and the interpreter are among them. */
  readonly functions: Readonly<Record<string, FunctionPolicy>>;
}

/** What the passes assume about one function. */
export interface FunctionPolicy {
  /** Its WebAssembly type, such as `(i32, i64) -> i32`. */
  readonly type: string;
  /**
   * Positions of parameters that are numbers, such as sizes and counts, even if the caller computes
   * them from something that could be a pointer.
   */
  readonly numbers?: readonly number[];
  /** Parameters that every caller keeps alive while the function runs. */
  readonly keptByCallers?: KeptByCallers;
  /**
   * The function checks the C stack when it is entered. Each active call counts as this many bytes
   * on top of its own frame, to make up for what it takes of the engine's own stack.
   */
  readonly guardBytes?: number;
  /**
   * How its loops pay for their turns, if not in the usual way: together when the function is left,
   * one unit a turn, or (`seldom`) also after every few thousand turns. The interpreter's loop can pay
   * wherever the counter is checked, and when the function is left (`at checks`). What a function that an
   * exception leaves has not paid for yet is never paid. A loop that enters the interpreter in every turn need not
   * pay (`never`).
   */
  readonly loopsPay?: "on leaving" | "seldom" | "at checks" | "never";
  /** Does not pay on entry if another function on every cycle of calls can. */
  readonly isSpared?: boolean;
}

export interface KeptByCallers {
  /** Their positions. */
  readonly parameters: readonly number[];
  /** Whether everything that they point to is kept alive, too, and does not change. */
  readonly deep: boolean;
}

/** A policy whose names are resolved in a module. */
export interface ResolvedPolicy {
  readonly collector: number | null;
  readonly interpreter: number;
  /** By the function's index. */
  readonly functions: ReadonlyMap<number, FunctionPolicy>;
}

/** Names of functions that the optimiser must not inline, as a pass changes the function itself. */
export function functionsKeptApart(policy: Policy): string[] {
  return Object.entries(policy.functions)
    .filter(
      ([name, { guardBytes, loopsPay }]) =>
        name === policy.collector ||
        name === policy.interpreter ||
        guardBytes !== undefined ||
        loopsPay !== undefined,
    )
    .map(([name]) => name);
}

/**
 * Finds a policy's functions in a module.
 *
 * @throws BuildError naming every function that is missing, ambiguous or of another type.
 */
export function resolvePolicy(module: WasmModule, policy: Policy): ResolvedPolicy {
  const problems: string[] = [];
  const indices = new Map<string, number[]>();
  for (const [index, name] of module.functionNames) {
    indices.set(name, [...(indices.get(name) ?? []), index]);
  }
  const functions = new Map<number, FunctionPolicy>();
  for (const [name, expected] of Object.entries(policy.functions)) {
    const [index, ...others] = indices.get(name) ?? [];
    if (index === undefined) problems.push(`${name} is missing`);
    else if (others.length > 0) problems.push(`${others.length + 1} functions are named ${name}`);
    else {
      functions.set(index, expected);
      problems.push(...typeProblems(name, typeText(module, index), expected));
    }
  }
  const indexOf = (name: string): number => {
    const [index] = Object.hasOwn(policy.functions, name) ? (indices.get(name) ?? []) : [];
    if (index === undefined) problems.push(`${name} has no entry in the policy or is missing`);
    return index ?? -1;
  };
  const interpreter = indexOf(policy.interpreter);
  const collector = policy.collector === null ? null : indexOf(policy.collector);
  if (problems.length > 0) {
    throw new BuildError(
      `the policy of the passes does not fit the module:\n${problems.join("\n")}`,
    );
  }
  return { collector, interpreter, functions };
}

function typeProblems(name: string, type: string, expected: FunctionPolicy): string[] {
  if (type !== expected.type) return [`${name} has the type ${type}, not ${expected.type}`];
  const count = type.startsWith("()") ? 0 : (type.split(")")[0]?.split(",").length ?? 0);
  return [...(expected.numbers ?? []), ...(expected.keptByCallers?.parameters ?? [])]
    .filter((at) => at >= count)
    .map((at) => `${name} has no parameter ${at}`);
}

const TYPE_NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(ValueType).map(([name, type]) => [type, name]),
);

/** A function's type as policies write it. */
export function typeText(module: WasmModule, index: number): string {
  const { params, results } = module.typeOf(index);
  const names = (types: readonly number[]) => types.map((type) => TYPE_NAMES[type]).join(", ");
  return `(${names(params)})${results.length > 0 ? ` -> ${names(results)}` : ""}`;
}
