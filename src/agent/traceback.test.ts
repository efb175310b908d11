import { describe, expect, it } from "vitest";
import { relevantLines, Sources } from "./traceback.js";

describe("the relevant lines of a traceback", () => {
  const sources = new Sources();
  sources.add("call 1", "def f():\n    return g()\nf()");

  it("have the source where Python does not give it", () => {
    const traceback =
      'Traceback (most recent call last):\n  File "call 1", line 2, in f\nNameError: g';
    expect(relevantLines(traceback, sources)).toBe(
      'Traceback (most recent call last):\n  File "call 1", line 2, in f\n    return g()\nNameError: g',
    );
  });

  it("leave out other files", () => {
    const frames =
      '  File "call 1", line 3, in <module>\n    f()\n  File "/lib/a.py", line 1, in a\n    b()\n';
    expect(relevantLines(`Traceback:\n${frames}ValueError: x`, sources)).toBe(
      'Traceback:\n  File "call 1", line 3, in <module>\n    f()\n  [1 more frame]\nValueError: x',
    );
  });

  it("leave out the middle of many frames", () => {
    const frames = Array.from({ length: 100 }, () => '  File "call 1", line 2, in f\n').join("");
    const lines = relevantLines(`Traceback:\n${frames}ValueError: x`, sources).split("\n");
    expect(lines.length).toBe(27);
    expect(lines).toContain("  [88 more frames]");
  });

  it("are bounded, whatever the traceback says", () => {
    const text = relevantLines(`ValueError: ${"x".repeat(1_000_000)}`, sources);
    expect(text.length).toBeLessThan(600);
  });
});

it("old sources are forgotten", () => {
  const sources = new Sources();
  for (let call = 1; call <= 5; call++) sources.add(`call ${call}`, "x".repeat(300_000));
  expect([1, 2, 3, 4, 5].filter((call) => sources.has(`call ${call}`))).toEqual([3, 4, 5]);
});
