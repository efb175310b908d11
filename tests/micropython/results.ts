import { difference, matches } from "./compare.js";
import type { TestProgram } from "./discover.js";
import type { Outcome } from "./worker.js";

/** What became of a test: `notApplicable` was never run, `skipped` decided so itself. */
export type Verdict = "passed" | "failed" | "skipped" | "notApplicable";

/** The verdict on one test program. */
export interface TestResult {
  readonly path: string;
  readonly folder: string;
  readonly verdict: Verdict;
  /** Why it is not applicable, or how it failed. */
  readonly detail: string;
  readonly durationMs: number;
}

/** What a test prints that finds a feature missing; it then ends itself. */
const SKIPPED = "SKIP\n";

/** Judges how the run of a program ended. */
export function judge(
  test: TestProgram,
  outcome: Outcome,
  expected: string,
  durationMs: number,
): TestResult {
  const { verdict, detail } = compare(outcome, expected);
  return { path: test.path, folder: test.folder, verdict, detail, durationMs };
}

function compare(
  { output, trouble }: Outcome,
  expected: string,
): { verdict: Verdict; detail: string } {
  const printed = output.replaceAll("\r\n", "\n");
  if (trouble !== null)
    return { verdict: "failed", detail: `    ${trouble}\n${difference(expected, printed)}` };
  if (printed === SKIPPED) return { verdict: "skipped", detail: "" };
  if (matches(expected, printed)) return { verdict: "passed", detail: "" };
  return { verdict: "failed", detail: difference(expected, printed) };
}
