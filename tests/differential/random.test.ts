import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MicroPythonGuestError, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const FOLDER = join(import.meta.dirname, "random");
const read = (name: string) => readFileSync(join(FOLDER, name), "utf8");
const LIMITS = { fuel: 1e11, wallTimeoutMs: 600_000, maxStdoutBytes: 1 << 26 };

/** Other numbers of the environment look further: `RANDOM_SEED=7 RANDOM_COUNT=20000 npx vitest run tests/differential`. */
const SEED = Number(process.env.RANDOM_SEED ?? 1);
const COUNT = Number(process.env.RANDOM_COUNT ?? 2000);

type Python = "micropython" | "cpython";

const lines = (code: string, python: Python, files: Record<string, string>): string[] =>
  runSync(code, { python, mounts: [{ path: "/given", files }], ...LIMITS })
    .stdout.trimEnd()
    .split("\n");

const made = (file: string, count: number): string[] =>
  lines(read(file), "cpython", { seed: `${SEED} ${count}` }).map((line) => JSON.parse(line));

function outcome(
  code: string,
  python: Python,
): { readonly output: string; readonly fails: boolean } {
  try {
    return { output: runSync(code, { python, ...LIMITS }).stdout, fails: false };
  } catch (error) {
    if (!(error instanceof MicroPythonGuestError)) throw error;
    return { output: error.stdout, fails: true };
  }
}

describe("MicroPython gives CPython's answer, or raises", () => {
  it("to random expressions", () => {
    const expressions = made("expressions.py", COUNT);
    expect(expressions.length).toBe(COUNT);
    const text = expressions.map((expression) => JSON.stringify(expression)).join("\n");
    const given = { expressions: text, "values.py": read("values.py") };
    const expected = lines(read("ask.py"), "cpython", given);
    const got = lines(read("ask.py"), "micropython", given);
    const differing = expressions.flatMap((expression, i) =>
      // Numbers that C cannot hold may be cut where the answer is the same.
      got[i] === expected[i] ||
      got[i]?.startsWith("'raises ") ||
      expected[i] === "'raises OverflowError'"
        ? []
        : [`${expression}: ${expected[i]}, not ${got[i]}`],
    );
    expect(differing).toEqual([]);
  }, 600_000);

  it("to random programs", () => {
    const differing = made("programs.py", Math.ceil(COUNT / 20)).filter((code) => {
      const [expected, got] = [outcome(code, "cpython"), outcome(code, "micropython")];
      const isLoud = got.fails && expected.output.startsWith(got.output);
      return !isLoud && (got.output !== expected.output || got.fails !== expected.fails);
    });
    expect(differing).toEqual([]);
  }, 600_000);
});
