/**
 * The Python tool for the OpenAI Agents SDK. It needs the package `@openai/agents`.
 *
 * @module micropython-wasm/openai-agents
 */

import { type FunctionTool, tool } from "@openai/agents";
import type { PythonTool } from "micropython-wasm/agent";

/** Whose state the model's code sees. */
export interface OpenAiAgentsToolOptions {
  /** As for `execute` of the tool; take one for each chat. */
  readonly conversationId: string;
}

/**
 * Wraps a Python tool for an `Agent` of the OpenAI Agents SDK. The model reads the result's text.
 *
 * @example
 * ```ts
 * import { createPythonTool } from "micropython-wasm/agent";
 * import { openAiAgentsTool } from "micropython-wasm/openai-agents";
 *
 * await using python = await createPythonTool();
 * const tool = openAiAgentsTool(python, { conversationId: "chat 1" });
 * tool.name; // "run_python"
 * ```
 */
export function openAiAgentsTool(
  python: PythonTool,
  { conversationId }: OpenAiAgentsToolOptions,
): FunctionTool {
  const { name, description, inputSchema } = python;
  return tool({
    name,
    description,
    // The SDK's type for schemas that are not strict allows nothing else.
    parameters: { ...inputSchema, additionalProperties: true } as never,
    strict: false,
    execute: async (input: unknown, _context, details) => {
      const signal = details?.signal;
      const { text } = await python.execute(input, { conversationId, signal });
      return text;
    },
  }) as unknown as FunctionTool;
}
