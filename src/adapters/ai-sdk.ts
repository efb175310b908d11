/**
 * The Python tool for the AI SDK, and tools of the AI SDK as Python functions. It needs the package `ai`.
 *
 * @module micropython-wasm/ai-sdk
 */

import { asSchema, jsonSchema, type Tool, type ToolSet, tool } from "ai";
import { PythonException } from "micropython-wasm";
import {
  type CallContext,
  type DescribedFunction,
  functionNamespace,
  hostFunction,
  type JsonSchema,
  type PythonTool,
  type PythonToolInput,
  type PythonToolResult,
} from "micropython-wasm/agent";

/** Whose state the model's code sees. */
export interface AiSdkToolOptions {
  /** As for `execute` of the tool; take one for each chat. */
  readonly conversationId: string;
}

/**
 * Wraps a Python tool for `generateText`, `streamText` and agents of the AI SDK. The model reads the result's
 * text; your program gets all of it.
 *
 * @example
 * ```ts
 * import { createPythonTool } from "micropython-wasm/agent";
 * import { aiSdkTool } from "micropython-wasm/ai-sdk";
 *
 * await using python = await createPythonTool();
 * const tools = { run_python: aiSdkTool(python, { conversationId: "chat 1" }) };
 * tools.run_python.description === python.description; // true
 * ```
 */
export function aiSdkTool(
  python: PythonTool,
  { conversationId }: AiSdkToolOptions,
): Tool<PythonToolInput, PythonToolResult> {
  return tool({
    description: python.description,
    inputSchema: jsonSchema<PythonToolInput>(python.inputSchema),
    execute: (input, { abortSignal }) => {
      return python.execute(input, { conversationId, signal: abortSignal });
    },
    toModelOutput: ({ output }) => ({ type: "text", value: output.text }),
  });
}

/**
 * Makes Python functions of a tool set of the AI SDK, for a namespace of the option `hostFunctions`: the model calls
 * them in code, many times and in loops, instead of one by one.
 *
 * @param tools tools that have `execute`, and need no approval: code cannot wait for one.
 * @throws TypeError naming the tool that has no `execute`, or needs approval.
 * @example
 * ```ts
 * import { tool } from "ai";
 * import { createPythonTool } from "micropython-wasm/agent";
 * import { aiSdkFunctions } from "micropython-wasm/ai-sdk";
 * import { z } from "zod";
 *
 * const weather = tool({
 *   description: "The temperature in a city.",
 *   inputSchema: z.object({ city: z.string() }),
 *   execute: async ({ city }) => ({ city, celsius: city.length }),
 * });
 * const functions = await aiSdkFunctions({ weather });
 * await using python = await createPythonTool({ hostFunctions: { home: functions } });
 * const code = "max(home.weather(city)['celsius'] for city in ['Rome', 'Berlin'])";
 * (await python.execute({ code }, { conversationId: "1" })).value; // "6"
 * ```
 */
export async function aiSdkFunctions(tools: ToolSet): Promise<Record<string, DescribedFunction>> {
  const entries = Object.entries(tools).map(
    async ([name, given]) => [name, await functionOf(name, given)] as const,
  );
  return functionNamespace(await Promise.all(entries));
}

async function functionOf(name: string, given: ToolSet[string]): Promise<DescribedFunction> {
  const { description = "", inputSchema, outputSchema, execute, needsApproval = false } = given;
  if (execute === undefined) throw new TypeError(`the tool ${name} has no execute`);
  if (needsApproval !== false) {
    throw new TypeError(`the tool ${name} needs approval, which code in a sandbox cannot wait for`);
  }
  const schema = asSchema(inputSchema);
  let calls = 0;
  return hostFunction({
    description: typeof description === "string" ? description : "",
    input: (await schema.jsonSchema) as JsonSchema,
    ...(outputSchema !== undefined && { output: await typesOf(outputSchema) }),
    execute: async (input: unknown, { signal }: CallContext) => {
      const checked = await schema.validate?.(input);
      if (checked?.success === false) {
        throw new PythonException("TypeError", checked.error.message.slice(0, 1000));
      }
      const options = { toolCallId: `${name} ${++calls}`, messages: [], abortSignal: signal };
      return lastOf(await execute((checked?.value ?? input) as never, options as never));
    },
  });
}

/** The types of results, if JSON Schema can express them; nothing else checks results, either. */
async function typesOf(
  outputSchema: NonNullable<ToolSet[string]["outputSchema"]>,
): Promise<JsonSchema> {
  try {
    return (await asSchema(outputSchema).jsonSchema) as JsonSchema;
  } catch {
    return {};
  }
}

/** The last of the results of a tool that gives preliminary ones. */
async function lastOf(result: unknown): Promise<unknown> {
  if (typeof result !== "object" || result === null || !(Symbol.asyncIterator in result)) {
    return result;
  }
  let last: unknown = null;
  for await (const part of result as AsyncIterable<unknown>) last = part;
  return last;
}
