import type { PythonName } from "micropython-wasm";
import { createPythonTool, type PythonTool } from "micropython-wasm/agent";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const PYTHONS: PythonName[] = ["cpython", "micropython"];

describe.each(PYTHONS)("a tool with %s", (python) => {
  let tool: PythonTool;
  let last = 0;
  const fresh = () => `conversation ${++last}`;
  const run = (code: unknown, conversationId = fresh()) =>
    tool.execute({ code }, { conversationId });

  beforeAll(async () => {
    const mounts = [{ path: "/data", memory: {} }];
    tool = await createPythonTool({ python, fuel: 20_000_000, mounts, maxPartLength: 1000 });
  });
  afterAll(() => tool.close());

  it("gives the output and the value of the last expression", async () => {
    const result = await run("print('hello')\n6 * 7");
    expect(result).toMatchObject({
      ok: true,
      stdout: "hello\n",
      value: "42",
      error: null,
      call: 1,
    });
    expect(result.text).toMatch(/^hello\n=> 42\n\[fuel [\d,]+ of 20,000,000, \d+ ms\]$/);
  });

  it("keeps the state of a conversation, apart from others", async () => {
    const [one, two] = [fresh(), fresh()];
    await run("x = 1", one);
    expect(await run("x", two)).toMatchObject({ ok: false, error: { type: "NameError" } });
    expect(await run("x", one)).toMatchObject({ ok: true, value: "1" });
  });

  it("starts afresh on request", async () => {
    const id = fresh();
    await run("x = 1", id);
    const result = await tool.execute({ code: "x", reset: true }, { conversationId: id });
    expect(result.error?.type).toBe("NameError");
    expect(result.text).toContain("the state was reset");
  });

  it("shows the lines of the traceback that are the model's, with their source", async () => {
    const id = fresh();
    await run("import json\ndef load(text):\n    return json.loads(text)", id);
    const { error, text } = await run("data = load('{')", id);
    expect(error).toMatchObject({ kind: "exception", line: 1, source: "data = load('{')" });
    expect(text).toContain('File "call 2", line 1');
    expect(text).toContain('File "call 1", line 3, in load\n    return json.loads(text)');
    expect(text).not.toContain("/usr/lib");
  });

  it("says which module a missing one could be replaced with", async () => {
    const { error } = await run("import numpy as np");
    expect(error?.hint).toContain("numpy is not available in this sandbox");
    expect(error?.hint).toContain(python === "cpython" ? "statistics" : "math");
  });

  it("suggests names that are similar", async () => {
    const { text } = await run("total = 3\nprint(totl)");
    expect(text).toMatch(/did you mean:? '?total'?\?/i);
  });

  it("cuts long output in the middle, and says how much is missing", async () => {
    const { stdout } = await run("for i in range(1000): print('line', i)");
    expect(stdout).toMatch(/^line 0\n/);
    expect(stdout).toMatch(/\n\[… [\d,]+ characters, \d+ lines cut …\]\n/);
    expect(stdout).toMatch(/line 999\n$/);
    expect(stdout.length).toBeLessThan(1100);
  });

  it("goes on after a limit", async () => {
    const id = fresh();
    const { error, text } = await run("x = 5\nwhile True: pass", id);
    expect(error?.kind).toBe("fuel");
    expect(text).toContain("does every loop end?");
    expect(text).toContain("what it had done before stays");
    expect(await run("x", id)).toMatchObject({ value: "5" });
  });

  it("ends the code when the signal is aborted", async () => {
    const slow = await createPythonTool({ python, fuel: null, wallTimeoutMs: null, workers: 1 });
    const context = { conversationId: "a", signal: AbortSignal.timeout(300) };
    const result = await slow.execute({ code: "while True: pass" }, context);
    expect(result.error?.kind).toBe("aborted");
    await slow.close();
  });

  it("closes files that the code leaves open, and says so", async () => {
    const id = fresh();
    await run("f = open('/data/notes.txt', 'w'); f.write('hello')", id);
    const { text } = await run("open('/data/notes.txt').read()", id);
    expect(text).toContain("=> 'hello'");
    expect(text).toContain("files that call 1 left open were closed");
  });

  it("reads and writes the conversation's files", async () => {
    const id = fresh();
    await tool.files(id).write("/data/in.txt", "one two");
    await run("open('/data/out.txt', 'w').write(open('/data/in.txt').read().upper())", id);
    const bytes = await tool.files(id).read("/data/out.txt");
    expect(new TextDecoder().decode(bytes)).toBe("ONE TWO");
    expect(await tool.files(fresh()).list("/data")).toEqual([]);
  });

  it.each([
    [undefined, "the input is undefined"],
    [null, "the input is null"],
    ["1", "the input is"],
    [[], "the input is"],
    [{}, "code is undefined"],
    [{ code: 1 }, "code is 1"],
    [{ code: "\ud800" }, "not well-formed"],
    [{ code: "1", reset: "yes" }, 'reset is "yes"'],
    [{ code: "1", fuel: 1e12 }, 'the input has "fuel"'],
    [{ code: "1", hostFunctions: {} }, 'the input has "hostFunctions"'],
  ])("explains wrong input to the model: %j", async (input, message) => {
    const result = await tool.execute(input, { conversationId: "wrong" });
    expect(result).toMatchObject({ ok: false, call: 0, error: { kind: "input" } });
    expect(result.text).toContain(message);
  });

  it("says that there is no input to read", async () => {
    expect((await run("input('name? ')")).error?.hint).toContain("there is no input");
  });

  it("streams output while the code runs", async () => {
    const seen: string[] = [];
    const onStdout = (text: string) => seen.push(text);
    await tool.execute({ code: "print(1); print(2)" }, { conversationId: fresh(), onStdout });
    expect(seen.join("")).toBe("1\n2\n");
  });

  it("runs overlapping calls of a conversation in order", async () => {
    const id = fresh();
    const codes = ["x = [1]", "x.append(2)", "x.append(3)", "x"];
    const results = await Promise.all(codes.map((code) => run(code, id)));
    expect(results.map(({ value }) => value)).toEqual([null, null, null, "[1, 2, 3]"]);
  });
});

describe("a conversation whose interpreter has to be ended", () => {
  it("loses what that call did, and goes on from before", async () => {
    await using tool = await createPythonTool({ fuel: null, wallTimeoutMs: 1000 });
    const context = { conversationId: "a" };
    await tool.execute({ code: "x = 1" }, context);
    const { error, text } = await tool.execute(
      { code: "x = 2\ny = sum(range(10 ** 10))" },
      context,
    );
    expect(error?.kind).toBe("timeout");
    expect(text).toContain("what call 2 did to variables and files is lost");
    expect(await tool.execute({ code: "x" }, context)).toMatchObject({ value: "1" });
  });

  it("begins anew if there was no call before", async () => {
    await using tool = await createPythonTool({ fuel: null, wallTimeoutMs: 1000 });
    const context = { conversationId: "a" };
    const { text } = await tool.execute({ code: "y = sum(range(10 ** 10))" }, context);
    expect(text).toContain("all variables and files of this conversation are lost");
    expect(await tool.execute({ code: "1 + 1" }, context)).toMatchObject({ value: "2" });
  });
});

describe("the conversations of a tool", () => {
  it("end when there are too many, those that were idle longest first", async () => {
    await using tool = await createPythonTool({ python: "micropython", maxConversations: 2 });
    const run = (conversationId: string, code: string) =>
      tool.execute({ code }, { conversationId });
    await run("a", "x = 1");
    await run("b", "x = 2");
    await run("a", "x");
    await run("c", "x = 3");
    expect((await run("a", "x")).value).toBe("1");
    const { ok, text } = await run("b", "x");
    expect(ok).toBe(false);
    expect(text).toContain("nothing from earlier calls is left");
  });

  it("end after a time without calls", async () => {
    await using tool = await createPythonTool({ python: "micropython", idleTimeoutMs: 50 });
    const context = { conversationId: "a" };
    await tool.execute({ code: "x = 1" }, context);
    await new Promise((done) => setTimeout(done, 300));
    const { text } = await tool.execute({ code: "print('x' in globals())" }, context);
    expect(text).toContain("False");
    expect(text).toContain("idle for too long");
  });

  it("are refused while as many are under way", async () => {
    await using tool = await createPythonTool({ python: "micropython", maxConversations: 1 });
    const slow = tool.execute({ code: "import time; time.sleep(0.5)" }, { conversationId: "a" });
    const refused = await tool.execute({ code: "1" }, { conversationId: "b" });
    expect(refused.error?.kind).toBe("busy");
    expect((await slow).ok).toBe(true);
  });

  it("can be more than workers", async () => {
    await using tool = await createPythonTool({ python: "micropython", workers: 1 });
    const ids = Array.from({ length: 20 }, (_, i) => `${i}`);
    const run = (id: string, code: string) => tool.execute({ code }, { conversationId: id });
    await Promise.all(ids.map((id) => run(id, `x = ${id}`)));
    const results = await Promise.all(ids.map((id) => run(id, "x")));
    expect(results.map(({ value }) => value)).toEqual(ids);
  });

  it("end with their tool", async () => {
    const tool = await createPythonTool({ python: "micropython" });
    await tool.execute({ code: "x = 1" }, { conversationId: "a" });
    await tool.close();
    const late = tool.execute({ code: "x" }, { conversationId: "a" });
    await expect(late).rejects.toMatchObject({ code: "pool-closed" });
  });
});

describe("the description of a tool", () => {
  it("says what the sandbox offers", async () => {
    await using tool = await createPythonTool({
      fuel: 1_000_000,
      wallTimeoutMs: 2500,
      mounts: [
        { path: "/data", memory: {} },
        { path: "/docs", files: { "a.txt": "a" } },
      ],
      modules: { "helpers.py": "x = 1" },
      instructions: "Answer with numbers only.",
    });
    expect(tool.name).toBe("run_python");
    const { description } = tool;
    expect(description).toContain("CPython 3.13");
    expect(description).toContain("1,000,000 units of fuel");
    expect(description).toContain("2.5 seconds");
    expect(description).toContain("64 MiB");
    expect(description).toContain("/data (read and write), /docs (read only)");
    expect(description).toContain("Also: helpers.");
    expect(description).toMatch(/without .*idlelib.*tkinter/);
    expect(description).toContain("Answer with numbers only.");
  });

  it("lists the modules of MicroPython, and no more", async () => {
    await using tool = await createPythonTool({ python: "micropython", fuel: null });
    expect(tool.description).toContain("MicroPython 1.25.0");
    expect(tool.description).toMatch(/Modules, and no others: .*json, math.*re, select/);
    expect(tool.description).not.toContain("fuel");
    expect(tool.description).toContain("There are no files and folders.");
  });

  it("has an input schema", async () => {
    await using tool = await createPythonTool({ python: "micropython", name: "execute" });
    expect(tool.name).toBe("execute");
    expect(tool.inputSchema).toMatchObject({
      type: "object",
      properties: { code: { type: "string" }, reset: { type: "boolean" } },
      required: ["code"],
      additionalProperties: false,
    });
  });
});

describe("the options of a tool", () => {
  it.each([
    [null, "options are null"],
    [{ isolation: "inline" }, 'option isolation is "inline"'],
    [{ fule: 1 }, "unknown option fule"],
    [{ name: "run python" }, 'option name is "run python"'],
    [{ maxConversations: 0 }, "option maxConversations is 0"],
    [{ fuel: 0 }, "option fuel is 0"],
    [{ python: "pypy" }, 'option python is "pypy"'],
    [{ hostFunctions: { class: () => 1 } }, 'the name is "class"'],
    [{ hostFunctions: { tools: () => 1 } }, 'the name is "tools"'],
    [{ hostFunctions: { a: { b: 1 } } }, "hostFunctions.a.b is 1"],
  ])("are checked: %j", async (options, message) => {
    await expect(createPythonTool(options as object)).rejects.toThrow(message);
  });

  it("include a conversation for each call", async () => {
    await using tool = await createPythonTool({ python: "micropython" });
    const call = (context: object) =>
      tool.execute({ code: "1" }, context as { conversationId: string });
    await expect(call({})).rejects.toThrow("conversationId is undefined");
    await expect(call({ conversationId: "" })).rejects.toThrow("conversationId has 0 characters");
  });
});
