import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { askCPython, askSandbox, type CPythonAnswers, cpythonVersion } from "./answers.js";
import { page } from "./page.js";
import { readTopics } from "./programs.js";

const topics = readTopics(join(import.meta.dirname, "programs"));
const read = (path: string) => readFileSync(join(import.meta.dirname, path), "utf8");
const kept = JSON.parse(read("cpython.json")) as CPythonAnswers;
const version = await cpythonVersion();

describe("the page about Python support", () => {
  it("shows the sandbox's output; `npm run docs:python` updates it", () => {
    expect(page(topics, askSandbox(topics), kept)).toBe(read("../../docs/python-support.md"));
  });

  // Other versions of CPython behave differently.
  it.skipIf(version !== kept.version)(
    "shows CPython's output",
    async () => expect(await askCPython(topics, import.meta.dirname)).toEqual(kept),
    120_000,
  );
});
