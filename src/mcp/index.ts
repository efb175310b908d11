/**
 * A server for the Model Context Protocol. It needs `@modelcontextprotocol/server` and
 * `@modelcontextprotocol/node`.
 *
 * @module micropython-wasm/mcp
 */

export { runMcpCommand } from "./command.js";
