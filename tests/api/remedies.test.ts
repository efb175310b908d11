import { readFileSync } from "node:fs";
import { MicroPythonGuestError, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const REMEDY = 'in MicroPython (run with python="cpython")';
const source = readFileSync(new URL("../../port/micropython/remedies.c", import.meta.url), "utf8");

/** The names of a list in remedies.c. */
function namesOf(list: string): string[] {
  const text = source.slice(source.indexOf(`${list}[] =`)).split(";")[0] ?? "";
  return [...text.matchAll(/"(.*)"/g)]
    .flatMap(([, names = ""]) => names.split(" "))
    .filter(Boolean);
}

function message(code: string): string {
  try {
    return runSync(code).stdout;
  } catch (error) {
    if (error instanceof MicroPythonGuestError) return error.message;
    throw error;
  }
}

function inCPython(code: string): string {
  return runSync(code, { python: "cpython", fuel: null, wallTimeoutMs: 300_000 }).stdout;
}

describe("what MicroPython lacks and CPython has", () => {
  it.each([
    ["import dataclasses", "ModuleNotFoundError: No module named 'dataclasses'"],
    ["import xml.etree.ElementTree", "ModuleNotFoundError: No module named 'xml'"],
    ["from functools import wraps", "ModuleNotFoundError: No module named 'functools'"],
    ["import math\nmath.cbrt(8)", "AttributeError: module 'math' has no attribute 'cbrt'"],
    ["(5).conjugate()", "AttributeError: 'int' object has no attribute 'conjugate'"],
    ["breakpoint()", "NameError: name 'breakpoint' is not defined"],
    [
      "import asyncio\nasyncio.TaskGroup()",
      "AttributeError: module 'asyncio' has no attribute 'TaskGroup'",
    ],
  ])("is named with its remedy: %j", (code, expected) => {
    expect(message(code)).toBe(`${expected} ${REMEDY}`);
  });

  it.each([
    ["import nothing", "ModuleNotFoundError: No module named 'nothing'"],
    ["import math\nmath.nothing", "AttributeError: module 'math' has no attribute 'nothing'"],
    ["'a'.nothing", "AttributeError: 'str' object has no attribute 'nothing'"],
    ["nothing", "NameError: name 'nothing' is not defined"],
    ["class C: pass\nC().title", "AttributeError: 'C' object has no attribute 'title'"],
    ["__import__('abc def')", "ModuleNotFoundError: No module named 'abc def'"],
    ["__import__(' ')", "ModuleNotFoundError: No module named ' '"],
  ])("is not what CPython lacks, too: %j", (code, expected) => {
    expect(message(code)).toBe(expected);
  });

  it("is in CPython: modules", () => {
    const names = namesOf("MODULES");
    expect(names.length).toBeGreaterThan(100);
    const missing = inCPython(`
for name in ${JSON.stringify(names)}:
    try: __import__(name)
    except ImportError: print(name)`);
    expect(missing).toBe("");
    expect(
      message(`
for name in ${JSON.stringify(names)}:
    try: __import__(name)
    except ImportError as e: continue
    print(name)`),
    ).toBe("");
  });

  it("is in CPython: attributes and names", () => {
    const modules =
      "asyncio binascii builtins cmath collections gc hashlib heapq io json math os platform random re select struct sys time zlib array";
    const missing = inCPython(`
has = set()
for module in "${modules}".split(): has.update(dir(__import__(module)))
def generator(): yield
async def coroutine(): pass
c = coroutine()
for value in ("", b"", bytearray(), [], {}, (), 1, 1.0, 1j, set(), range(1), slice(1), memoryview(b""), int, property(), generator(), c, ValueError()): has.update(dir(value))
c.close()
print(*[n for n in ${JSON.stringify([...namesOf("ATTRIBUTES"), ...namesOf("NAMES")])} if n not in has])`);
    expect(missing).toBe("\n");
  });
});
