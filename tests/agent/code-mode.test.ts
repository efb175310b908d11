// Tools of other systems as Python functions.
import { tool } from "ai";
import { createPythonTool, mcpFunctions } from "micropython-wasm/agent";
import { aiSdkFunctions } from "micropython-wasm/ai-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { connectStdio } from "../mcp/clients.js";

type Client = Awaited<ReturnType<typeof connectStdio>>;
const context = { conversationId: "1" };

/** A server whose tools are those of `given`. */
function server(given: readonly { name: string; [key: string]: unknown }[], result: unknown) {
  const calls: unknown[] = [];
  return {
    calls,
    listTools: async ({ cursor }: { cursor?: string } = {}) => {
      const at = Number(cursor ?? 0);
      const tools = given.slice(at, at + 2).map((own) => ({
        inputSchema: { type: "object", properties: { n: { type: "integer" } } },
        ...own,
      }));
      return { tools, ...(at + 2 < given.length && { nextCursor: String(at + 2) }) };
    },
    callTool: async (params: unknown) => {
      calls.push(params);
      return result;
    },
  };
}

describe("the tools of an MCP server", () => {
  let client: Client;
  beforeAll(async () => {
    client = await connectStdio(["--python", "micropython"]);
  });
  afterAll(() => client.close());

  it("are functions in a namespace, with types and a working session behind them", async () => {
    const hostFunctions = { sandbox: await mcpFunctions(client) };
    await using python = await createPythonTool({ hostFunctions });
    expect(python.stubs).toContain("class sandbox:");
    expect(python.stubs).toMatch(/def write_file\(path: str, content: str\) ->/);
    const code = `
sandbox.write_file(path="/workspace/a.txt", content="hello")
first = sandbox.run_python(code="x = open('/workspace/a.txt').read()")
[first["ok"], sandbox.run_python("x.upper()")["value"], sandbox.list_files()["files"]]`;
    const { value, error } = await python.execute({ code }, context);
    expect(error).toBe(null);
    expect(value).toBe(`[True, "'HELLO'", ['/workspace/a.txt']]`);
  });

  it("raise what they report as an error", async () => {
    await using python = await createPythonTool({
      hostFunctions: { sandbox: await mcpFunctions(client) },
    });
    const code = "sandbox.read_file(path='/workspace/none')";
    const { error } = await python.execute({ code }, context);
    expect(error).toMatchObject({ type: "RuntimeError", line: 1 });
  });

  it("are found by a search when there are many", async () => {
    const tools = Array.from({ length: 401 }, (_, i) => ({
      name: i === 400 ? "send-invoice" : `tool-${i}`,
      description: i === 400 ? "Sends an invoice to a customer." : `Does ${"x".repeat(60)}.`,
    }));
    const many = server(tools, { content: [{ type: "text", text: "sent" }] });
    await using python = await createPythonTool({
      hostFunctions: { shop: await mcpFunctions(many) },
    });
    expect(python.description).toContain("tools.search(");
    expect(python.description.length).toBeLessThan(20_000);
    const found = await python.execute(
      { code: "print(tools.search('invoice customer'))" },
      context,
    );
    expect(found.stdout).toContain("def shop.send_invoice(n: int");
    const { value } = await python.execute({ code: "shop.send_invoice(n=3)" }, context);
    expect(value).toBe("'sent'");
    expect(many.calls).toEqual([{ name: "send-invoice", arguments: { n: 3 } }]);
  });

  it("have names that Python allows, each once", async () => {
    const names = ["get-it", "get it", "class", "tools", "_host_call", "__init__", "1st", ""];
    const functions = await mcpFunctions(
      server(
        names.map((name) => ({ name })),
        {},
      ),
    );
    await using python = await createPythonTool({ hostFunctions: { odd: functions } });
    const { stdout } = await python.execute({ code: "print(odd)" }, context);
    expect(Object.keys(functions)).toHaveLength(names.length);
    for (const name of Object.keys(functions)) {
      expect(name).toMatch(/^[a-z_]\w*$/);
      if (!name.startsWith("_")) expect(stdout).toContain(name);
    }
  });

  it("cannot smuggle in code, however they are described", async () => {
    const evil = '"""\nimport os\nraise SystemExit(5)\n"""';
    const schema = {
      type: "object",
      properties: { [evil]: { type: "string", description: evil } },
    };
    const hostile = server([{ name: evil, description: evil, inputSchema: schema }], {});
    await using python = await createPythonTool({
      hostFunctions: { evil: await mcpFunctions(hostile) },
    });
    expect((await python.execute({ code: "6 * 7" }, context)).value).toBe("42");
  });

  it("of a server whose list has no end are refused", async () => {
    const endless = {
      listTools: async () => ({ tools: [{ name: "a", inputSchema: {} }], nextCursor: "again" }),
      callTool: async () => ({}),
    };
    await expect(mcpFunctions(endless)).rejects.toThrow(/does not come to an end/);
  });
});

describe("a tool set of the AI SDK", () => {
  const weather = tool({
    description: "The temperature in a city.",
    inputSchema: z.object({ city: z.string().describe("Its name."), days: z.int().default(1) }),
    execute: async ({ city, days }) => ({ city, celsius: city.length * days }),
  });

  it("is a namespace of functions, whose arguments are checked", async () => {
    const count = tool({
      inputSchema: z.object({}),
      async *execute() {
        yield "preliminary";
        yield "last";
      },
    });
    const hostFunctions = { home: await aiSdkFunctions({ weather, "count-up": count }) };
    await using python = await createPythonTool({ hostFunctions });
    expect(python.stubs).toMatch(/def weather\(city: str, days: int = 1\)/);
    const code =
      "[home.weather('Rome'), home.weather(city='Oslo', days=2)['celsius'], home.count_up()]";
    const { value } = await python.execute({ code }, context);
    expect(value).toBe("[{'city': 'Rome', 'celsius': 4}, 8, 'last']");
    const wrong = await python.execute({ code: "home.weather(city=5)" }, context);
    expect(wrong.error).toMatchObject({ type: "TypeError", line: 1 });
  });

  it("must have tools that code can call by itself", async () => {
    const careful = tool({ ...weather, needsApproval: true });
    await expect(aiSdkFunctions({ careful } as never)).rejects.toThrow(/careful needs approval/);
    const remote = tool({ inputSchema: z.object({}) });
    await expect(aiSdkFunctions({ remote } as never)).rejects.toThrow(/remote has no execute/);
  });
});
