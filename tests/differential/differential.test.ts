import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MicroPythonGuestError, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const FOLDER = import.meta.dirname;
const read = (name: string) => readFileSync(join(FOLDER, name), "utf8");
const LIMITS = { fuel: 1e10, wallTimeoutMs: 120_000, maxStdoutBytes: 1 << 24 };

type Python = "micropython" | "cpython";

interface Outcome {
  readonly output: string;
  readonly fails: boolean;
}

function outcome(code: string, python: Python): Outcome {
  try {
    return { output: runSync(code, { python, ...LIMITS }).stdout, fails: false };
  } catch (error) {
    if (!(error instanceof MicroPythonGuestError)) throw error;
    return { output: error.stdout, fails: true };
  }
}

/** What each expression of a file gives. */
function answers(expressions: readonly string[], python: Python): string[] {
  const text = expressions.map((expression) => JSON.stringify(expression)).join("\n");
  const mounts = [{ path: "/given", files: { expressions: text } }];
  return runSync(read("ask.py"), { python, mounts, ...LIMITS })
    .stdout.trimEnd()
    .split("\n");
}

/** Differences that are known; the aim is that there are none. */
const known = (topic: string): string[] =>
  read("known.txt")
    .split("\n")
    .filter((line) => line.startsWith(`${topic}: `))
    .map((line) => line.slice(topic.length + 2));

const files = (folder: string) => readdirSync(join(FOLDER, folder)).sort();

describe("MicroPython gives CPython's answer, or raises", () => {
  it.each(files("programs"))(
    "programs of %s",
    (file) => {
      const programs = read(`programs/${file}`).split(/^# ---\n/m);
      const differing = programs.flatMap((code) => {
        const [expected, got] = [outcome(code, "cpython"), outcome(code, "micropython")];
        const isLoud = got.fails && expected.output.startsWith(got.output);
        const isRight = got.output === expected.output && got.fails === expected.fails;
        return isRight || isLoud ? [] : [code.split("\n")[0]];
      });
      expect(differing).toEqual(known(file));
    },
    120_000,
  );

  it.each(files("expressions"))(
    "expressions of %s",
    (file) => {
      const expressions = read(`expressions/${file}`).trimEnd().split("\n");
      const expected = answers(expressions, "cpython");
      const got = answers(expressions, "micropython");
      const differing = expressions.filter(
        (_, i) => got[i] !== expected[i] && !got[i]?.startsWith("raises "),
      );
      expect(differing).toEqual(known(file));
    },
    120_000,
  );
});
