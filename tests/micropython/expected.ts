import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runTool } from "../../artifact/run-tool.js";
import type { TestProgram } from "./discover.js";

/** Tells what a test program should print. */
export type Expectation = (test: TestProgram) => Promise<string>;

const CPYTHON_TIMEOUT_MS = 60_000;

/**
 * Takes the `.exp` file where there is one, and else what CPython prints. CPython's answers are
 * kept in `cacheDir` under a hash of all that they depend on.
 */
export async function expectations(cacheDir: string): Promise<Expectation> {
  const { stdout: version } = await runTool("python3", ["-VV"], {
    install: "it tells what to expect",
  });
  await mkdir(cacheDir, { recursive: true });
  return async (test) => {
    if (test.expFile !== null) return unixLines(test.expFile);
    const digest = createHash("sha256");
    // The source folder's name carries the hash of everything that a test could import.
    for (const part of [version, test.file, test.source]) {
      digest.update(`${Buffer.byteLength(part)}:`).update(part);
    }
    const cached = join(cacheDir, `${digest.digest("hex")}.txt`);
    if (!existsSync(cached)) await askCPython(test.file, cached);
    return unixLines(await readFile(cached, "utf8"));
  };
}

/** Runs CPython as MicroPython's runner does: core library only, both streams in one. */
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
