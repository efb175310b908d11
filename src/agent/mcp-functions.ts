import { PythonException } from "micropython-wasm";
import { checkIdentifier } from "../base/host-functions.js";
import { TOOLS, type ToolFunction } from "./functions.js";
import { type DescribedFunction, hostFunction } from "./host-function.js";
import { identifierOf } from "./python-text.js";
import type { JsonSchema } from "./standard-schema.js";

/** A tool as a server of the Model Context Protocol lists it. */
export interface McpTool {
  /** Its name, which may be any text. */
  readonly name: string;
  /** What it does, for models. */
  readonly description?: string | undefined;
  /** JSON Schema of its arguments. */
  readonly inputSchema: object;
  /** JSON Schema of its structured content. */
  readonly outputSchema?: object | undefined;
}

/** A page of the tools that a server lists. */
export interface McpToolPage {
  /** The tools. */
  readonly tools: readonly McpTool[];
  /** Where the next page begins; `undefined` if there is none. */
  readonly nextCursor?: string | undefined;
}

/** What is used of a client for the Model Context Protocol: `Client` of `@modelcontextprotocol/client`. */
export interface McpClient {
  /** Lists a page of the server's tools. */
  listTools(params?: { cursor?: string }): Promise<McpToolPage>;
  /** Calls a tool. */
  callTool(
    params: { name: string; arguments?: Record<string, unknown> },
    options?: { signal?: AbortSignal },
  ): Promise<unknown>;
}

const MAX_PAGES = 1000;
const MAX_TOOLS = 10_000;

/**
 * Makes Python functions of all tools of an MCP server, for a namespace of the option `hostFunctions`. A call
 * gives the tool's structured content, or else its text; other content is a list of dictionaries as the protocol
 * has them. A tool that reports an error raises `RuntimeError`.
 *
 * What the server says about its tools is never run as code; but the model reads it.
 *
 * @param client a client that is connected to the server.
 * @throws RangeError if the server lists more than 10,000 tools, or has no end.
 * @example
 * ```ts
 * import { createPythonTool, mcpFunctions } from "micropython-wasm/agent";
 *
 * const client = {
 *   listTools: async () => ({
 *     tools: [{ name: "get-time", inputSchema: { type: "object", properties: { zone: { type: "string" } } } }],
 *   }),
 *   callTool: async () => ({ content: [{ type: "text", text: "12:00" }] }),
 * };
 * await using tool = await createPythonTool({ hostFunctions: { clock: await mcpFunctions(client) } });
 * const code = "clock.get_time(zone='UTC')";
 * (await tool.execute({ code }, { conversationId: "1" })).value; // "'12:00'"
 * ```
 */
export async function mcpFunctions(client: McpClient): Promise<Record<string, DescribedFunction>> {
  const tools = await allTools(client);
  return functionNamespace(
    tools.map(({ name, description, inputSchema, outputSchema }) => {
      const fn = hostFunction({
        description: description ?? "",
        input: inputSchema as JsonSchema,
        ...(outputSchema !== undefined && { output: outputSchema as JsonSchema }),
        execute: async (input: Record<string, unknown>, { signal }) => {
          const options = signal === undefined ? {} : { signal };
          return valueOfResult(await client.callTool({ name, arguments: input }, options));
        },
      });
      return [name, fn] as const;
    }),
  );
}

/**
 * Makes a namespace for the option `hostFunctions` of functions whose names may be any text, such as those of another
 * framework's tools: `get-time` becomes `get_time`. If a name is taken, it gets a number.
 *
 * @example
 * ```ts
 * import { functionNamespace, hostFunction } from "micropython-wasm/agent";
 *
 * const time = hostFunction({ execute: () => "12:00" });
 * Object.keys(functionNamespace([["get-time", time], ["get time", time]])).join(); // "get_time,get_time_2"
 * ```
 */
export function functionNamespace<Fn extends ToolFunction = DescribedFunction>(
  entries: Iterable<readonly [name: string, fn: Fn]>,
): Record<string, Fn> {
  const functions = new Map<string, Fn>();
  for (const [name, fn] of entries) {
    const plain = identifierOf(name);
    const first = plain === TOOLS ? `${plain}_` : plain;
    checkIdentifier("the tools", first);
    let free = first;
    for (let number = 2; functions.has(free); number++) free = `${first}_${number}`;
    functions.set(free, fn);
  }
  return Object.fromEntries(functions);
}

async function allTools(client: McpClient): Promise<readonly McpTool[]> {
  const tools: McpTool[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const listed = await client.listTools(cursor === undefined ? {} : { cursor });
    tools.push(...listed.tools);
    if (tools.length > MAX_TOOLS) break;
    cursor = listed.nextCursor;
    if (cursor === undefined) return tools;
  }
  throw new RangeError(`the server lists more than ${MAX_TOOLS} tools, or does not come to an end`);
}

/** The value of a tool's result. @throws PythonException if the tool reports an error */
function valueOfResult(result: unknown): unknown {
  const { isError, structuredContent, content } = result as {
    readonly isError?: boolean;
    readonly structuredContent?: unknown;
    readonly content?: readonly { readonly type: string; readonly text?: string }[];
  };
  const parts = content ?? [];
  const text = parts.map((part) => part.text ?? `[${part.type}]`).join("\n");
  if (isError === true) throw new PythonException("RuntimeError", text);
  if (structuredContent !== undefined) return structuredContent;
  return parts.every(({ type }) => type === "text") ? text : parts;
}
