import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Example,
  examplesOfPage,
  examplesOfSource,
  type Imports,
  PAGES,
  ROOT,
  SOURCES,
} from "./examples.js";
import { execute } from "./execute.js";
import { complaintsAbout, exportedNames } from "./type-check.js";

const IMPORTS: Imports = new Map([
  ...exportedNames().map((name) => [name, "micropython-wasm"] as const),
  ["readFile", "node:fs/promises"],
  ["stat", "node:fs/promises"],
]);

const HAS_CPYTHON = existsSync(join(ROOT, "dist/cpython-wasi.wasm"));

/** Whether an example is only compiled: fetching needs a server, and CPython must be built. */
function isOnlyCompiled({ file, code }: Example): boolean {
  return file.endsWith("/http-get.ts") || (code.includes('"cpython"') && !HAS_CPYTHON);
}

const OF_SOURCES = SOURCES.map((file) => examplesOfSource(file, IMPORTS));

async function check(example: Example): Promise<void> {
  const outcomes = await execute(example);
  const place = `${example.file}:${example.line}`;
  expect(
    outcomes.map(({ actual }) => actual),
    place,
  ).toEqual(outcomes.map(({ said }) => said));
}

describe.each(PAGES)("%s", (file) => {
  it("has examples that print what they say", async () => {
    for (const example of examplesOfPage(file)) {
      if (example.code.includes("console.log(") && !isOnlyCompiled(example)) await check(example);
    }
  });
});

describe.each(
  OF_SOURCES.flat().map((example) => [`${example.file}:${example.line}`, example] as const),
)("the example in %s", (_, example) => {
  it.skipIf(isOnlyCompiled(example))("does what it says", () => check(example));
});

it("all examples compile in a strict project that uses the package", () => {
  expect(complaintsAbout([...PAGES.flatMap(examplesOfPage), ...OF_SOURCES.flat()])).toEqual([]);
});
