import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MicroPythonWasmError, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { PROGRAMS } from "./programs.js";

/** Other versions of Node, each another version of V8. */
const VERSIONS = ["20.19.5", "24.9.0"];
const PLATFORM = `${process.platform}-${process.arch}`;
const ROOT = join(import.meta.dirname, "../..");
const OPTIONS = { memoryBytes: 2 * 1024 * 1024, fuel: 10_000_000, wallTimeoutMs: null };

/** A script that any version can run; it prints the programs' fuel. */
const SCRIPT = `
const [library, programs, options] = JSON.parse(process.argv[2]);
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

function usedBy(node: string, folder: string): unknown {
  const script = join(folder, "used.mjs");
  writeFileSync(script, SCRIPT);
  const library = new URL("../../dist/index.node.js", import.meta.url).href;
  const given = JSON.stringify([library, PROGRAMS, OPTIONS]);
  return JSON.parse(execFileSync(node, [script, given], { encoding: "utf8", timeout: 300_000 }));
}

/** Installs a version of Node from npm, once. Returns its path, or why there is none. */
function install(version: string, folder: string): { node: string } | { reason: string } {
  const node = join(folder, `node_modules/node-${PLATFORM}/bin/node`);
  if (existsSync(node)) return { node };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
  try {
    const args = ["install", ...flags, `node-${PLATFORM}@${version}`];
    execFileSync("npm", args, { cwd: folder, stdio: "pipe", timeout: 300_000 });
  } catch {
    return { reason: `npm cannot install node-${PLATFORM}@${version} here` };
  }
  return existsSync(node) ? { node } : { reason: `node-${PLATFORM} holds no bin/node` };
}

describe("the fuel that programs use", () => {
  it.for(VERSIONS)("is the same here and on Node %s", { timeout: 600_000 }, (version, { skip }) => {
    const folder = join(ROOT, `build/runtimes/node-${version}`);
    const installed = install(version, folder);
    if ("reason" in installed) skip(installed.reason);
    else expect(usedBy(installed.node, folder)).toEqual(usedHere());
  });

  it("differs between programs, and is finite", () => {
    const used = usedHere();
    expect(used["no end"]).toEqual([OPTIONS.fuel, ""]);
    const finished = Object.values(used).filter(([fuel]) => fuel < OPTIONS.fuel);
    expect(finished).toHaveLength(Object.keys(PROGRAMS).length - 1);
    expect(new Set(finished.map(([fuel]) => fuel)).size).toBe(finished.length);
  });
});
