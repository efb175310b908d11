import { readdirSync, readFileSync } from "node:fs";
import { MicroPythonGuestError, type PythonName, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const folder = new URL("programs/", import.meta.url);

/** What a program prints, and the exception that ends it. */
function answer(code: string, python: PythonName): string {
  const clock = { nowMs: Date.UTC(2030, 0, 1) };
  const options = { python, clock, fuel: 10_000_000_000, wallTimeoutMs: 60_000 };
  try {
    return runSync(code, options).stdout;
  } catch (error) {
    if (!(error instanceof MicroPythonGuestError)) throw error;
    return `${error.stdout}${error.message}`;
  }
}

describe("MicroPython and CPython give the same answers", () => {
  const programs = readdirSync(folder).filter((name) => name.endsWith(".py"));

  it.each(programs)("in %s", (name) => {
    const code = readFileSync(new URL(name, folder), "utf8");
    expect(answer(code, "micropython")).toBe(answer(code, "cpython"));
  });
});
