import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { beforeAll, describe, expect, it, type TestContext } from "vitest";
import { installPackages, nodeOf, RUNTIMES_DIR } from "../runtime/install.js";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(RUNTIMES_DIR, "frameworks");
const PACKAGES = ["@mastra/core@1.71.0", "ai@7.0.173", "@cloudflare/codemode@0.5.6", "zod@4.6.7"];

/** What an execution gives. */
interface Executed {
  readonly result?: unknown;
  readonly error?: string;
  readonly logs?: readonly string[];
}

/** What tests/agent/frameworks.mjs prints. */
interface Seen {
  readonly aiSdk7: { text: string; steps: number; read: string[]; output: object };
  readonly mastra: { text: string; read: string[]; id: string; stopped: string };
  readonly codemode: {
    readonly ran: Readonly<Record<string, Executed>>;
    readonly normalised: string;
    readonly description: string;
    readonly read: string[];
    readonly text: string;
  };
}

let skipped: string | null = null;
let seen: Seen;
const skipIfMissing = ({ skip }: TestContext) => {
  if (skipped !== null) skip(skipped);
};

beforeAll(async () => {
  const node = nodeOf("24.9.0");
  const newest = join(FOLDER, "node_modules", "@mastra/core/package.json");
  skipped =
    installPackages(node.folder, node.packages, node.path) ??
    installPackages(FOLDER, PACKAGES, newest);
  if (skipped !== null) return;
  // Without the older packages of this one's node_modules.
  const own = join(FOLDER, "node_modules/micropython-wasm");
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own);
  for (const name of ["dist", "package.json"]) symlinkSync(join(ROOT, name), join(own, name));
  copyFileSync(join(import.meta.dirname, "frameworks.mjs"), join(FOLDER, "frameworks.mjs"));
  const args = ["--preserve-symlinks", join(FOLDER, "frameworks.mjs")];
  const { stdout } = await promisify(execFile)(node.path, args, { cwd: FOLDER });
  seen = JSON.parse(stdout);
}, 600_000);

describe("the tool in the AI SDK 7", () => {
  it("lets a model work in several steps, correct itself, and call other tools in code", (context) => {
    skipIfMissing(context);
    const { text, steps, read, output } = seen.aiSdk7;
    expect([text, steps]).toEqual(["It is 18.", 5]);
    expect(read[1]).toContain("Did you mean: 'rows'?");
    expect(read[2]).toContain("=> 18");
    expect(read[3]).toContain("=> 6");
    expect(output).toMatchObject({ ok: true, value: "18" });
  });
});

describe("the tool in Mastra", () => {
  it("lets an agent work in several steps, and ends when its signal is aborted", (context) => {
    skipIfMissing(context);
    const { text, read, id, stopped } = seen.mastra;
    expect([text, id, stopped]).toEqual(["It is 18.", "run_python", "aborted"]);
    expect(read[1]).toContain("Did you mean: 'rows'?");
    expect(read[2]).toContain('{"type":"text","value":"=> 18');
  });
});

describe("the executor for Cloudflare's code mode", () => {
  it("runs Python with the functions of providers, and never throws", (context) => {
    skipIfMissing(context);
    const { ran } = seen.codemode;
    expect(ran).toMatchObject({
      keywords: { result: 6, logs: ["asking"] },
      positional: { result: { celsius: 4 } },
      renamed: { result: "12:003" },
      fns: { result: 1 },
      nothing: {},
    });
    expect(ran.hidden?.error).toContain("no attribute 'secret'");
    expect(ran.invalid?.error).toMatch(/line 1, in <module>\n.*home\.weather\(city=1\)/);
    expect(ran.invalid?.error).toContain("expected string, received number");
    expect(ran.invalid?.error).not.toContain('"functions"');
    expect(ran.failure).toMatchObject({ logs: ["[error] x", "y"] });
    expect(ran.failure?.error).toContain("AttributeError: 'dict' object");
    expect(ran.syntax?.error).toContain("SyntaxError");
    expect(ran.endless?.error).toMatch(/fuel/);
    expect(ran.lost?.error).toMatch(/^<object object at .*> is no result/);
    expect(ran.twice?.error).toBe("there are two providers with the name a");
    expect(ran.name?.error).toContain('the name is "my tools"');
    expect(ran.prelude?.error).toBe("the provider a has code in JavaScript");
    expect(ran.connectors?.error).toBe("connectors need code in JavaScript");
  });

  it("says what to use instead of createCodeTool, which makes JavaScript of all code", (context) => {
    skipIfMissing(context);
    expect(seen.codemode.normalised).toContain("take pythonCodeTool");
  });

  it("has a tool for the AI SDK, which describes the tools in Python", (context) => {
    skipIfMissing(context);
    const { description, read, text } = seen.codemode;
    expect(text).toBe("It is 18.");
    expect(description).toContain("class home:\n    @staticmethod\n    def weather(city: str) -> ");
    expect(description).toContain("celsius: float");
    expect(description).not.toContain("secret");
    expect(read[0]).toBe('{"type":"json","value":{"result":6}}');
    expect(read[1]).toContain("codemode.weather(): city: Invalid input");
    expect(read[2]).toContain("division by zero\\n\\nOutput:\\na");
  });
});

it("the adapters have the types that these frameworks want", (context) => {
  skipIfMissing(context);
  const file = join(FOLDER, "types.mts");
  writeFileSync(file, TYPES);
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.esnext.disposable.d.ts"],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    preserveSymlinks: true,
    skipLibCheck: true,
    noEmit: true,
  });
  const complaints = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  expect(complaints).toEqual([]);
});

const TYPES = `
import type { Executor, ResolvedProvider, ToolProvider } from "@cloudflare/codemode";
import { Agent } from "@mastra/core/agent";
import { generateText, type LanguageModel, type ToolSet } from "ai";
import { createPythonTool } from "micropython-wasm/agent";
import { aiSdkFunctions, aiSdkTool } from "micropython-wasm/ai-sdk";
import { PythonExecutor, pythonCodeTool } from "micropython-wasm/codemode";
import { mastraTool } from "micropython-wasm/mastra";

declare const model: LanguageModel;
declare const tools: ToolSet;
declare const provider: ToolProvider;
declare const resolved: ResolvedProvider[];

const python = await createPythonTool({ hostFunctions: { home: await aiSdkFunctions(tools) } });
const conversationId = "1";
await generateText({ model, prompt: "?", tools: { run_python: aiSdkTool(python, { conversationId }) } });
const run_python = mastraTool(python, { conversationId });
export const agent = new Agent({ id: "a", name: "A", instructions: "", model: "openai/gpt-5", tools: { run_python } });
const pythonExecutor = new PythonExecutor();
const executor: Executor = pythonExecutor;
await executor.execute("1", resolved);
const codemode = await pythonCodeTool({ tools: [provider], executor: pythonExecutor });
await generateText({ model, prompt: "?", tools: { codemode } });
`;
