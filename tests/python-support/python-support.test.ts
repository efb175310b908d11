import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { askCPython, askSandbox, type CPythonAnswers, cpythonVersion } from "./answers.js";
import { modulesPage } from "./modules-page.js";
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

describe("the page about modules", () => {
  it("shows what the sandbox has; `npm run docs:python` updates it", () => {
    expect(modulesPage()).toBe(read("../../docs/modules.md"));
  });

  it("says of CPython what is true", () => {
    const code = `
import _sandbox_modules as m
for name in m.LIMITED:
    try: __import__(name)
    except ImportError as error: print(name)
print(sorted(m.LIMITED) == list(m.LIMITED))`;
    const { stdout } = runSync(code, {
      python: "cpython",
      fuel: 500_000_000,
      wallTimeoutMs: 60_000,
    });
    expect(stdout).toBe("pty\nssl\nTrue\n");
  });

  it("is what help says", () => {
    const { stdout } = runSync('help("modules")', { python: "cpython", wallTimeoutMs: 60_000 });
    expect(stdout).toContain("\nsocket              sockets raise OSError when they are created\n");
    expect(stdout).toMatch(/These are not there: .*tkinter.*\.\n/);
  });
});
