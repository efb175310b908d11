/**
 * The Python tool for LangChain. It needs the package `@langchain/core`.
 *
 * @module micropython-wasm/langchain
 */

import { type DynamicStructuredTool, tool } from "@langchain/core/tools";
import type { PythonTool } from "micropython-wasm/agent";

/** Whose state the model's code sees. */
export interface LangChainToolOptions {
  /** As for `execute` of the tool; take one for each chat. */
  readonly conversationId: string;
}

/**
 * Wraps a Python tool for models and agents of LangChain. The model reads the result's text; the message's
 * artifact is the whole result.
 *
 * @example
 * ```ts
 * import { createPythonTool } from "micropython-wasm/agent";
 * import { langChainTool } from "micropython-wasm/langchain";
 *
 * await using python = await createPythonTool();
 * const tool = langChainTool(python, { conversationId: "chat 1" });
 * const text: string = await tool.invoke({ code: "6 * 7" });
 * text.split("\n")[0]; // "=> 42"
 * ```
 */
export function langChainTool(
  python: PythonTool,
  { conversationId }: LangChainToolOptions,
): DynamicStructuredTool {
  const { name, description, inputSchema } = python;
  return tool(
    async (input, { signal }) => {
      const result = await python.execute(input, { conversationId, signal });
      return [result.text, result];
    },
    { name, description, schema: inputSchema, responseFormat: "content_and_artifact" },
  ) as unknown as DynamicStructuredTool;
}
