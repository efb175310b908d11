import { MicroPythonWasmError, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { ask, install, VERSIONS } from "./nodes.js";
import { PROGRAMS } from "./programs.js";

const OPTIONS = { memoryBytes: 2 * 1024 * 1024, fuel: 10_000_000, wallTimeoutMs: null };

/** A script that any version can run; it prints the programs' fuel. */
const SCRIPT = `
const [library, [programs, options]] = JSON.parse(process.argv[2]);
const { runSync } = await import(library);
const used = {};
for (const [name, code] of Object.entries(programs)) {
  try {
    const { fuelUsed, stdout } = runSync(code, options);
    used[name] = [fuelUsed, stdout];
  } catch (error) {
    used[name] = [error.fuelUsed, error.stdout];
  }
}
console.log(JSON.stringify(used));
`;

function usedHere(): Record<string, [fuel: number, stdout: string]> {
  const used = Object.entries(PROGRAMS).map(([name, code]) => {
    try {
      const { fuelUsed, stdout } = runSync(code, OPTIONS);
      return [name, [fuelUsed, stdout]];
    } catch (error) {
      if (!(error instanceof MicroPythonWasmError)) throw error;
      return [name, [error.fuelUsed, error.stdout]];
    }
  });
  return Object.fromEntries(used);
}

describe("the fuel that programs use", () => {
  it.for(VERSIONS)("is the same here and on Node %s", { timeout: 600_000 }, (version, { skip }) => {
    const other = install(version);
    if ("reason" in other) skip(other.reason);
    else expect(ask(other, "used", SCRIPT, [PROGRAMS, OPTIONS])).toEqual(usedHere());
  });

  it("differs between programs, and is finite", () => {
    const used = usedHere();
    expect(used["no end"]).toEqual([OPTIONS.fuel, ""]);
    const finished = Object.values(used).filter(([fuel]) => fuel < OPTIONS.fuel);
    expect(finished).toHaveLength(Object.keys(PROGRAMS).length - 1);
    expect(new Set(finished.map(([fuel]) => fuel)).size).toBe(finished.length);
  });
});
