import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectHttp, type HttpServer, startHttp, stop } from "../mcp/clients.js";

const INITIALIZE = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "x", version: "1" },
  },
});

/** The status of a request with these headers. */
function statusOf(
  { url }: HttpServer,
  headers: Record<string, string>,
  body = INITIALIZE,
): Promise<number> {
  const accept = "application/json, text/event-stream";
  const all = { "content-type": "application/json", accept, ...headers };
  return new Promise((done, fail) => {
    const sent = request(url, { method: "POST", headers: all }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

describe("the MCP server over HTTP", () => {
  let server: HttpServer;
  beforeAll(async () => {
    const env = { MICROPYTHON_WASM_MCP_TOKEN: "secret" };
    server = await startHttp(["--python", "micropython", "--max-sessions", "3"], env);
  });
  afterAll(() => stop(server));
  const authorization = "Bearer secret";

  it("listens on this machine only", () => {
    expect(server.url.hostname).toBe("127.0.0.1");
  });

  it.each([
    ["no token", {}, 401],
    ["a wrong token", { authorization: "Bearer secre" }, 401],
    ["a token of another kind", { authorization: "Basic secret" }, 401],
    ["the name of another host", { authorization, host: "evil.example" }, 403],
    ["another host that begins alike", { authorization, host: "localhost.evil.example:80" }, 403],
    ["no valid host", { authorization, host: "a b" }, 400],
    ["a page of another site", { authorization, origin: "https://evil.example" }, 403],
    ["a page without an origin", { authorization, origin: "null" }, 403],
    ["a session that does not exist", { authorization, "mcp-session-id": "x" }, 404],
    ["a page of this machine", { authorization, origin: "http://localhost:3000" }, 200],
    ["the token", { authorization }, 200],
  ])("returns the right status for a request with %s", async (_, headers, status) => {
    const answered = await statusOf(server, headers as Record<string, string>);
    expect(status === 400 ? [400, 403] : [status]).toContain(answered);
  });

  it.each(["", "{", "[]", "null", '{"jsonrpc":"2.0"}', "x".repeat(25_000_000)])(
    "refuses bodies that are no request",
    async (body) => {
      const status = await statusOf(server, { authorization }, body).catch(() => 400);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    },
  );

  it("keeps a bounded number of sessions", async () => {
    const clients = [];
    for (let i = 0; i < 6; i++) clients.push(await connectHttp(server, "secret"));
    const calls = clients.map((client) =>
      client.callTool({ name: "run_python", arguments: { code: "1 + 1" } }).then(
        () => true,
        () => false,
      ),
    );
    expect((await Promise.all(calls)).filter(Boolean)).toHaveLength(3);
    await Promise.all(clients.map((client) => client.close()));
  });

  it.each([
    ["read_file", { path: "/workspace/../usr/lib/python3.13/os.py" }],
    ["read_file", { path: "/etc/passwd" }],
    ["read_file", { path: "workspace/a" }],
    ["read_file", { path: "/workspace" }],
    ["read_file", { path: "/workspace/a\0b" }],
    ["write_file", { path: "/input/x", content: "x" }],
    ["write_file", { path: "/workspace/../x", content: "x" }],
    ["write_file", { path: "/workspace/.", content: "x" }],
    ["write_file", { path: "/lib/x.py", content: "x" }],
    ["run_python", { code: "1", fuel: 1e15 }],
    ["run_python", { code: 1 }],
  ])("refuses %s with %j", async (name, args) => {
    const client = await connectHttp(server, "secret");
    const answer = await client
      .callTool({ name, arguments: args })
      .catch(() => ({ isError: true }));
    expect(answer.isError).toBe(true);
    await client.close();
  });
});

it("the MCP server refuses to listen for everyone without a token", async () => {
  const env = { MICROPYTHON_WASM_MCP_TOKEN: "" };
  await expect(startHttp(["--host", "0.0.0.0"], env)).rejects.toThrow(
    "needs MICROPYTHON_WASM_MCP_TOKEN",
  );
});
