import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { GENERATED, generateBoundary, generateConstants } from "./abi.js";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

describe("the files generated from the boundary's header", () => {
  it.each(Object.keys(GENERATED))("include src/abi/%s, up to date (npm run build:abi)", (name) => {
    const header = read("../port/common/sandbox.h");
    expect(read(`../src/abi/${name}`)).toBe(GENERATED[name]?.(header));
  });
});

describe("the boundary's functions", () => {
  it("keep their comments, parameters and results", () => {
    const text = generateBoundary(`
// Adds.
int32_t SANDBOX_EXPORT(sandbox_add)(const char *first_text, uint32_t size);

// Not this one's.

void SANDBOX_EXPORT(sandbox_stop)(void);

// Two
// lines.
SANDBOX_IMPORT(ask) void *sandbox_ask(int32_t question);
`);
    expect(text).toContain(
      "  /** Adds. */\n  sandbox_add(firstText: number, size: number): number;\n  sandbox_stop(): void;\n",
    );
    expect(text).toContain(
      "  /**\n   * Two\n   * lines.\n   */\n  ask(question: number): number;\n",
    );
    expect(text).toContain('  sandbox_stop: "function",\n');
    expect(text).toContain('SANDBOX_IMPORTS = [\n  "ask",\n]');
  });

  it("include the globals that passes add, and the functions of WASI", () => {
    const text = generateBoundary(
      "SANDBOX_GLOBAL(sandbox_left);\n#define SANDBOX_WASI_FUNCTIONS(X) \\\n  X(fd_read) \\\n  X(fd_write)\n",
    );
    expect(text).toContain("  readonly sandbox_left: { value: number };\n");
    expect(text).toContain('WASI_FUNCTIONS = [\n  "fd_read",\n  "fd_write",\n]');
  });

  it("refuse types that are not 32-bit numbers", () => {
    expect(() => generateBoundary("void SANDBOX_EXPORT(sandbox_f)(int64_t big);\n")).toThrow(
      'sandbox.h: sandbox_f has "int64_t big"; allowed are 32-bit integers and pointers',
    );
  });
});

describe("the boundary's constants", () => {
  it("keep the comment after a number", () => {
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

  it("refuse a value that is not a number, naming the line", () => {
    expect(() => generateConstants("\n#define SANDBOX_SIZE (2 * 3)\n")).toThrow(
      'sandbox.h:2: SANDBOX_SIZE is "(2 * 3)"; allowed is a number',
    );
  });
});
