import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { outcomesOf, scriptsWith } from "./outcomes.js";

const folder = mkdtempSync(join(tmpdir(), "isolations-"));
writeFileSync(join(folder, "data.txt"), "from a folder");
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(["micropython", "cpython"] as const)(
  "with %s, every isolation gives the same",
  (python) => {
    it.each(Object.entries(scriptsWith(folder)))("for %s", async (_, script) => {
      const [first, ...others] = await outcomesOf(script, python);
      expect(others).toHaveLength(4);
      for (const { outcome } of others) expect(outcome).toEqual(first?.outcome);
    });
  },
);
