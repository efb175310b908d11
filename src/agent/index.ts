/**
 * A tool with which language models run Python code, and functions with schemas for that code.
 *
 * @module micropython-wasm/agent
 */

export type { ToolFunction, ToolFunctions } from "./functions.js";
export {
  type CallContext,
  DescribedFunction,
  type HostFunctionOptions,
  hostFunction,
} from "./host-function.js";
export {
  functionNamespace,
  type McpClient,
  type McpTool,
  type McpToolPage,
  mcpFunctions,
} from "./mcp-functions.js";
export type { PythonToolOptions } from "./options.js";
export { type PreparedFunctions, prepareFunctions } from "./prepared-functions.js";
export type { PythonToolError, PythonToolErrorKind, PythonToolResult } from "./result.js";
export type {
  JsonSchema,
  JsonSchemaOptions,
  SchemaFailure,
  SchemaIssue,
  SchemaPathSegment,
  SchemaResult,
  SchemaTypes,
  SchemaValue,
  StandardSchema,
} from "./standard-schema.js";
export {
  createPythonTool,
  PythonTool,
  type PythonToolContext,
  type PythonToolInput,
} from "./tool.js";
export { ToolFiles } from "./tool-files.js";
