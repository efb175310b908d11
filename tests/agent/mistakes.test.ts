import type { PythonName } from "micropython-wasm";
import { createPythonTool, hostFunction, type PythonTool } from "micropython-wasm/agent";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const FENCE = "```";

const search_issues = hostFunction({
  input: z.object({ query: z.string(), state: z.enum(["open", "closed"]).default("open") }),
  output: z.array(z.object({ id: z.int(), title: z.string() })),
  execute: ({ query }) => [{ id: 1, title: query }],
});
const big = hostFunction({ execute: () => "x".repeat(5_000_000) });

/** What models write, and what they should read. */
const MISTAKES = [
  ["no output", "x = 5", "(no output)"],
  [
    "a value that cannot be shown",
    "class A:\n    def __repr__(self): raise ValueError('no')\nA()",
    "(no output)",
  ],
  ["no code", "# nothing yet", "(no output)"],
  ["a Markdown fence", `${FENCE}python\nx = 5\nx * 2\n${FENCE}\n`, "=> 10"],
  ["a fence of another kind", `\n~~~\n6 * 7\n~~~`, "=> 42"],
  ["text around a fence", `Here it is:\n${FENCE}py\n1\n${FENCE}`, "without Markdown around it"],
  ["a text with a fence", `text = """\n${FENCE}\n"""\nlen(text)`, "=> 5"],
  ["two fences", `${FENCE}\n1\n${FENCE}\n${FENCE}\n2\n${FENCE}`, "without Markdown around it"],
  ["prompts", ">>> 1 + 1", "write the code without >>>"],
  ["a shell command", "x = 1\n!pip install numpy", "this is Python, not a notebook"],
  ["a magic", "%matplotlib inline", "this is Python, not a notebook"],
  ["importing a namespace", "import github", "call github.search_issues(…) without an import"],
  ["importing from it", "from github import search_issues", "call github.search_issues(…) without"],
  ["importing a function", "import big", "call big(…) without an import"],
  ["await", "await github.search_issues('a')", "call them without await"],
  [
    "await in a function",
    "import asyncio\nasync def f(): await github.search_issues('a')\nasyncio.run(f())",
    "call them without await",
  ],
  ["a wrong name in a namespace", "github.search_issue('a')", "search_issues"],
  ["a strange name in a namespace", "github.delete_all()", "'github' object has no attribute"],
  ["no argument", "github.search_issues()", "search_issues() missing 1 required positional"],
  [
    "an unknown argument",
    "github.search_issues('a', limit=1)",
    "unexpected keyword argument 'limit'",
  ],
  [
    "a wrong value",
    "github.search_issues('a', state='ajar')",
    'state: Invalid option: expected one of "open"',
  ],
  ["a wrong type", "github.search_issues(5)", "query: Invalid input: expected string"],
  ["a result that is too large", "big()", "ask the function for less"],
  ["a file elsewhere", "open('/tmp/x', 'w')", "the only folder is /data"],
  ["a file that is too large", "open('/data/x', 'w').write('a' * 200_000)", "used up their quota"],
  ["too much memory", "x = [0] * 10**9", "memory is limited to"],
  ["too much output", "while True: print('spam')", "does every loop end?"],
] as const;

describe.each<PythonName>(["cpython", "micropython"])("a model that writes %s", (python) => {
  let tool: PythonTool;
  let last = 0;
  const run = (code: string) => tool.execute({ code }, { conversationId: `${++last}` });
  beforeAll(async () => {
    const hostFunctions = { github: { search_issues }, big };
    const mounts = [{ path: "/data", memory: { maxBytes: 100_000 } }];
    tool = await createPythonTool({ python, fuel: 5_000_000, mounts, hostFunctions });
  });
  afterAll(() => tool.close());

  it.each(MISTAKES)("reads what to do about %s", async (_, code, says) => {
    const { text } = await run(code);
    expect(text).toContain(says);
    expect(text).not.toMatch(/_host|<locals>|run with python=|the option packages/);
  });

  it("reads nothing that only the host could do", async () => {
    const codes = [
      "import nosuch",
      "import requests",
      "import subprocess as s; s.run(['ls'])",
      "exit(1)",
    ];
    for (const code of codes) {
      const { text, error } = await run(code);
      expect(`${text}${error?.message}`).not.toMatch(
        /run with python=|the option packages|the host can/,
      );
    }
  });

  it("sees right line numbers in code with a fence", async () => {
    const { error } = await run(`${FENCE}python\nx = 1\nx / 0\n${FENCE}`);
    expect(error).toMatchObject({ type: "ZeroDivisionError", line: 3, source: "x / 0" });
  });
});

describe("the check before the run", () => {
  it.each([
    ["Here it is:\n```\n1\n```", "without Markdown around it"],
    ["from github import search_issues", "call github.search_issues(…) without an import"],
    ["await github.search_issues('a')", "call them without await"],
    ["!ls", "not a notebook"],
  ])("gives the same advice: %j", async (code, says) => {
    const hostFunctions = { github: { search_issues } };
    await using tool = await createPythonTool({ checkBeforeRun: true, hostFunctions });
    const { error, text } = await tool.execute({ code }, { conversationId: "1" });
    expect(error?.kind).toBe("check");
    expect(text).toContain(says);
  });
});

it("a model is told to call http_get instead of importing requests, if there is one", async () => {
  const http_get = (url: string) => url;
  await using tool = await createPythonTool({ hostFunctions: { http_get } });
  const { error } = await tool.execute({ code: "import requests" }, { conversationId: "1" });
  expect(error?.hint).toContain("call http_get(url)");
});
