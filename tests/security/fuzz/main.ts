import { join } from "node:path";
import { parseArgs } from "node:util";
import { REPOSITORY_DIR } from "../../../artifact/options.js";
import { readCorpus } from "./corpus.js";
import { fuzzDoors } from "./doors.js";
import { describeFinding, fuzz, MAY_GROW_BYTES } from "./fuzz.js";

const HELP = `Runs made-up programs, and looks for any that breaks more than itself.

Usage: npm run test:fuzz -- [options]

  --seconds N  for so long (default: 60)
  --cases N    at most so many programs (default: any number)
  --seed N     a whole number below 2^32; the same makes the same programs (default: random)
  --python P   micropython, or cpython, whose bytecode is forged (default: micropython)
  --help       this text
`;

function main(values: ReturnType<typeof parse>, corpus: readonly string[]): void {
  const seconds = wholeNumber("seconds", values.seconds ?? "60", 86_400);
  const cases = values.cases === undefined ? Infinity : wholeNumber("cases", values.cases, 1e9);
  const randomSeed = String(Math.floor(Math.random() * 2 ** 32));
  const seed = wholeNumber("seed", values.seed ?? randomSeed, 2 ** 32 - 1);
  const python = values.python ?? "micropython";
  if (python !== "micropython" && python !== "cpython") {
    refuse(`--python is "${python}"; allowed is "micropython" or "cpython"`);
  }
  process.stdout.write(`seed ${seed}, ${corpus.length} programs to change\n`);
  const report =
    python === "cpython"
      ? fuzzDoors({ seed, cases, seconds })
      : fuzz({ seed, cases, seconds, corpus });
  for (const finding of report.findings) process.stdout.write(`\n${describeFinding(finding)}`);
  const counts = [...report.endings].map(([ending, count]) => `${ending} ${count}`).join(", ");
  process.stdout.write(`seed ${seed}: ${report.cases} programs: ${counts}\n`);
  process.stdout.write(`the process grew by ${(report.grownBytes / 2 ** 20).toFixed(1)} MiB\n`);
  if (report.findings.length > 0 || report.grownBytes > MAY_GROW_BYTES) process.exitCode = 1;
}

function wholeNumber(name: string, text: string, most: number): number {
  if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
  return refuse(`--${name} is "${text}"; allowed is a whole number from 0 to ${most}`);
}

function parse() {
  const text = { type: "string" } as const;
  try {
    const help = { type: "boolean" } as const;
    const options = { seconds: text, cases: text, seed: text, python: text, help } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function refuse(message: string): never {
  process.stderr.write(`test:fuzz: ${message}\nTry --help.\n`);
  process.exit(2);
}

const values = parse();
if (values.help) process.stdout.write(HELP);
else main(values, await readCorpus(join(REPOSITORY_DIR, "build/work")));
