import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MicroPythonGuestError, type Mount, type RunOptions, runSync } from "micropython-wasm";
import { parseCommandLine, parsePattern } from "../../artifact/command-line.js";
import { REPOSITORY_DIR } from "../../artifact/options.js";
import { BuildError } from "../../artifact/progress.js";
import { runTool } from "../../artifact/run-tool.js";
import { type PackageResult, page } from "./page.js";

const HELP = `Runs programs that use packages from PyPI, unmodified, in CPython.

Usage: npm run test:packages -- [options]

  --filter PATTERN  only packages whose name matches this regular expression
  --record PYTHON   runs the programs with this CPython 3.13 instead, and keeps what they print
  --docs            writes the results to docs/packages.md
  --help            this text
`;

const TESTS_DIR = join(REPOSITORY_DIR, "tests/packages");
const PROGRAMS_DIR = join(TESTS_DIR, "programs");
const REQUIREMENTS = join(TESTS_DIR, "requirements.txt");
const PACKAGES_DIR = join(REPOSITORY_DIR, "build/packages");

/** Where programs find the packages. */
const GUEST_DIR = "/packages";

const MOUNTS: readonly Mount[] = [
  { path: GUEST_DIR, hostDir: PACKAGES_DIR },
  { path: "/tmp", memory: {} },
];
const OPTIONS = {
  python: "cpython",
  mounts: MOUNTS,
  fuel: null,
  wallTimeoutMs: 300_000,
  memoryBytes: 512 * 1024 * 1024,
} satisfies RunOptions;

/**
 * Installs the packages into a folder, unless they are there. A wheel with compiled parts is installed as for
 * Linux: the sandbox cannot load them, and the packages do without.
 */
async function install(): Promise<void> {
  const stamp = join(PACKAGES_DIR, "requirements.txt");
  const requirements = readFileSync(REQUIREMENTS, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === requirements) return;
  process.stderr.write("installing packages with pip\n");
  const partial = `${PACKAGES_DIR}.partial`;
  for (const dir of [partial, PACKAGES_DIR]) rmSync(dir, { recursive: true, force: true });
  const platform = ["--python-version", "3.13", "--platform", "manylinux2014_x86_64"];
  const what = [
    "--no-deps",
    "--only-binary",
    ":all:",
    "--no-compile",
    "--ignore-requires-python",
    "-r",
    REQUIREMENTS,
  ];
  await runTool(
    "python3",
    ["-m", "pip", "install", "--quiet", "--target", partial, ...platform, ...what],
    { install: "install Python 3 with pip" },
  );
  for (const path of readdirSync(partial, { recursive: true, encoding: "utf8" })) {
    if (path.endsWith(".so")) rmSync(join(partial, path));
  }
  writeFileSync(join(partial, "requirements.txt"), requirements);
  renameSync(partial, PACKAGES_DIR);
}

/** What a program prints in the sandbox, and the exception that ends it, if any. */
function printed(source: string): string {
  try {
    return runSync(`import sys\nsys.path.insert(0, "${GUEST_DIR}")\n${source}`, OPTIONS).stdout;
  } catch (error) {
    if (error instanceof MicroPythonGuestError) return `${error.stdout}${error.traceback}`;
    return (error as Error).message;
  }
}

function versions(): ReadonlyMap<string, string> {
  const lines = readFileSync(REQUIREMENTS, "utf8").trim().split("\n");
  return new Map(lines.map((line) => line.split("==") as [string, string]));
}

function check(name: string): PackageResult {
  const source = readFileSync(join(PROGRAMS_DIR, `${name}.py`), "utf8");
  const expected = readFileSync(join(PROGRAMS_DIR, `${name}.txt`), "utf8");
  const start = performance.now();
  const actual = printed(source);
  const durationMs = performance.now() - start;
  return {
    name,
    version: versions().get(name) ?? "",
    isRight: actual === expected,
    actual,
    durationMs,
  };
}

function record(python: string, name: string): void {
  const env = { PYTHONPATH: PACKAGES_DIR, PYTHONHASHSEED: "0", LANG: "C.UTF-8" };
  const source = readFileSync(join(PROGRAMS_DIR, `${name}.py`), "utf8");
  const output = execFileSync(python, ["-B", "-c", source], { env });
  writeFileSync(join(PROGRAMS_DIR, `${name}.txt`), output);
}

try {
  const values = parseCommandLine(process.argv.slice(2), {
    filter: { type: "string" },
    record: { type: "string" },
    docs: { type: "boolean" },
    help: { type: "boolean" },
  });
  const filter = parsePattern("filter", values.filter);
  const names = readdirSync(PROGRAMS_DIR)
    .filter((name) => name.endsWith(".py"))
    .map((name) => name.slice(0, -".py".length))
    .filter((name) => filter?.test(name) ?? true);
  if (values.help) process.stdout.write(HELP);
  else {
    await install();
    const { record: python } = values;
    if (python !== undefined) for (const name of names) record(python, name);
    else {
      const results = names.map((name) => {
        const result = check(name);
        const { isRight, durationMs, actual } = result;
        process.stdout.write(
          `${name}: ${isRight ? "right" : "WRONG"}, ${Math.round(durationMs)} ms\n`,
        );
        if (!isRight) process.stdout.write(`${actual}\n`);
        return result;
      });
      if (values.docs) writeFileSync(join(REPOSITORY_DIR, "docs/packages.md"), page(results));
      const right = results.filter(({ isRight }) => isRight).length;
      process.stdout.write(`${right} of ${results.length} packages work\n`);
      if (right < results.length) process.exitCode = 1;
    }
  }
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`test:packages: ${error.message}\n`);
  process.exitCode = 1;
}
