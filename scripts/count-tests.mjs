// Prints the total number of passed and failed tests from JSON reports.
//
// Usage: node scripts/count-tests.mjs REPORT…
//
// Reads the reports of vitest, and of tests/micropython and tests/cpython.

import { readFileSync } from "node:fs";

const total = { passed: 0, failed: 0, skipped: 0 };
for (const path of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(path, "utf8"));
  if (typeof report.numPassedTests === "number") {
    total.passed += report.numPassedTests;
    total.failed += report.numFailedTests;
    total.skipped += report.numPendingTests;
  } else {
    for (const { verdict } of report) {
      total[verdict === "passed" || verdict === "failed" ? verdict : "skipped"] += 1;
    }
  }
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
