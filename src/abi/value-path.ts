/** One step on the path to a part of a value. */
export interface Step {
  readonly parent: Step | null;
  /** A number is an index; a text is written as it is. */
  readonly name: string | number;
}

/** Maximum number of steps in the text of a path. */
const MAX_STEPS = 16;

/** Returns the path as text, as in `result.rows[3]`. */
export function pathTo(last: Step): string {
  const steps: string[] = [];
  for (let step: Step | null = last; step !== null; step = step.parent) {
    steps.push(typeof step.name === "number" ? `[${step.name}]` : step.name);
  }
  const path = steps.reverse().slice(0, MAX_STEPS).join("");
  return steps.length > MAX_STEPS ? `${path}…` : path;
}

/** Returns the step to the entry `key` of a dict or object. */
export function stepToEntry(parent: Step, key: unknown): Step {
  if (typeof key !== "string") return { parent, name: typeof key === "number" ? key : "[…]" };
  if (/^[\p{ID_Start}_]\p{ID_Continue}{0,63}$/u.test(key)) return { parent, name: `.${key}` };
  return { parent, name: key.length <= 64 ? `[${JSON.stringify(key)}]` : "[…]" };
}
