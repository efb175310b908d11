import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import type { PythonTool } from "micropython-wasm/agent";
import type { McpSettings } from "./arguments.js";
import { serveHttp } from "./http.js";
import { createServer } from "./server.js";

/** Serves a tool until the client, or the process, ends. */
export async function serve(
  tool: PythonTool,
  settings: McpSettings,
  token: string | undefined,
): Promise<void> {
  const { port, host, maxSessions } = settings;
  const connect = (conversationId: string) => createServer(tool, conversationId, version());
  try {
    if (port === null) await serveStdio(connect);
    else await serveHttp(tool, connect, { port, host, token, maxSessions });
  } finally {
    await tool.close();
  }
}

async function serveStdio(
  connect: (conversationId: string) => ReturnType<typeof createServer>,
): Promise<void> {
  const server = connect(randomUUID());
  const transport = new StdioServerTransport();
  await new Promise<void>((done, fail) => {
    server.server.onclose = done;
    process.stdin.once("close", done);
    process.once("SIGTERM", done);
    process.once("SIGINT", done);
    server.connect(transport).catch(fail);
  });
  await server.close();
}

function version(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}
