import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { NameScope } from "../protocol.js";
import { columnsOf, commonStart, complete } from "./completion.js";

/** What is asked of Python for a text, and what it may become where Python knows these names. */
async function completed(text: string, names: string[] = [], before = "") {
  let asked: NameScope | null = null;
  const { word, ways } = await complete(text, before, async (scope) => {
    asked = scope;
    return names;
  });
  return { asked, word, ways };
}

describe("completion", () => {
  it.each<[string, NameScope, string]>([
    ["alp", { kind: "names" }, "alp"],
    ["f(alp", { kind: "names" }, "alp"],
    ["if x:\n    alp", { kind: "names" }, "alp"],
    ["f'{x}'; alp", { kind: "names" }, "alp"],
    ["math.si", { kind: "attributes", of: "math" }, "si"],
    ["x = [a.b.", { kind: "attributes", of: "a.b" }, ""],
    ["größe.", { kind: "attributes", of: "größe" }, ""],
    ["import ma", { kind: "modules", of: "" }, "ma"],
    ["import ", { kind: "modules", of: "" }, ""],
    ["import json, os.pa", { kind: "modules", of: "os" }, "pa"],
    ["if x: import ma", { kind: "modules", of: "" }, "ma"],
    ["from a.b", { kind: "modules", of: "a" }, "b"],
    ["from math import si", { kind: "members", of: "math" }, "si"],
    ["from math import cos, si", { kind: "members", of: "math" }, "si"],
    ["from a.b import (c as d, ", { kind: "members", of: "a.b" }, ""],
  ])("asks for %j", async (text, scope, word) => {
    expect(await completed(text)).toMatchObject({ asked: scope, word });
  });

  it.each([
    "f().x",
    "a[0].x",
    "'a'.x",
    "1.",
    "(a + b).x",
    "a\n.",
    "'alp",
    "# alp",
    "f('''\nalp",
    "x ",
    "=",
  ])("asks Python nothing about %j, which is no name, or may do something", async (text) => {
    expect((await completed(text)).asked).toBe(null);
  });

  it("knows strings that began on a line before", async () => {
    expect((await completed("alp", [], "x = '''\n")).asked).toBe(null);
    expect((await completed("alp", [], "x = [\n")).asked).not.toBe(null);
  });

  it("offers names once, in order, keywords among them, private ones when asked for", async () => {
    const names = ["import_me", "_import", "x", "import_me"];
    expect((await completed("imp", names)).ways).toEqual(["import", "import_me"]);
    expect((await completed("qui")).ways).toEqual(["quit"]);
    expect((await completed("a._", ["_b", "c", "__d__"])).ways).toEqual(["__d__", "_b"]);
    expect((await completed("from math i")).ways).toEqual(["import"]);
  });

  it("knows commands, their arguments, and files", async () => {
    expect((await completed(":l")).ways).toEqual(["limits", "load"]);
    expect((await completed(":limits fuel=5 t")).ways).toEqual(["timeout="]);
    expect((await completed(":reset x")).ways).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), "micropython-wasm-"));
    afterAll(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "states"));
    for (const name of ["state 1", ".state", "stale\u001b[2J"])
      writeFileSync(join(folder, name), "");
    expect((await completed(`:load ${folder}/st`)).ways).toEqual(["state 1", "states/"]);
    expect((await completed(`:save ${folder}/.`)).ways).toEqual([".state"]);
    expect((await completed(`:load ${folder}/missing/`)).ways).toEqual([]);
  });
});

describe("the ways on", () => {
  it("begin with", () => {
    expect(commonStart(["copysign", "cos", "cosh"])).toBe("co");
    expect(commonStart(["cos"])).toBe("cos");
    expect(commonStart([])).toBe("");
  });

  it("are shown in columns, but not without end", () => {
    expect(columnsOf(["a", "b", "ccc"], 12)).toBe("a    ccc\r\nb\r\n");
    const many = Array.from({ length: 1000 }, (_, i) => `name${i}`);
    expect(columnsOf(many, 80)).toMatch(/and 700 more\r\n$/);
  });
});
