import type { Outcome, TestEvent } from "./worker.js";

/** What became of a test: `notApplicable` was never run, `skipped` decided so itself. */
export type Verdict = TestEvent["kind"];

/** The verdict on one test. */
export interface TestResult {
  /** The test's name, such as `test_json.test_fail.TestPyFail.test_failures`. */
  readonly path: string;
  /** The module that it belongs to. */
  readonly folder: string;
  readonly verdict: Verdict;
  /** Why it did not run, or how it failed. */
  readonly detail: string;
  readonly durationMs: number;
}

/** Counts how a module's tests ended: a test that fails in several ways is one failure. */
export function judge(module: string, outcomes: readonly Outcome[]): TestResult[] {
  const results = new Map<string, TestResult>();
  const add = ({ test, kind, detail, durationMs }: TestEvent) => {
    const known = results.get(test);
    const failedBefore = known?.verdict === "failed";
    results.set(test, {
      path: test,
      folder: module,
      verdict: failedBefore ? "failed" : kind,
      detail: [...(failedBefore ? [known.detail] : []), ...(detail ? [detail] : [])].join("\n"),
      durationMs,
    });
  };
  for (const { events, running, trouble } of outcomes) {
    for (const event of events) add(event);
    if (trouble !== null) {
      add({ test: running ?? module, kind: "failed", detail: trouble, durationMs: 0 });
    }
  }
  return [...results.values()];
}
