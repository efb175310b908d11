import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, visit } from "../helpers/browser.js";
import { BUNDLERS, installBundlers, writeApp } from "./bundlers.js";
import type {} from "./runtime.js";

const TIMEOUT_MS = 300_000;

const APP = `
import { run } from "micropython-wasm";
const { value } = await run("6 * 7");
await fetch("/result", { method: "POST", body: JSON.stringify(value) });`;

const BOTH = `
import { load, run } from "micropython-wasm";
import { cpython } from "micropython-wasm/cpython";
await load(cpython);
const { value } = await run("import fractions; str(fractions.Fraction(2, 6))", { python: "cpython" });
await fetch("/result", { method: "POST", body: JSON.stringify(value) });`;

describe("an app that was bundled", () => {
  let missing: string | null = null;

  beforeAll(() => {
    missing = CHROMIUM.install() ?? installBundlers();
  }, TIMEOUT_MS);

  it.for(BUNDLERS)(
    "by $name runs Python",
    { timeout: TIMEOUT_MS },
    async ({ name, version, serve }, { skip, task }) => {
      task.meta.tried = { row: "bundlers", version, pythons: ["micropython"] };
      if (missing !== null) return skip(missing);
      const folder = writeApp(name.replace(" ", "-"), APP);
      const { listener, close } = await serve(folder);
      try {
        expect(await visit(CHROMIUM, "/", listener, TIMEOUT_MS)).toBe(42);
      } finally {
        close();
      }
      const files = readdirSync(join(folder, "out"), { recursive: true, encoding: "utf8" });
      expect(files.filter((file) => /\bcpython/.test(file))).toEqual([]);
      if (name === "next") expect(readFileSync(join(folder, "out/answer"), "utf8")).toBe("1/3");
    },
  );

  it("by Vite contains CPython if it imports it", { timeout: TIMEOUT_MS }, async ({
    skip,
    task,
  }) => {
    const [vite] = BUNDLERS;
    task.meta.tried = { row: "bundlers", version: vite?.version ?? "", pythons: ["cpython"] };
    if (missing !== null) return skip(missing);
    const { listener } = (await vite?.serve(writeApp("vite-cpython", BOTH))) ?? {};
    expect(await visit(CHROMIUM, "/", listener ?? (() => {}), TIMEOUT_MS)).toBe("1/3");
  });
});
