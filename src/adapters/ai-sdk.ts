/**
 * The Python tool for the AI SDK. It needs the package `ai`.
 *
 * @module micropython-wasm/ai-sdk
 */

import { jsonSchema, type Tool, tool } from "ai";
import type { PythonTool, PythonToolInput, PythonToolResult } from "micropython-wasm/agent";

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
