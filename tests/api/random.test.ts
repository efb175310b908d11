import { runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const printed = (code: string) => runSync(`from random import *\n${code}`).stdout.trimEnd();

describe("random", () => {
  it.each([
    ["randrange(2 ** 32)", "2 ** 32"],
    ["randrange(2 ** 40)", "2 ** 40"],
    ["randrange(10 ** 30)", "10 ** 30"],
    ["randint(0, 2 ** 40)", "2 ** 40 + 1"],
    ["randint(1, 10 ** 10)", "10 ** 10 + 1"],
    ["getrandbits(64)", "2 ** 64"],
    ["getrandbits(1000)", "2 ** 1000"],
    ["choice(range(2 ** 40))", "2 ** 40"],
    ["int(random() * 2 ** 40)", "2 ** 40"],
    ["int(uniform(0, 2 ** 40))", "2 ** 40"],
  ])("%s covers exactly its range", (expression, end) => {
    const quarters = `sorted({value * 4 // (${end}) for value in values})`;
    expect(printed(`values = [${expression} for _ in range(200)]\nprint(${quarters})`)).toBe(
      "[0, 1, 2, 3]",
    );
  });

  it.each([
    ["randrange(3)", "[0, 1, 2]"],
    ["randrange(-2, 1)", "[-2, -1, 0]"],
    ["randrange(10, 0, -3)", "[1, 4, 7, 10]"],
    ["randrange(0, 2 ** 40, 2 ** 39)", "[0, 549755813888]"],
    ["randint(5, 6)", "[5, 6]"],
    ["getrandbits(1)", "[0, 1]"],
    ["getrandbits(0)", "[0]"],
    ["choice('aé')", "['a', 'é']"],
  ])("%s returns each of its values", (expression, values) => {
    expect(printed(`print(sorted({${expression} for _ in range(200)}))`)).toBe(values);
  });

  it.each([
    ["randrange(0)", "ValueError"],
    ["randrange(5, 5)", "ValueError"],
    ["randrange(0, 5, 0)", "ValueError"],
    ["randrange(0, -2 ** 70)", "ValueError"],
    ["randint(2, 1)", "ValueError"],
    ["getrandbits(-1)", "ValueError"],
    ["getrandbits(2 ** 40)", "MemoryError"],
    ["choice([])", "IndexError"],
    ["randrange('a')", "TypeError"],
    ["seed([])", "TypeError"],
    ["seed('text')", "NotImplementedError"],
  ])("%s raises %s", (expression, error) => {
    expect(
      printed(`try: print(${expression})\nexcept Exception as e: print(type(e).__name__)`),
    ).toBe(error);
  });

  it.each(["0", "1", "-1", "2 ** 32", "2 ** 70", "1.5"])(
    "returns the same numbers after the same seed: %s",
    (value) => {
      const draw = `(seed(${value}), [randrange(10 ** 20) for _ in range(5)])[1]`;
      expect(printed(`print(${draw} == ${draw})`)).toBe("True");
    },
  );

  it("returns different numbers after different seeds, of any size", () => {
    expect(
      printed(`
seeds = list(range(100)) + [2 ** n for n in range(7, 200)] + [1.5, 2.5]
def first(value):
    seed(value)
    return getrandbits(64)
print(len({first(value) for value in seeds}) == len(seeds))`),
    ).toBe("True");
  });

  it("returns different numbers in each run", () => {
    expect(printed("print(getrandbits(64))")).not.toBe(printed("print(getrandbits(64))"));
  });
});
