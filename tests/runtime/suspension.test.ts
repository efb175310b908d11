import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { installPackages, nodeOf } from "./install.js";

/** The oldest version of Node that can suspend WebAssembly without a flag, among those on npm. */
const VERSION = "26.12.1";
const ROOT = join(import.meta.dirname, "../..");

describe("suspending the guest", () => {
  it(`passes its tests on Node ${VERSION}`, { timeout: 900_000 }, ({ skip }) => {
    const { folder, path, packages } = nodeOf(VERSION);
    const reason = installPackages(folder, packages, path);
    if (reason !== null) return skip(reason);
    const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
    const tests = ["tests/suspension", "tests/contract/awaitable-functions", "tests/contract/kill"];
    const args = [vitest, "run", ...tests, "--reporter=json"];
    const output = execFileSync(path, args, { cwd: ROOT, encoding: "utf8" });
    const report = JSON.parse(output.slice(output.indexOf("{")));
    expect([report.numFailedTests, report.numPendingTests]).toEqual([0, 0]);
    expect(report.numPassedTests).toBeGreaterThan(50);
  });
});
