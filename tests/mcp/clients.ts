import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const CLI = join(import.meta.dirname, "../../dist/cli.cjs");

/** A server over HTTP, in a process of its own. */
export interface HttpServer {
  readonly url: URL;
  readonly process: ChildProcess;
}

/** Starts a server over HTTP. */
export async function startHttp(
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<HttpServer> {
  const child = spawn(process.execPath, [CLI, "mcp", "--http", "0", ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env },
  });
  let said = "";
  for await (const chunk of child.stderr) {
    said += chunk;
    const [, url] = /(http:\S+)\n/.exec(said) ?? [];
    if (url !== undefined) return { url: new URL(url), process: child };
  }
  throw new Error(said);
}

/** Ends a server. */
export async function stop({ process: child }: HttpServer): Promise<void> {
  const exit = once(child, "exit");
  child.kill();
  await exit;
}

/** Connects to a server over HTTP. */
export async function connectHttp({ url }: HttpServer, token?: string): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}

/** Starts a server on standard input and output, and connects to it. */
export async function connectStdio(args: readonly string[] = []): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const command = { command: process.execPath, args: [CLI, "mcp", ...args] };
  await client.connect(new StdioClientTransport(command));
  return client;
}
