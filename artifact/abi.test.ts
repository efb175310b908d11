import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generateConstants } from "./abi.js";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

describe("the boundary's constants", () => {
  it("are in the repository as the header yields them (npm run build:abi)", () => {
    expect(read("../src/abi/constants.ts")).toBe(
      generateConstants(read("../port/common/sandbox.h")),
    );
  });

  it("keep the comment behind a number", () => {
    expect(generateConstants("#define SANDBOX_LEVEL 3   // how high\n")).toContain(
      "\n/** how high */\nexport const SANDBOX_LEVEL = 3;\n",
    );
  });

  it("keep a comment of several lines above a number", () => {
    expect(generateConstants("// One.\n// Two.\n#define SANDBOX_FLAG 0x10\n")).toContain(
      "\n/**\n * One.\n * Two.\n */\nexport const SANDBOX_FLAG = 0x10;\n",
    );
  });

  it("do not take over a comment that belongs to something else", () => {
    const text = generateConstants("// A function.\nint f(void);\n\n#define SANDBOX_ONE 1\n");
    expect(text).not.toContain("A function");
  });

  it("leave the macros of the header alone", () => {
    const text = generateConstants("#define SANDBOX_H\n#define SANDBOX_EXPORT(name) name\n");
    expect(text).not.toContain("export const");
  });

  it("refuse a value that is no number, naming the line", () => {
    expect(() => generateConstants("\n#define SANDBOX_SIZE (2 * 3)\n")).toThrow(
      'sandbox.h:2: SANDBOX_SIZE is "(2 * 3)"; allowed is a number',
    );
  });
});
