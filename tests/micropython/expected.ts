import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runTool } from "../../artifact/run-tool.js";
import type { TestProgram } from "./discover.js";

/** Finds the expected output of a test program. */
export type Expectation = (test: TestProgram) => Promise<string>;

const CPYTHON_TIMEOUT_MS = 60_000;

/**
 * Uses the `.exp` file if there is one, otherwise CPython's output, which is cached in `cacheDir` under a
 * hash of everything that it depends on.
 */
export async function expectations(cacheDir: string): Promise<Expectation> {
  const { stdout: version } = await runTool("python3", ["-VV"], {
    install: "it tells what to expect",
  });
  await mkdir(cacheDir, { recursive: true });
  return async (test) => {
    if (test.expFile !== null) {
      const expected = inCPythonsWords(unixLines(test.expFile));
      const [before, after] = IN_CPYTHONS_ORDER[test.path] ?? ["", ""];
      return expected.replace(before, after);
    }
    const digest = createHash("sha256");
    // The source folder's name contains the hash of everything that a test could import.
    for (const part of [version, test.file, test.source]) {
      digest.update(`${Buffer.byteLength(part)}:`).update(part);
    }
    const cached = join(cacheDir, `${digest.digest("hex")}.txt`);
    if (!existsSync(cached)) await askCPython(test.file, cached);
    return unixLines(await readFile(cached, "utf8"));
  };
}

/** Runs CPython like MicroPython's runner: core library only, both streams in one. */
async function askCPython(program: string, output: string): Promise<void> {
  const file = await open(`${output}.partial`, "w");
  const child = spawn("python3", ["-BS", program], {
    cwd: dirname(program),
    env: { ...process.env, PYTHONIOENCODING: "utf-8", PYTHONWARNINGS: "ignore" },
    stdio: ["ignore", file.fd, file.fd],
    timeout: CPYTHON_TIMEOUT_MS,
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0)
    await file.write(
      `CPython itself ended with ${code === null ? "a timeout" : `exit code ${code}`}\n`,
    );
  await file.close();
  await rename(`${output}.partial`, output);
}

function unixLines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** Exceptions as CPython and the port write them: `ValueError(1)`, not `ValueError(1,)`. */
function inCPythonsWords(text: string): string {
  return text
    .replace(/\b([A-Z]\w*(?:Error|Exception)\((?:[^()]|\([^()]*\))*),\)/g, "$1)")
    .replaceAll("isn't defined", "is not defined")
    .replaceAll("<function>", "<builtin_function_or_method>")
    .replace("is of type function", "is of type builtin_function_or_method");
}

/** What is evaluated in CPython's order: the key of a dictionary's item before its value. */
const IN_CPYTHONS_ORDER: Readonly<Record<string, readonly [string, string]>> = {
  "basics/python34.py": ["2\n1\n", "1\n2\n"],
};
