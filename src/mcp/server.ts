import {
  type CallToolResult,
  fromJsonSchema,
  McpServer,
  ResourceTemplate,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { MicroPythonFileError, MicroPythonWasmError } from "micropython-wasm";
import type { PythonTool, PythonToolResult } from "micropython-wasm/agent";

const WORKSPACE = "/workspace";
const READABLE = /^\/(workspace|input)(\/(?!\.{1,2}(\/|$))[^/]+)+$/;
const WRITABLE = /^\/workspace(\/(?!\.{1,2}(\/|$))[^/]+)+$/;
/** Larger files are for the code in the sandbox, not for the model. */
const MAX_READ_BYTES = 1_000_000;
const MAX_LISTED = 1000;
const PROGRESS_MS = 100;

const text = { type: "string" } as const;
const path = { ...text, description: "An absolute path, such as /workspace/notes.txt." };

/** A server for one session of the protocol, with a conversation of its own. */
export function createServer(tool: PythonTool, conversationId: string, version: string): McpServer {
  const server = new McpServer(
    { name: "micropython-wasm", version },
    { capabilities: { resources: { listChanged: true } } },
  );
  const files = tool.files(conversationId);

  server.registerTool(
    tool.name,
    {
      title: "Run Python",
      description: tool.description,
      inputSchema: fromJsonSchema<object>(tool.inputSchema),
      outputSchema: fromJsonSchema(RESULT),
      annotations: { readOnlyHint: false, openWorldHint: false, idempotentHint: false },
    },
    async (input, context) => {
      const onStdout = progressOf(context);
      const { signal } = context.mcpReq;
      const result = await tool.execute(input, { conversationId, signal, onStdout });
      if (result.files.some((file) => file.startsWith(`${WORKSPACE}/`))) changed();
      return answerOf(result);
    },
  );

  server.registerTool(
    "reset_python",
    { title: "Reset Python", description: "Discards all variables and files of this session." },
    async () => {
      await tool.end(conversationId);
      changed();
      return said("All variables and files are gone.");
    },
  );

  server.registerTool(
    "list_files",
    {
      title: "List files",
      description: "Lists the files in /workspace, which code can read and write.",
      outputSchema: fromJsonSchema(FILES),
      annotations: { readOnlyHint: true },
    },
    () =>
      attempt(async () => {
        const all = await files.list(WORKSPACE);
        const listed = all.slice(0, MAX_LISTED);
        const more = all.length > listed.length ? `\n… and ${all.length - listed.length} more` : "";
        const content = listed.length === 0 ? "There are no files." : listed.join("\n") + more;
        return { ...said(content), structuredContent: { files: listed, total: all.length } };
      }),
  );

  server.registerTool(
    "read_file",
    {
      title: "Read a file",
      description: `Reads a file of up to ${MAX_READ_BYTES} bytes in /workspace or /input.`,
      inputSchema: fromJsonSchema<{ path: string }>(object({ path })),
      annotations: { readOnlyHint: true },
    },
    (input) =>
      attempt(async () => {
        const content = await readFile(input.path);
        if (typeof content === "string") return said(content);
        const resource = { uri: uriOf(input.path), blob: base64(content) };
        return { content: [{ type: "resource", resource }] };
      }),
  );

  server.registerTool(
    "write_file",
    {
      title: "Write a file",
      description: "Writes a text, as UTF-8, to a file in /workspace.",
      inputSchema: fromJsonSchema<{ path: string; content: string }>(
        object({ path, content: text }),
      ),
      annotations: { destructiveHint: true, idempotentHint: true },
    },
    (input) =>
      attempt(async () => {
        if (!WRITABLE.test(input.path)) return refused(`${input.path} is not in ${WORKSPACE}`);
        await files.write(input.path, input.content);
        changed();
        return said(`Wrote ${input.path}.`);
      }),
  );

  server.registerResource(
    "workspace",
    new ResourceTemplate("sandbox:///workspace/{+path}", {
      list: async () => {
        const all = await files.list(WORKSPACE);
        return {
          resources: all.slice(0, MAX_LISTED).map((file) => ({
            uri: uriOf(file),
            name: file.slice(WORKSPACE.length + 1),
          })),
        };
      },
    }),
    { description: "Files that code has written." },
    async (uri) => {
      const content = await readFile(decodeURIComponent(uri.pathname));
      const common = { uri: uri.href };
      const body = typeof content === "string" ? { text: content } : { blob: base64(content) };
      return { contents: [{ ...common, ...body }] };
    },
  );

  return server;

  function changed(): void {
    if (server.isConnected()) server.sendResourceListChanged();
  }

  async function readFile(file: string): Promise<string | Uint8Array> {
    if (!READABLE.test(file)) throw new MicroPythonWasmError("file", `${file} is not readable`);
    const bytes = await files.read(file);
    if (bytes.length > MAX_READ_BYTES) {
      const message = `${file} has ${bytes.length} bytes; allowed are up to ${MAX_READ_BYTES}`;
      throw new MicroPythonWasmError("file", message);
    }
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return bytes;
    }
  }
}

/** Reports the output while the code runs, if the client wants to know. */
function progressOf({ mcpReq }: ServerContext): ((text: string) => void) | undefined {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  let progress = 0;
  let lastMs = 0;
  let unsent = "";
  return (output) => {
    progress += output.length;
    unsent = (unsent + output).slice(-500);
    const now = Date.now();
    if (now - lastMs < PROGRESS_MS) return;
    lastMs = now;
    const params = { progressToken, progress, message: unsent };
    unsent = "";
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
}

function answerOf(result: PythonToolResult): CallToolResult {
  const { ok, text, stdout, stderr, value, error, notes, files, fuelUsed, durationMs } = result;
  const written = files.filter((file) => file.startsWith(`${WORKSPACE}/`)).slice(0, 100);
  const links = written.map((file) => {
    return {
      type: "resource_link" as const,
      uri: uriOf(file),
      name: file.slice(WORKSPACE.length + 1),
    };
  });
  const structuredContent = {
    ok,
    stdout,
    stderr,
    value,
    error,
    notes,
    files,
    fuelUsed,
    durationMs,
  };
  return { content: [{ type: "text", text }, ...links], structuredContent, isError: !ok };
}

async function attempt(work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MicroPythonWasmError) return refused(reasonOf(error));
    throw error;
  }
}

/** Why an operation on files failed, for models. */
function reasonOf(error: MicroPythonWasmError): string {
  const { message } = error;
  if (!(error instanceof MicroPythonFileError)) return message;
  const { errno } = error;
  const path = message.replace(`${errno}: `, "");
  return Object.hasOwn(PROBLEMS, errno) ? `${path}: ${PROBLEMS[errno]}` : message;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; list_files shows those that are there",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is a file",
  ELOOP: "symbolic links are not followed",
  ENOSPC: "the quota of /workspace is used up: remove files, or write less",
  EDQUOT: "the quota of /workspace is used up: remove files, or write less",
  ENAMETOOLONG: "the path is too long",
};

function said(content: string): CallToolResult {
  return { content: [{ type: "text", text: content }] };
}

function refused(message: string): CallToolResult {
  const short =
    message.length > MAX_MESSAGE
      ? `${message.slice(0, MAX_MESSAGE / 2)}…${message.slice(-MAX_MESSAGE / 2)}`
      : message;
  return { ...said(`Error: ${short}`), isError: true };
}

/** Messages hold paths, which may be of any length. */
const MAX_MESSAGE = 500;

function uriOf(file: string): string {
  return `sandbox://${file.split("/").map(encodeURIComponent).join("/")}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

function object(properties: Readonly<Record<string, object>>) {
  const required = Object.keys(properties);
  return { type: "object" as const, properties, required, additionalProperties: false };
}

const orNull = (schema: object) => ({ anyOf: [schema, { type: "null" }] });
const texts = { type: "array", items: text } as const;

const RESULT = object({
  ok: { type: "boolean" },
  stdout: text,
  stderr: text,
  value: orNull(text),
  error: orNull(
    object({
      kind: text,
      type: orNull(text),
      message: text,
      line: orNull({ type: "integer" }),
      source: orNull(text),
      traceback: text,
      hint: orNull(text),
    }),
  ),
  notes: texts,
  files: texts,
  fuelUsed: { type: "integer" },
  durationMs: { type: "number" },
});

const FILES = object({ files: texts, total: { type: "integer" } });
