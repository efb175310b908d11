// Drives adapters for frameworks that need a newer Node.js, and prints what it saw; see frameworks.test.ts.
import { registerHooks } from "node:module";
import { Agent } from "@mastra/core/agent";
import { generateText, isStepCount, simulateReadableStream, tool } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { createPythonTool } from "micropython-wasm/agent";
import { aiSdkFunctions, aiSdkTool } from "micropython-wasm/ai-sdk";
import { PythonExecutor, pythonCodeTool } from "micropython-wasm/codemode";
import { mastraTool } from "micropython-wasm/mastra";
import { z } from "zod";

// Its executors for Cloudflare Workers are not used.
const WORKERS = "data:text/javascript,export class RpcTarget {}; export class WorkerEntrypoint {}";
registerHooks({
  resolve: (name, context, next) =>
    name === "cloudflare:workers" ? { url: WORKERS, shortCircuit: true } : next(name, context),
});
const { createCodeTool, resolveProvider } = await import("@cloudflare/codemode/ai");

const USAGE = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};

/** A model that calls a tool with each of the codes, and then answers; and what it read of their results. */
function scripted(toolName, codes) {
  const read = [];
  const left = [...codes];
  const next = ({ prompt }) => {
    const last = prompt.at(-1);
    if (last.role === "tool") read.push(JSON.stringify(last.content[0].output));
    const code = left.shift();
    const content =
      code === undefined
        ? [{ type: "text", text: "It is 18." }]
        : [
            {
              type: "tool-call",
              toolCallId: `${left.length}`,
              toolName,
              input: JSON.stringify({ code }),
            },
          ];
    const unified = code === undefined ? "stop" : "tool-calls";
    return { content, finishReason: { unified, raw: undefined }, usage: USAGE, warnings: [] };
  };
  const model = new MockLanguageModelV4({
    doGenerate: async (options) => next(options),
    doStream: async (options) => {
      const { content, finishReason, usage } = next(options);
      const parts = content.flatMap((part) =>
        part.type === "text"
          ? [
              { type: "text-start", id: "1" },
              { type: "text-delta", id: "1", delta: part.text },
              { type: "text-end", id: "1" },
            ]
          : [part],
      );
      const chunks = [
        { type: "stream-start", warnings: [] },
        ...parts,
        { type: "finish", finishReason, usage },
      ];
      return { stream: simulateReadableStream({ chunks }) };
    },
  });
  return { model, read };
}

const CODES = ["rows = [3, 5, 10]", "sum(row)", "sum(rows)"];
const weather = tool({
  description: "The temperature in a city.",
  inputSchema: z.object({ city: z.string().describe("Its name.") }),
  outputSchema: z.object({ celsius: z.number() }),
  execute: async ({ city }) => ({ celsius: city.length }),
});
const WEATHER = "max(home.weather(city=city)['celsius'] for city in ['Rome', 'Berlin'])";

async function aiSdk7() {
  await using python = await createPythonTool({
    hostFunctions: { home: await aiSdkFunctions({ weather }) },
  });
  const { model, read } = scripted("run_python", [...CODES, WEATHER]);
  const { text, steps } = await generateText({
    model,
    tools: { run_python: aiSdkTool(python, { conversationId: "ai" }) },
    stopWhen: isStepCount(10),
    prompt: "What is the sum?",
  });
  return { text, steps: steps.length, read, output: steps[2].toolResults[0].output };
}

async function mastra() {
  await using python = await createPythonTool();
  const { model, read } = scripted("run_python", CODES);
  const run_python = mastraTool(python, { conversationId: "mastra" });
  const agent = new Agent({
    id: "ada",
    name: "Ada",
    instructions: "Compute.",
    model,
    tools: { run_python },
  });
  const { text } = await agent.generate("What is the sum?", { maxSteps: 10 });
  const abortSignal = AbortSignal.timeout(300);
  const stopped = await run_python.execute({ code: "while True: pass" }, { abortSignal });
  return { text, read, id: run_python.id, stopped: stopped.error?.kind };
}

async function codemode() {
  const secret = tool({
    inputSchema: z.object({}),
    needsApproval: true,
    execute: async () => "secret",
  });
  const executor = new PythonExecutor({ fuel: 5_000_000 });
  const one = { execute: async ({ city }) => ({ celsius: city.length }) };
  const unvalidated = resolveProvider({ name: "home", tools: { weather: one } });
  const providers = [
    resolveProvider({
      name: "home",
      tools: { weather, secret, "get-time": { execute: async () => "12:00" } },
    }),
    { name: "math2", fns: { add: async (a, b) => a + b } },
  ];
  const ask = (code, more) => executor.execute(code, more ?? providers);
  const normalising = createCodeTool({ tools: { weather }, executor });
  const normalised = await normalising
    .execute({ code: "for i in range(3): print(i)" }, {})
    .catch((error) => error.message);
  const codemode = await pythonCodeTool({
    tools: [{ name: "home", tools: { weather, secret } }, { tools: { weather } }],
    executor,
  });
  const { model, read } = scripted("codemode", [
    WEATHER,
    "codemode.weather(5)",
    "print('a')\n1 / 0",
  ]);
  const { text } = await generateText({
    model,
    tools: { codemode },
    stopWhen: isStepCount(10),
    prompt: "?",
  });
  const fns = {};
  const ran = {
    keywords: await ask(`print('asking')\n${WEATHER}`, [unvalidated]),
    positional: await ask("home.weather({'city': 'Rome'})"),
    renamed: await ask("home.get_time() + str(math2.add(1, 2))"),
    hidden: await ask("home.secret()"),
    fns: await ask("codemode.f(1)", { f: async (x) => x }),
    nothing: await ask("x = 1"),
    invalid: await ask("home.weather(city=1)"),
    failure: await ask(
      "import sys\nprint('x', file=sys.stderr)\nprint('y')\nhome.weather(city='Rome').celsius",
    ),
    syntax: await ask("print('x'"),
    endless: await ask("while True: pass"),
    lost: await ask("object()"),
    twice: await ask("1", [
      { name: "a", fns },
      { name: "a", fns },
    ]),
    name: await ask("1", [{ name: "my tools", fns }]),
    prelude: await ask("1", [{ name: "a", fns, prelude: "a.step = (f) => f();" }]),
    connectors: await executor.execute("1", [], { connectors: [{ name: "a", binding: {} }] }),
  };
  return { ran, normalised, description: codemode.description, read, text };
}

const FRAMEWORKS = { aiSdk7, mastra, codemode };
const seen = {};
for (const [name, observe] of Object.entries(FRAMEWORKS)) {
  seen[name] = await observe().catch((error) => ({ failed: error.stack }));
}
console.log(JSON.stringify(seen));
process.exit(0);
