import { expect, test } from "vitest";
import { UsageError } from "../artifact/command-line.js";
import { drawChart } from "./chart.js";
import type { Contender } from "./contender.js";
import { measure } from "./measure.js";
import { parseOptions } from "./options.js";
import { type Program, readTiming } from "./programs.js";
import { geometricMean, median } from "./statistics.js";
import { type Lateness, measureCase } from "./stops/measure.js";
import { parseStopOptions } from "./stops/options.js";
import { rowOf, summary } from "./stops/report.js";
import { meanRatio, ratio } from "./summary.js";

const PROGRAM: Program = {
  name: "everyday/a",
  group: "everyday",
  source: "",
  file: "",
  onceFile: "",
};

/** A contender that takes a given time or fails, and returns a given answer. */
function contender(name: string, us: number | Error, answer = "42"): Contender {
  return {
    name,
    title: name,
    available: async () => ({ isReady: true, version: "1" }),
    time: async () => {
      if (us instanceof Error) throw us;
      return { samplesUs: [us, us, us], answer };
    },
    close: async () => {},
  };
}

test("a median is the middle value, or the mean of both", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 100])).toBe(3);
});

test("a geometric mean lets twice as fast and half as fast cancel out", () => {
  expect(geometricMean([2, 0.5])).toBeCloseTo(1);
});

test("the first repetition is warm-up and not a sample", () => {
  const timing = readTiming("900 1 (3, 'x')\n10 1 (3, 'x')\n11 1 (3, 'x')\n12 1 (3, 'x')\n");
  expect(timing).toEqual({ samplesUs: [10, 11, 12], answer: "(3, 'x')" });
});

test("other output, missing lines and changing answers are failures", () => {
  expect(() => readTiming("-1 -1 SKIP: no matching params\n")).toThrow("printed");
  expect(() => readTiming("10 1 x\n")).toThrow("printed");
  expect(() => readTiming("1 1 x\n1 1 x\n1 1 y\n1 1 x\n")).toThrow("different answers");
});

test("ratios compare medians, and are missing if a contender failed", async () => {
  const all = [contender("a", 10), contender("b", 25), contender("c", new Error("broken"))];
  const [row, ...others] = await measure(all, [PROGRAM], 2, () => {});
  if (row === undefined) throw new Error("there is no row");
  expect(others).toEqual([]);
  expect(row.measurements.get("a")).toMatchObject({ samplesUs: [10, 10, 10, 10, 10, 10] });
  expect(ratio(row, "b", "a")).toBe(2.5);
  expect(ratio(row, "c", "a")).toBeNull();
  expect(row.measurements.get("c")).toEqual({ failure: "broken" });
  expect(meanRatio([row], "b", "a", "perf_bench")).toBeNull();
});

test("a contender whose answer differs from the first one's has failed", async () => {
  const [row] = await measure([contender("a", 1), contender("b", 1, "43")], [PROGRAM], 1, () => {});
  expect(row?.measurements.get("b")).toEqual({ failure: "answered 43 instead of 42" });
});

test("the chart has one bar per contender, with escaped text", () => {
  const svg = drawChart("<time>", [
    { label: "a & b", ratio: 1, isOurs: true },
    { label: "c", ratio: 2, isOurs: false },
  ]);
  expect(svg.match(/<rect/g)).toHaveLength(2);
  expect(svg).toContain("a &#38; b");
  expect(svg).not.toContain("<time>");
});

test("a bad option is rejected by name, with its value and what is allowed", () => {
  expect(() => parseOptions(["--samples", "0"], [])).toThrow('--samples is "0"');
  expect(() => parseOptions(["--filter", "("], [])).toThrow("regular expression");
  expect(() => parseOptions(["--only", "x"], ["ours"])).toThrow('--only is "x"; allowed are ours');
  expect(() => parseOptions(["--what"], [])).toThrow(UsageError);
  expect(parseOptions(["--help"], [])).toBeNull();
});

test("the lateness of a stop is how far the program overshot its deadline", () => {
  const setup = 'x = 1\nprint("ready")';
  const endless = { name: "endless", setup, code: `${setup}\nwhile x: pass` };
  const { wallTimeoutMs, latenessMs, returnedMs, notCounted } = measureCase(endless, 2);
  expect(wallTimeoutMs).toBeGreaterThan(100);
  expect(latenessMs).toHaveLength(2);
  expect(Math.min(...latenessMs)).toBeGreaterThanOrEqual(0);
  latenessMs.forEach((ms, i) => {
    expect(returnedMs[i]).toBeGreaterThanOrEqual(ms);
  });
  expect(notCounted).toEqual([]);
});

test("a run that ends by itself or is stopped during setup is reported but not counted", () => {
  const ended = measureCase({ name: "ended", setup: null, code: "1 / 0" }, 1);
  expect(ended.latenessMs).toEqual([]);
  expect(rowOf(ended)).toMatch(
    /^ended +– +– +– {2}not counted: 1, for example: ZeroDivisionError after \d+ ms$/,
  );
  const setup = 'print("ready")';
  const inSetup = measureCase({ name: "in setup", setup, code: "while True: pass" }, 1);
  expect(rowOf(inSetup)).toContain("not counted: 1, for example: stopped during setup");
  const hasSetup = { name: "broken", setup: "1 / 0", code: "" };
  expect(() => measureCase(hasSetup, 1)).toThrow("the setup failed: ZeroDivisionError");
});

test("the table of stops has medians and maxima, and the worst median below it", () => {
  const late = (name: string, ...latenessMs: number[]): Lateness => {
    return { name, wallTimeoutMs: 100, latenessMs, returnedMs: latenessMs, notCounted: [] };
  };
  expect(rowOf(late("a", 1, 90, 2))).toMatch(/^a +2\.0 +90\.0 +2\.0$/);
  const all = [late("a", 1, 90, 2), late("b", 3, 3, 3), late("c")];
  expect(summary(all)).toBe("worst median: 3.0 ms, b");
  expect(summary([late("c")])).toBe("no case was stopped by its deadline");
});

test("the benchmark of stops rejects bad options as well", () => {
  expect(() => parseStopOptions(["--runs", "x"])).toThrow('--runs is "x"');
  expect(() => parseStopOptions(["--filter", "("])).toThrow("regular expression");
  expect(parseStopOptions(["--help"])).toBeNull();
  expect(parseStopOptions([])).toEqual({ filter: null, runs: 5, json: null });
});
