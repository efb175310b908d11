import type { PythonName } from "micropython-wasm";
import { createPythonTool, hostFunction } from "micropython-wasm/agent";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const PYTHONS: PythonName[] = ["cpython", "micropython"];
const A = { conversationId: "a" };

describe.each(PYTHONS)("a tool with %s", (python) => {
  it("takes no options from the model", async () => {
    await using tool = await createPythonTool({ python, fuel: 1_000_000 });
    const input = JSON.parse(
      '{"code": "while True: pass", "__proto__": {"reset": true, "fuel": 1e15}}',
    );
    expect(await tool.execute(input, A)).toMatchObject({ error: { kind: "input" } });
    const inherited = Object.create({ fuel: 1e15, code: "1" });
    expect(await tool.execute(inherited, A)).toMatchObject({ error: { kind: "input" } });
    const { error } = await tool.execute({ code: "while True: pass" }, A);
    expect(error?.kind).toBe("fuel");
  });

  it("lets code call the given functions only", async () => {
    const calls: string[] = [];
    const note = hostFunction({ execute: () => void calls.push("note") });
    await using tool = await createPythonTool({ python, hostFunctions: { note } });
    const paths = ["constructor", "__proto__", "toString", "note.call", "then", "", "tools.search"];
    const code = `
import host, json
paths = ${JSON.stringify(paths)}
[host.call("_host_call", json.dumps({"args": [path, [], {}]})) for path in paths]`;
    const { value } = await tool.execute({ code }, A);
    expect(value?.match(/there is no such host function/g)).toHaveLength(paths.length);
    const wrong = `import host
[host.call("_host_call", text) for text in ('{}', '{"args": [1]}', '{"args": ["note", 1, 2]}')]`;
    expect((await tool.execute({ code: wrong }, A)).value).toContain('"ok":false');
    expect(calls).toEqual([]);
  });

  it("turns no text of a schema into code", async () => {
    const evil = `x"""\n'''\nimport host\npwned = 1\n\\" + open("/x") + "\u2028pwned = 2\0`;
    const input = {
      type: "object",
      description: evil,
      properties: {
        [evil]: { type: "string", description: evil, default: evil },
        "a, b=open('x')": { enum: [evil, "]\npwned = 3"] },
        lambda: { $ref: evil },
        _host_call: { type: evil },
        __class__: { type: "object", properties: { [evil]: { type: "null" } } },
      },
      required: [evil],
    };
    const fn = hostFunction({
      description: evil,
      input,
      execute: (given) => Object.keys(given).sort(),
    });
    await using tool = await createPythonTool({ python, hostFunctions: { fn, space: { fn } } });
    const { stdout } = await tool.execute(
      { code: "fn(1); help(fn); print('pwned' in globals())" },
      A,
    );
    expect(stdout).toMatch(/False\n$/);
    const { value } = await tool.execute({ code: "fn(1) == space.fn(1)" }, A);
    expect(value).toBe("True");
    await using checker = await createPythonTool();
    const code = `import ast\n[type(node).__name__ for node in ast.parse(${JSON.stringify(tool.stubs)}).body]`;
    const parsed = await checker.execute({ code }, A);
    expect(parsed.text).toMatch(/^=> /);
    expect(parsed.value).toMatch(/^\[('Assign', )*'FunctionDef', 'ClassDef'\]$/);
  });

  it("bounds what hostile schemas make it write", async () => {
    const properties = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`p${i}`, { $ref: "#/$defs/d0" }]),
    );
    const wide = (to: string) => ({ anyOf: Array.from({ length: 50 }, () => ({ $ref: to })) });
    const $defs = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`d${i}`, wide(`#/$defs/d${i + 1}`)]),
    );
    let deep: object = { type: "string" };
    for (let i = 0; i < 100_000; i++) deep = { type: "array", items: deep };
    const input = {
      type: "object",
      properties: { ...properties, deep, self: { $ref: "#" } },
      $defs,
    };
    const fn = hostFunction({ input, output: wide("#"), execute: () => 1 });
    await using tool = await createPythonTool({ python, hostFunctions: { fn } });
    expect(tool.stubs.length).toBeLessThan(20_000);
    expect(tool.description.length).toBeLessThan(20_000);
  });

  it("checks arguments, however odd, before a function sees them", async () => {
    const seen: unknown[] = [];
    const input = z.object({ rows: z.array(z.object({ id: z.int() })) });
    const save = hostFunction({ input, execute: ({ rows }) => void seen.push(...rows) });
    await using tool = await createPythonTool({ python, hostFunctions: { save } });
    const attempts = [
      "save([{'id': 1, '__proto__': {'admin': True}}])",
      "save({1: {'__proto__': 1}})",
      "save([{'id': 2 ** 70}])",
      "save([{'id': 'x'}] * 50_000)",
      "save(b'x')",
      "save({1, 2})",
      "save(rows=[], extra=1)",
      "x = []\nfor i in range(90): x = [x]\nsave(x)",
    ];
    for (const code of attempts) {
      const { error } = await tool.execute({ code }, A);
      expect(error?.type, code).toBe("TypeError");
      expect(error?.message.length, code).toBeLessThan(1500);
    }
    expect(seen).toEqual([]);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it.each([
    "f = open('/data/x', 'w')",
    "import os\nfd = os.open('/data/x', os.O_CREAT | os.O_RDWR)",
    "f = open('/data/x', 'w')\nimport builtins\nbuiltins.hasattr = builtins.globals = None",
    "class F:\n    def __init__(self): self.f = open('/data/x', 'w')\nglobals()['x'] = [F()]",
  ])("keeps no worker for a conversation that leaves files open: %j", async (code) => {
    const mounts = [{ path: "/data", memory: {} }];
    await using tool = await createPythonTool({ python, mounts, workers: 1, wallTimeoutMs: 5000 });
    await tool.execute({ code: "y = 1" }, A);
    await tool.execute({ code }, A);
    const other = await tool.execute({ code: "1 + 1" }, { conversationId: "b" });
    expect(other.value).toBe("2");
    expect((await tool.execute({ code: "y" }, A)).value).toBe("1");
  });

  it("gives the model no more than a bounded text", async () => {
    await using tool = await createPythonTool({ python, maxPartLength: 1000 });
    const codes = [
      "print('x' * 900_000); import sys; sys.stderr.write('y' * 900_000); 'z' * 900_000",
      "raise ValueError('x' * 900_000)",
      "class A:\n    def __repr__(self): return 'x\\n' * 100_000\nA()",
      "def f(): raise RuntimeError('x\\n' * 100_000)\nf()",
      "raise type('E' * 100_000, (Exception,), {})('x')",
    ];
    for (const code of codes) {
      const result = await tool.execute({ code }, A);
      expect(result.text.length, code).toBeLessThan(4000);
    }
  });

  it("runs nothing of the code that it checks", async () => {
    const calls: number[] = [];
    const note = () => calls.push(1);
    await using tool = await createPythonTool({
      python,
      checkBeforeRun: true,
      hostFunctions: { note },
    });
    const code =
      "@note()\ndef f(x=note(), y: note() = note()): pass\nclass A(note()): x = note()\nmissing";
    expect((await tool.execute({ code }, A)).error?.kind).toBe("check");
    expect(calls).toEqual([]);
  });

  it("is not misled by what the code did to the interpreter", async () => {
    await using tool = await createPythonTool({ python, checkBeforeRun: true });
    const code = `
import builtins, sys
builtins.globals = lambda: [1, object(), "x" * 1000] * 100_000
builtins.compile = builtins.len = None
sys.path = [1, None, object()]`;
    await tool.execute({ code }, A);
    expect((await tool.execute({ code: "1 + 1" }, A)).value).toBe("2");
    expect((await tool.execute({ code: "import zzz" }, A)).ok).toBe(false);
    expect((await tool.execute({ code: "1 + 1" }, { conversationId: "b" })).value).toBe("2");
  });
});
