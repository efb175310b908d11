import { describe, expect, it } from "vitest";
import { definitionsIn } from "./definitions.js";

describe("the definitions in a statement", () => {
  it("are functions and classes with their signatures and docstrings", () => {
    const source = [
      "@decorated",
      "def f(a, b=(1, 2),",
      "      *c) -> int:  # why",
      '    """Adds.',
      "",
      "      More.",
      '    """',
      "    def inner(): 'not this'",
      "class A(B):",
      "    'An A.'",
      "    x = 1",
      "    async def m(self): r'''Does m.'''",
      "    class C:",
      "        def n(self): pass",
      "def g():",
      "    x = 'no docstring'",
    ].join("\n");
    expect(definitionsIn(source)).toEqual([
      { path: "f", signature: "(a, b=(1, 2), *c) -> int", doc: "Adds.\n\nMore." },
      { path: "A", signature: "(B)", doc: "An A." },
      { path: "A.m", signature: "(self)", doc: "Does m." },
      { path: "A.C", signature: "", doc: "" },
      { path: "A.C.n", signature: "(self)", doc: "" },
      { path: "g", signature: "()", doc: "" },
    ]);
  });

  it("are none elsewhere, and quickly found", () => {
    expect(definitionsIn("x = define(1)\nclassy = 2")).toEqual([]);
    const start = performance.now();
    definitionsIn(`def f(${"(".repeat(20_000)}`);
    definitionsIn("def f(x):\n".repeat(4_000));
    definitionsIn(`def f():${"\n ".repeat(20_000)}`);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
