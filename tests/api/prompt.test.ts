import { MicroPythonSession, MicroPythonSessionSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

function prompt(): MicroPythonSessionSync & { type(statement: string): string } {
  const session = new MicroPythonSessionSync({ wallTimeoutMs: null });
  const type = (statement: string) => session.run(statement, { interactive: true }).stdout;
  return Object.assign(session, { type });
}

describe("a statement typed at a prompt", () => {
  it.each([
    ["6 * 7", "42\n"],
    ["'a'", "'a'\n"],
    ["None", ""],
    ["x = 1; x", "1\n"],
    ["for i in range(2):\n  i\n", "0\n1\n"],
    ["def f():\n  1\n", ""],
    ["# nothing", ""],
    ["", ""],
  ])("%j echoes %j", (statement, output) => {
    expect(prompt().type(statement)).toBe(output);
  });

  it("leaves its value in _", () => {
    const session = prompt();
    session.type("20");
    session.type("None");
    expect(session.type("_ + 1")).toBe("21\n");
  });

  it("is one statement, and may raise", () => {
    expect(() => prompt().type("x = 1\ny = 2")).toThrow("SyntaxError");
    expect(() => prompt().type("1 / 0")).toThrow("ZeroDivisionError");
  });

  it("echoes what a hostile repr allows, within the limits", () => {
    const session = prompt();
    session.run("class Bad:\n  def __repr__(self):\n    while True: pass");
    expect(() => session.type("Bad()")).toThrow("fuel");
    expect(session.type("1")).toBe("1\n");
  });

  it("is not the default for a snippet", () => {
    expect(new MicroPythonSessionSync().run("1\n2").stdout).toBe("");
    const options = { interactive: 1 as unknown as boolean };
    const message = "option interactive is 1; allowed is true or false";
    expect(() => new MicroPythonSessionSync().run("1", options)).toThrow(message);
  });
});

describe("a text at a prompt is complete", () => {
  it.each(["", "x", "1 +", ")", "'a", "for i in x:\n  i\n", "\0("])("where it is %j", (text) => {
    expect(prompt().isComplete(text)).toBe(true);
  });

  it.each(["(", "for i in x:", "if x:\n  y", "'''", "x = \\", "@f", "x = {\n1:"])(
    "but not where it is %j",
    (text) => {
      expect(prompt().isComplete(text)).toBe(false);
    },
  );

  it("only if it is text, and not too long", () => {
    expect(() => prompt().isComplete(1 as unknown as string)).toThrow("source is 1");
    const session = new MicroPythonSessionSync({ maxSourceBytes: 3 });
    expect(() => session.isComplete("1234")).toThrow("more than 3 bytes of source");
  });
});

describe("a text at a prompt is completed", () => {
  it("with live variables", () => {
    const session = prompt();
    expect(session.complete("alp")).toEqual({ insert: "", candidates: [] });
    session.run("alpha = 1");
    expect(session.complete("x = (alp")).toEqual({ insert: "ha", candidates: [] });
  });

  it("with attributes of live values", () => {
    const session = prompt();
    session.run("import math");
    expect(session.complete("math.sq").insert).toBe("rt");
    expect([...session.complete("math.co").candidates].sort()).toEqual([
      "comb",
      "copysign",
      "cos",
      "cosh",
    ]);
    expect(session.complete("math.pi.rea")).toEqual({ insert: "", candidates: [] });
  });

  it("with modules after import", () => {
    expect(prompt().complete("imp").insert).toBe("ort ");
    expect(prompt().complete("import js").insert).toBe("on");
  });

  it("never with anything that affects a terminal, or with half a character", () => {
    const session = prompt();
    session.run("class C: pass\nc = C()");
    session.run("setattr(c, 'esc\\x1b[2J', 1)");
    expect(session.complete("c.es")).toEqual({ insert: "", candidates: [] });
    session.run("c.né1 = c.nè2 = 1");
    expect(session.complete("c.n").insert).toBe("");
  });

  it("within the limits, whatever attributes do", () => {
    const session = prompt();
    session.run("class C:\n  def __getattr__(self, name):\n    while True: pass\nc = C()");
    expect(() => session.complete("c.p")).toThrow("fuel");
    session.run("class D:\n  def __getattr__(self, name): raise SystemExit(3)\nd = D()");
    expect(session.complete("d.p")).toEqual({ insert: "", candidates: [] });
    expect(session.type("1")).toBe("1\n");
  });

  it("also in an asynchronous session", async () => {
    const session = new MicroPythonSession();
    await session.run("alpha = 1");
    expect(await session.complete("alp")).toEqual({ insert: "ha", candidates: [] });
    expect(await session.isComplete("(")).toBe(false);
    expect((await session.run("alpha", { interactive: true })).stdout).toBe("1\n");
  });
});
