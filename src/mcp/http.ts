import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { NodeStreamableHTTPServerTransport } from "@modelcontextprotocol/node";
import type { McpServer } from "@modelcontextprotocol/server";
import type { PythonTool } from "micropython-wasm/agent";

/** How the server listens, and whom it serves. */
export interface HttpSettings {
  readonly port: number;
  readonly host: string;
  /** What clients must send; `undefined` if everyone on this machine may connect. */
  readonly token: string | undefined;
  readonly maxSessions: number;
}

interface HttpSession {
  readonly transport: NodeStreamableHTTPServerTransport;
  readonly server: McpServer;
}

const LOCAL = ["localhost", "127.0.0.1", "[::1]"];
const MAX_BODY_BYTES = 20_000_000;

/** Serves Streamable HTTP at `/mcp` until the process is told to end. */
export async function serveHttp(
  tool: PythonTool,
  connect: (conversationId: string) => McpServer,
  { port, host, token, maxSessions }: HttpSettings,
): Promise<void> {
  const isLocal = LOCAL.includes(host) || host === "::1";
  if (!isLocal && !token)
    throw new Error(`--host ${host} needs MICROPYTHON_WASM_MCP_TOKEN to be set`);
  const hosts = [...LOCAL, host];
  /** In the order of their last use. */
  const sessions = new Map<string, HttpSession>();

  const http = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) answer(response, 500, "failed");
      else response.destroy();
    });
  });
  http.listen(port, host === "[::1]" ? "::1" : host);
  await once(http, "listening");
  const { port: bound } = http.address() as AddressInfo;
  process.stderr.write(
    `micropython-wasm mcp: http://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${bound}/mcp\n`,
  );
  await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  http.close();
  await Promise.all([...sessions.values()].map(({ server }) => server.close()));
  http.closeAllConnections();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of another site may send requests to this machine, under any name that leads here.
    if (!hosts.includes(hostnameOf(`http://${request.headers.host}`) ?? "")) {
      return answer(response, 403, "this Host is not allowed");
    }
    const { origin } = request.headers;
    if (origin !== undefined && !hosts.includes(hostnameOf(origin) ?? "")) {
      return answer(response, 403, "this Origin is not allowed");
    }
    if (token && !isSame(request.headers.authorization ?? "", `Bearer ${token}`)) {
      response.setHeader("www-authenticate", "Bearer");
      return answer(response, 401, "a bearer token is needed");
    }
    if (request.url?.split("?")[0] !== "/mcp") return answer(response, 404, "there is only /mcp");
    const id = request.headers["mcp-session-id"];
    if (id === undefined) return (await opened()).transport.handleRequest(request, response);
    const session = typeof id === "string" ? sessions.get(id) : undefined;
    if (session === undefined) return answer(response, 404, "there is no such session");
    sessions.delete(String(id));
    sessions.set(String(id), session);
    return session.transport.handleRequest(request, response);
  }

  /** A session that is kept once it is initialized; until then, it has nothing to keep. */
  async function opened(): Promise<HttpSession> {
    const conversationId = randomUUID();
    const server = connect(conversationId);
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => conversationId,
      maxRequestBodySize: MAX_BODY_BYTES,
      onsessioninitialized: (id) => {
        sessions.set(id, { transport, server });
        const [oldest] = sessions;
        if (sessions.size > maxSessions && oldest !== undefined) void oldest[1].server.close();
      },
    });
    server.server.onclose = () => {
      sessions.delete(conversationId);
      void tool.end(conversationId);
    };
    await server.connect(transport);
    return { transport, server };
  }
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  const error = { code: -32_000, message };
  response.end(JSON.stringify({ jsonrpc: "2.0", error, id: null }));
}

function hostnameOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}

/** Compares in a time that says nothing about where they differ. */
function isSame(one: string, other: string): boolean {
  const hash = (value: string) => createHash("sha256").update(value).digest();
  return timingSafeEqual(hash(one), hash(other));
}
