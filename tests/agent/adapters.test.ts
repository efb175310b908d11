import { Agent, type Model, type ModelResponse, Runner, Usage } from "@openai/agents";
import { generateText, stepCountIs } from "ai";
import { MockLanguageModelV3 } from "ai/test";
import { createPythonTool, type PythonTool } from "micropython-wasm/agent";
import { aiSdkTool } from "micropython-wasm/ai-sdk";
import { langChainTool } from "micropython-wasm/langchain";
import { openAiAgentsTool } from "micropython-wasm/openai-agents";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let python: PythonTool;
beforeAll(async () => {
  python = await createPythonTool();
});
afterAll(() => python.close());

describe("the tool in the AI SDK", () => {
  it("lets a model work in several steps, and correct itself", async () => {
    const usage = {
      inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 1, text: 1, reasoning: 0 },
    };
    const codes = ["rows = [3, 5, 10]", "sum(row)", "sum(rows)"];
    const seen: string[] = [];
    const model = new MockLanguageModelV3({
      doGenerate: async ({ prompt, tools }) => {
        expect(tools?.[0]).toMatchObject({ name: "run_python", description: python.description });
        const last = prompt.at(-1);
        if (last?.role === "tool") seen.push(JSON.stringify(last.content));
        const code = codes.shift();
        const call = {
          type: "tool-call",
          toolCallId: `${codes.length}`,
          toolName: "run_python",
        } as const;
        return {
          content:
            code === undefined
              ? [{ type: "text", text: "It is 18." }]
              : [{ ...call, input: JSON.stringify({ code }) }],
          finishReason: { unified: code === undefined ? "stop" : "tool-calls", raw: undefined },
          usage,
          warnings: [],
        };
      },
    });
    const { text, steps } = await generateText({
      model,
      tools: { run_python: aiSdkTool(python, { conversationId: "ai" }) },
      stopWhen: stepCountIs(10),
      prompt: "What is the sum?",
    });
    expect(text).toBe("It is 18.");
    expect(steps).toHaveLength(4);
    expect(seen[1]).toContain("Did you mean: 'rows'?");
    expect(seen[2]).toContain("=> 18");
    expect(steps[2]?.toolResults[0]?.output).toMatchObject({ ok: true, value: "18" });
  });
});

describe("the tool in LangChain", () => {
  it("is invoked with input, and with a call of a model", async () => {
    const tool = langChainTool(python, { conversationId: "langchain" });
    expect(tool).toMatchObject({ name: "run_python", description: python.description });
    expect(await tool.invoke({ code: "x = 6" })).toMatch(/^\(no output\)\n\[fuel/);
    const call = {
      type: "tool_call",
      id: "1",
      name: "run_python",
      args: { code: "x * 7" },
    } as const;
    const message = await tool.invoke(call);
    expect(message).toMatchObject({ tool_call_id: "1", artifact: { ok: true, value: "42" } });
    expect(message.content).toMatch(/^=> 42\n/);
  });

  it("ends when its signal is aborted", async () => {
    const tool = langChainTool(python, { conversationId: "aborted" });
    const invoked = tool.invoke({ code: "while True: pass" }, { signal: AbortSignal.timeout(200) });
    await expect(invoked).rejects.toThrow();
  });
});

describe("the tool in the OpenAI Agents SDK", () => {
  it("lets an agent work in several steps", async () => {
    const codes = ["rows = [3, 5, 10]", "sum(row)", "sum(rows)"];
    const seen: string[] = [];
    const model: Model = {
      async getResponse({ input }): Promise<ModelResponse> {
        const last = typeof input === "string" ? undefined : input.at(-1);
        if (last?.type === "function_call_result") seen.push(JSON.stringify(last.output));
        const code = codes.shift();
        const answer = { type: "message", role: "assistant", status: "completed" } as const;
        const call = { type: "function_call", name: "run_python", status: "completed" } as const;
        return {
          usage: new Usage(),
          output: [
            code === undefined
              ? { ...answer, content: [{ type: "output_text", text: "It is 18." }] }
              : { ...call, callId: `${codes.length}`, arguments: JSON.stringify({ code }) },
          ],
        };
      },
      async *getStreamedResponse() {},
    };
    const tools = [openAiAgentsTool(python, { conversationId: "openai" })];
    const agent = new Agent({ name: "Ada", model, tools });
    const runner = new Runner({ tracingDisabled: true });
    const { finalOutput } = await runner.run(agent, "What is the sum?");
    expect(finalOutput).toBe("It is 18.");
    expect(seen[1]).toContain("Did you mean: 'rows'?");
    expect(seen[2]).toContain("=> 18");
  });
});
