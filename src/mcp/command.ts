import { createPythonTool, type PythonTool } from "micropython-wasm/agent";
import { httpGet } from "micropython-wasm/http";
import { type McpSettings, parseMcpArguments, UsageProblem } from "./arguments.js";
import { MCP_USAGE } from "./help.js";

/** A conversation may pause over lunch. */
const IDLE_MS = 4 * 60 * 60_000;

/** What the server needs besides this package. */
const SDK = ["@modelcontextprotocol/server", "@modelcontextprotocol/node"];

/** The environment variable with the token that HTTP clients must send. */
const TOKEN = "MICROPYTHON_WASM_MCP_TOKEN";

/**
 * Runs the command `micropython-wasm mcp`: a server for the Model Context Protocol. The promise resolves when
 * the server has ended.
 *
 * @param args the command's arguments, such as `["--http", "8765"]`.
 * @returns the exit code.
 * @example
 * ```ts
 * import { runMcpCommand } from "micropython-wasm/mcp";
 *
 * await runMcpCommand(["--nonsense"]); // 2
 * ```
 */
export async function runMcpCommand(args: readonly string[]): Promise<number> {
  try {
    const settings = parseMcpArguments(args);
    if (settings === "help") {
      process.stdout.write(MCP_USAGE);
      return 0;
    }
    const { serve } = await import("./serve.js");
    const tool = await toolOf(settings);
    await serve(tool, settings, process.env[TOKEN]);
    return 0;
  } catch (error) {
    const [text, exitCode] = problemOf(error);
    process.stderr.write(`micropython-wasm mcp: ${text}\n`);
    return exitCode;
  }
}

function problemOf(error: unknown): [string, number] {
  if (error instanceof UsageProblem) return [`${error.message}; see mcp --help`, 2];
  const { code, message = String(error) } = error as { code?: string; message?: string };
  const isMissing = code === "ERR_MODULE_NOT_FOUND" && SDK.some((name) => message.includes(name));
  if (isMissing) return [`this needs two more packages: npm install ${SDK.join(" ")}`, 1];
  return [message, 1];
}

function toolOf(settings: McpSettings): Promise<PythonTool> {
  const { python, limits, workspaceBytes, readonlyDir, packages } = settings;
  const { allowUrls, isolation, maxSessions } = settings;
  const http_get = allowUrls.length === 0 ? null : httpGet({ allow: allowUrls });
  return createPythonTool({
    ...limits,
    name: "run_python",
    python,
    isolation,
    maxConversations: maxSessions,
    idleTimeoutMs: IDLE_MS,
    mounts: [{ path: "/workspace", memory: { maxBytes: workspaceBytes, maxFiles: 10_000 } }],
    ...(readonlyDir !== null && { readonlyDir }),
    packages,
    ...(http_get !== null && {
      hostFunctions: { http_get },
      instructions: `http_get(url) fetches ${allowUrls.join(", ")} and nothing else.`,
    }),
  });
}
