/**
 * The Python tool for Mastra. It needs the package `@mastra/core`.
 *
 * @module micropython-wasm/mastra
 */

import { createTool, type Tool } from "@mastra/core/tools";
import type { PythonTool, PythonToolInput, PythonToolResult } from "micropython-wasm/agent";

/** Whose state the model's code sees. */
export interface MastraToolOptions {
  /** As for `execute` of the tool; take one for each thread. */
  readonly conversationId: string;
}

/**
 * Wraps a Python tool for agents and workflows of Mastra. The model reads the result's text; your program gets all
 * of it.
 *
 * @example
 * ```js
 * import { Agent } from "@mastra/core/agent";
 * import { createPythonTool } from "micropython-wasm/agent";
 * import { mastraTool } from "micropython-wasm/mastra";
 *
 * const python = await createPythonTool();
 * const tools = { run_python: mastraTool(python, { conversationId: "thread 1" }) };
 * const agent = new Agent({ id: "ada", name: "Ada", instructions: "Compute with Python.", model, tools });
 * ```
 */
export function mastraTool(
  python: PythonTool,
  { conversationId }: MastraToolOptions,
): Tool<PythonToolInput, PythonToolResult> {
  const { name: id, description, inputSchema } = python;
  return createTool({
    id,
    description,
    inputSchema,
    execute: (input: unknown, context) => {
      return python.execute(input, { conversationId, signal: context?.abortSignal });
    },
    toModelOutput: ({ text }: PythonToolResult) => ({ type: "text", value: text }),
  }) as Tool<PythonToolInput, PythonToolResult>;
}
