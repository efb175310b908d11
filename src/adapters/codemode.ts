/**
 * Python for the code mode of `@cloudflare/codemode`: an executor that runs Python instead of JavaScript. It
 * needs the package `ai`.
 *
 * @module micropython-wasm/codemode
 */

import { jsonSchema, type Tool, type ToolSet, tool } from "ai";
import { MicroPythonGuestError, MicroPythonSession, type SessionOptions } from "micropython-wasm";
import { functionNamespace, prepareFunctions, type ToolFunction } from "micropython-wasm/agent";
import { aiSdkFunctions } from "./ai-sdk.js";

/** Functions in a namespace, as `resolveProvider` of `@cloudflare/codemode` returns them. */
export interface CodemodeProvider {
  /** The namespace. */
  readonly name: string;
  /** The functions by name. They get what Python passes; keyword arguments are one object, which comes last. */
  readonly fns: Readonly<Record<string, ToolFunction>>;
  /** Code for the sandbox in JavaScript; there must be none. */
  readonly prelude?: string | undefined;
}

/** What came of an execution. */
export interface CodemodeResult {
  /** The value of the last expression, converted like an argument of a host function. */
  readonly result: unknown;
  /** Why it failed: the traceback, or a limit. */
  readonly error?: string;
  /** The lines that the code printed. */
  readonly logs?: string[];
}

/** How code is executed; every option has a default. */
export interface PythonExecutorOptions
  extends Omit<
    SessionOptions,
    "hostFunctions" | "returnValue" | "maxAwakeSessions" | "sleepAfterMs"
  > {}

/**
 * An `Executor` of `@cloudflare/codemode` that executes Python. Each execution has a fresh sandbox, and never throws.
 *
 * @example
 * ```ts
 * import { PythonExecutor } from "micropython-wasm/codemode";
 *
 * const executor = new PythonExecutor();
 * const code = "print('asking')\nhome.weather(city='Rome')['celsius'] + 1";
 * const home = { name: "home", fns: { weather: async () => ({ celsius: 20 }) } };
 * const { result, logs } = await executor.execute(code, [home]);
 * result; // 21
 * logs?.join(); // "asking"
 * ```
 */
export class PythonExecutor {
  readonly #options: SessionOptions;

  /** @throws TypeError, RangeError if an option is invalid. */
  constructor({
    python = "cpython",
    fuel = 200_000_000,
    wallTimeoutMs = 60_000,
    memoryBytes = python === "cpython" ? 2 ** 26 : 2 ** 24,
    ...others
  }: PythonExecutorOptions = {}) {
    this.#options = { ...others, python, fuel, wallTimeoutMs, memoryBytes };
    void new MicroPythonSession(this.#options).close();
  }

  /**
   * Executes Python code.
   *
   * @param code Python. What `createCodeTool` passes is refused: it makes JavaScript of all code; take
   * {@link pythonCodeTool} instead.
   * @param providersOrFns functions in their namespaces, or those of the namespace `codemode`.
   * @param options there must be no connectors, which belong to codemode's durable runtime. `signal` ends the code
   * when it is aborted.
   */
  async execute(
    code: string,
    providersOrFns: readonly CodemodeProvider[] | CodemodeProvider["fns"],
    options: {
      readonly connectors?: readonly unknown[];
      readonly signal?: AbortSignal | undefined;
    } = {},
  ): Promise<CodemodeResult> {
    const providers = isList(providersOrFns)
      ? providersOrFns
      : [{ name: "codemode", fns: providersOrFns }];
    const logs = new Logs();
    try {
      if (/^async \(\) => \{\n/.test(code)) return failed(NORMALISED);
      if (options.connectors?.length) return failed("connectors need code in JavaScript");
      return await this.#execute(code, providers, logs, options.signal);
    } catch (error) {
      return failed(reasonOf(error), logs);
    }
  }

  async #execute(
    code: string,
    providers: readonly CodemodeProvider[],
    logs: Logs,
    signal: AbortSignal | undefined,
  ): Promise<CodemodeResult> {
    const names = providers.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) return failed(`there are two providers with the name ${twice}`);
    const prepared = prepareFunctions(Object.fromEntries(providers.map(namespaceOf)));
    const { hostFunctions } = prepared;
    const session = new MicroPythonSession({ ...this.#options, hostFunctions });
    try {
      await session.run(prepared.code, { fuel: null, maxSourceBytes: null, filename: "functions" });
      const { value, repr = "None" } = await session.run(code, {
        onStdout: (text) => logs.add("stdout", text),
        onStderr: (text) => logs.add("stderr", text),
        ...(signal && { signal }),
      });
      const isLost = value === undefined && repr !== "None";
      if (isLost) return failed(`${repr.slice(0, 100)} ${NO_RESULT}`, logs);
      return { result: value, ...logs.given };
    } finally {
      await session.close();
    }
  }
}

/** What {@link pythonCodeTool} takes: the options of `createCodeTool`. */
export interface PythonCodeToolOptions {
  /** The tools: a tool set, whose namespace is `codemode`, or one for each namespace. */
  readonly tools: CodemodeTools | readonly CodemodeToolProvider[];
  /** Executes the code. */
  readonly executor: PythonExecutor;
  /**
   * What the model reads. `{{types}}` stands for the tools as Python stubs.
   *
   * @defaultValue a sentence on what to write, and the stubs
   */
  readonly description?: string;
}

/** A tool without schemas. */
export interface SimpleTool {
  /** What it does, for models. */
  readonly description?: string;
  /** Does the work. */
  execute(args: unknown): Promise<unknown>;
}

/** A tool set of the AI SDK, or simple tools. */
export type CodemodeTools = ToolSet | Readonly<Record<string, SimpleTool>>;

/** Tools in a namespace: a `ToolProvider` of `@cloudflare/codemode`. */
export interface CodemodeToolProvider {
  /** @defaultValue `codemode` */
  readonly name?: string;
  /** The tools. */
  readonly tools: CodemodeTools;
}

/**
 * A tool of the AI SDK like `createCodeTool` of `@cloudflare/codemode`, for Python: the model writes code that calls
 * the tools, and reads its result and what it printed. Tools that need approval, or have no `execute`, are left out.
 *
 * @example
 * ```ts
 * import { tool } from "ai";
 * import { PythonExecutor, pythonCodeTool } from "micropython-wasm/codemode";
 * import { z } from "zod";
 *
 * const weather = tool({
 *   description: "The temperature in a city.",
 *   inputSchema: z.object({ city: z.string() }),
 *   execute: async ({ city }) => ({ city, celsius: city.length }),
 * });
 * const codemode = await pythonCodeTool({ tools: { weather }, executor: new PythonExecutor() });
 * const code = "max(codemode.weather(city)['celsius'] for city in ['Rome', 'Berlin'])";
 * const output = await codemode.execute?.({ code }, { toolCallId: "1", messages: [] });
 * JSON.stringify(output); // '{"result":6}'
 * ```
 */
export async function pythonCodeTool({
  tools,
  executor,
  description = DESCRIPTION,
}: PythonCodeToolOptions): Promise<Tool<CodemodeInput, CodemodeOutput>> {
  const given = isList(tools) ? tools : [{ tools }];
  const providers = await Promise.all(
    given.map(async ({ name = "codemode", tools }) => {
      return { name, fns: await aiSdkFunctions(callable(tools)) };
    }),
  );
  const { stubs } = prepareFunctions(Object.fromEntries(providers.map(namespaceOf)));
  return tool({
    description: description.replace("{{types}}", () => stubs),
    inputSchema: jsonSchema<CodemodeInput>(INPUT),
    execute: async ({ code }, { abortSignal: signal }) => {
      const { error, ...output } = await executor.execute(code, providers, { signal });
      if (error === undefined) return output;
      const printed = output.logs === undefined ? "" : `\n\nOutput:\n${output.logs.join("\n")}`;
      throw new Error(`Code execution failed: ${error}${printed}`);
    },
  });
}

/** What the model passes. */
export interface CodemodeInput {
  /** Python code. */
  readonly code: string;
}

/** What the model reads of an execution. */
export interface CodemodeOutput {
  /** The value of the last expression. */
  readonly result: unknown;
  /** The lines that the code printed. */
  readonly logs?: string[];
}

const DESCRIPTION = `Executes Python code in a fresh sandbox, to achieve a goal with these functions, which are defined already:

{{types}}

The value of the last expression is the result; what you print is returned, too. There is no await: functions return
their results. There are no files, and there is no network.`;

const INPUT = {
  type: "object",
  properties: { code: { type: "string", description: "Python code to execute" } },
  required: ["code"],
  additionalProperties: false,
} as const;

const NORMALISED =
  "the code is a function in JavaScript, as createCodeTool makes it of all code; take pythonCodeTool";

const NO_RESULT =
  "is no result: make the last expression a dict, a list, a text, a number, a bool or None";

/** The tools that code can call. */
function callable(tools: CodemodeTools): ToolSet {
  const entries = Object.entries(tools as ToolSet).filter(([, { execute, needsApproval }]) => {
    return execute !== undefined && (needsApproval ?? false) === false;
  });
  return Object.fromEntries(
    entries.map(([name, tool]) => {
      return [name, tool.inputSchema === undefined ? { ...tool, inputSchema: ANYTHING } : tool];
    }),
  ) as ToolSet;
}

const ANYTHING = jsonSchema({ type: "object", additionalProperties: true });

function namespaceOf({ name, fns, prelude }: CodemodeProvider) {
  if (prelude !== undefined) throw new TypeError(`the provider ${name} has code in JavaScript`);
  return [name, functionNamespace(Object.entries(fns))] as const;
}

/** The lines of both outputs, in the order in which they end. */
class Logs {
  readonly #lines: string[] = [];
  readonly #begun = { stdout: "", stderr: "[error] " };

  add(stream: "stdout" | "stderr", text: string): void {
    const prefix = stream === "stderr" ? "[error] " : "";
    const [first = "", ...others] = text.split("\n");
    this.#begun[stream] += first;
    for (const line of others) {
      this.#lines.push(this.#begun[stream]);
      this.#begun[stream] = prefix + line;
    }
  }

  /** What there is, as a part of the result. */
  get given(): { logs?: string[] } {
    const { stdout, stderr } = this.#begun;
    const rest = [stdout, stderr === "[error] " ? "" : stderr].filter(Boolean);
    const logs = [...this.#lines, ...rest];
    return logs.length === 0 ? {} : { logs };
  }
}

function failed(error: string, logs?: Logs): CodemodeResult {
  return { result: undefined, error, ...logs?.given };
}

function reasonOf(error: unknown): string {
  if (error instanceof MicroPythonGuestError) {
    const traceback = error.traceback.replace(OWN_FRAMES, "").trimEnd();
    const isShown = traceback !== "" && traceback.length <= MAX_TRACEBACK;
    return isShown ? traceback : error.message.slice(0, MAX_TRACEBACK);
  }
  return error instanceof Error ? error.message : String(error);
}

const MAX_TRACEBACK = 4000;

/** Frames of the code that defines the functions. */
const OWN_FRAMES = /^ {2}File "functions", line .*\n(?: {4}.*\n)*/gm;

function isList<Item, Other>(value: readonly Item[] | Other): value is readonly Item[] {
  return Array.isArray(value);
}
