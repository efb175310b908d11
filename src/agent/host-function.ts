import { PythonException } from "micropython-wasm";
import { describe } from "../base/check.js";
import { oneLine } from "./python-text.js";
import {
  isStandardSchema,
  type JsonSchema,
  type SchemaIssue,
  type StandardSchema,
} from "./standard-schema.js";

/** Who calls a host function, and until when. */
export interface CallContext {
  /** The conversation whose code calls it. */
  readonly conversationId: string;
  /** Aborted when the caller of the tool gives up; `undefined` if that cannot happen. */
  readonly signal: AbortSignal | undefined;
}

/** What {@link hostFunction} takes. */
export interface HostFunctionOptions<Input, Output> {
  /** What the function does, for the model. */
  readonly description?: string;
  /**
   * Its arguments. If it is an object, its properties are the function's parameters; otherwise there is one,
   * `value`. A plain JSON Schema gives only parameters and types: nothing checks the arguments.
   *
   * @defaultValue no arguments
   */
  readonly input?: StandardSchema<unknown, Input> | JsonSchema;
  /**
   * Its result, which is checked, too.
   *
   * @defaultValue anything
   */
  readonly output?: StandardSchema<Output, unknown> | JsonSchema;
  /** Does the work, with checked arguments. What it throws is an exception in Python. */
  readonly execute: (input: Input, context: CallContext) => Output | Promise<Output>;
}

/**
 * A function for Python, with schemas. What {@link hostFunction} returns.
 *
 * @example
 * ```ts
 * import { hostFunction } from "micropython-wasm/agent";
 *
 * const now = hostFunction({ description: "The time.", execute: () => new Date().toISOString() });
 * now.description; // "The time."
 * ```
 */
export class DescribedFunction {
  /** What the function does. */
  readonly description: string;
  /** @internal */
  readonly input: StandardSchema | JsonSchema | null;
  /** @internal */
  readonly output: StandardSchema | JsonSchema | null;
  readonly #execute: (input: never, context: CallContext) => unknown;

  /** @internal */
  constructor({ description = "", input, output, execute }: HostFunctionOptions<never, never>) {
    if (typeof description !== "string") {
      throw new TypeError(`option description is ${describe(description)}; allowed is a string`);
    }
    if (typeof execute !== "function") {
      throw new TypeError(`option execute is ${describe(execute)}; allowed is a function`);
    }
    this.description = description;
    this.input = checkSchema("input", input);
    this.output = checkSchema("output", output);
    this.#execute = execute;
  }

  /**
   * Calls the function on behalf of Python code.
   *
   * @param name its name in Python, for messages.
   * @throws PythonException of class TypeError if an argument or the result does not match its schema.
   * @internal
   */
  async call(name: string, input: unknown, context: CallContext): Promise<unknown> {
    refuseProto(name, input);
    const checked = await check(this.input, input, `${name}()`);
    const result = await this.#execute(checked as never, context);
    return check(this.output, result, `the result of ${name}()`);
  }
}

/**
 * Describes a function that Python code may call: its arguments and its result have schemas, which are checked,
 * and which become Python types for the model.
 *
 * @throws TypeError if an option is invalid.
 * @example
 * ```ts
 * import { createPythonTool, hostFunction } from "micropython-wasm/agent";
 * import { z } from "zod";
 *
 * const area = hostFunction({
 *   description: "The area of a rectangle.",
 *   input: z.object({ width: z.number(), height: z.number() }),
 *   output: z.number(),
 *   execute: ({ width, height }) => width * height,
 * });
 * await using tool = await createPythonTool({ hostFunctions: { area } });
 * (await tool.execute({ code: "area(3, height=4)" }, { conversationId: "1" })).value; // "12"
 * tool.stubs.split("\n")[0]; // "def area(width: float, height: float) -> float:"
 * ```
 */
export function hostFunction<Input = Record<string, never>, Output = unknown>(
  options: HostFunctionOptions<Input, Output>,
): DescribedFunction {
  return new DescribedFunction(options as unknown as HostFunctionOptions<never, never>);
}

function checkSchema(name: string, value: unknown): StandardSchema | JsonSchema | null {
  if (value === undefined) return null;
  if (isStandardSchema(value)) return value;
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as JsonSchema;
  const allowed = "a schema of a library with Standard Schema, or a JSON Schema";
  throw new TypeError(`option ${name} is ${describe(value)}; allowed is ${allowed}`);
}

async function check(
  schema: StandardSchema | JsonSchema | null,
  value: unknown,
  what: string,
): Promise<unknown> {
  if (!isStandardSchema(schema)) return value;
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return result.value;
  throw new PythonException("TypeError", `${what}: ${problemsOf(result.issues)}`);
}

const MAX_ISSUES = 3;

/** The first issues, each with its field: `filter.labels[2]: expected string`. */
function problemsOf(issues: readonly SchemaIssue[]): string {
  const problems = issues.slice(0, MAX_ISSUES).map(({ path = [], message }) => {
    const keys = path.slice(0, 100).map((part) => (typeof part === "object" ? part.key : part));
    const field = keys
      .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
      .join("");
    return oneLine(`${field === "" ? "" : `${field.replace(/^\./, "")}: `}${message}`, 300);
  });
  const more = issues.length - MAX_ISSUES;
  return problems.join("; ") + (more > 0 ? `; and ${more} more` : "");
}

/** Refuses keys that libraries which copy objects might assign to. */
function refuseProto(name: string, input: unknown): void {
  const left: unknown[] = [input];
  while (left.length > 0) {
    const value = left.pop();
    if (Array.isArray(value)) for (const item of value) left.push(item);
    else if (value instanceof Map) for (const entry of value) left.push(entry);
    else if (value instanceof Set) for (const item of value) left.push(item);
    else if (isDictionary(value)) {
      if (Object.hasOwn(value, "__proto__")) {
        throw new PythonException("TypeError", `${name}(): the key '__proto__' is not allowed`);
      }
      for (const key of Object.keys(value)) left.push(value[key]);
    }
  }
}

function isDictionary(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}
