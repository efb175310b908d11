import { isDifference } from "./not-applicable.js";
import { COLUMNS, count, rows } from "./report.js";
import type { TestResult } from "./results.js";

/** Writes docs/cpython-tests.md. */
export function page(results: readonly TestResult[]): string {
  const [passed, failed] = [count(results, "passed"), count(results, "failed")];
  const left = results.filter(({ verdict }) => verdict === "notApplicable");
  const different = left.filter(({ detail }) => isDifference(detail));
  const share = ((100 * passed) / (passed + failed + different.length)).toFixed(2);
  const modules = new Set(results.map(({ folder }) => folder)).size;
  return `${[
    `# CPython's own tests

CPython comes with a test suite, \`Lib/test\` in its source. The artifact is held to the modules of it that
apply to a sandbox: those about the language, and about the parts of the library that need no network,
processes, threads, terminals or shared libraries.

\`\`\`sh
npm run test:cpython
\`\`\`

The tests are part of the tarball that the artifact is built from, and nothing in them is changed. Each
module runs through the public API in a fresh sandbox, with \`Lib/test\` mounted read-only and a folder in
memory to write to. If a test ends the interpreter, it has failed, and the tests behind it run in another
sandbox.

${passed} tests of ${modules} modules passed: ${share} % of those that apply.`,
    `## Options

| option | effect |
| --- | --- |
| \`--quick\` | only the modules that take few seconds each; this is what CI runs |
| \`--module NAME\` | only this module; may be repeated |
| \`--filter PATTERN\` | only modules whose name matches this regular expression |
| \`--jobs N\` | modules at work at once, each in a thread of its own; 2 by default |
| \`--json FILE\` | write every result to a file as JSON |
| \`--docs\` | write this page |

They follow \`--\`, as in \`npm run test:cpython -- --module test_json\`.`,
    `## What does not pass

The sandbox differs from other machines in what these ${different.length} tests are about
([\`not-applicable.ts\`](../tests/cpython/not-applicable.ts)); they are not run, and count as not passed:

| reason | tests |
| --- | --- |
${reasons(different)}`,
    `These ${left.length - different.length} need what a sandbox cannot have. CPython's own suite skips such tests where it
expects that something is missing; here it does not know:

| reason | tests |
| --- | --- |
${reasons(left.filter((result) => !different.includes(result)))}`,
    `Others skip themselves, since they find something missing that they need: processes, threads, links, other
users, modules that exist only to test CPython's C code.`,
    `## Results

| module | ${COLUMNS.map(([, title]) => title).join(" | ")} |
| --- | ${COLUMNS.map(() => "--:").join(" | ")} |
${rows(results)
  .map((row) => `| ${row.join(" | ")} |`)
  .join("\n")}`,
  ].join("\n\n")}\n`;
}

function reasons(results: readonly TestResult[]): string {
  const byReason = new Map<string, number>();
  for (const { detail } of results) byReason.set(detail, (byReason.get(detail) ?? 0) + 1);
  return [...byReason]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, tests]) => `| ${reason} | ${tests} |`)
    .join("\n");
}
