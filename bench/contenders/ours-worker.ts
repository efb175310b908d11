import { readFile } from "node:fs/promises";
import { parentPort } from "node:worker_threads";
import { type PythonName, type RunOptions, runMicroPythonWasi, runSync } from "micropython-wasm";

/** A program to run in a fresh sandbox. */
export interface Job {
  readonly code: string;
  readonly python: PythonName;
  /** The path of the artifact, or `null` for the packaged one. */
  readonly artifact: string | null;
}

/** How the run of a program ended. */
export interface Outcome {
  readonly stdout: string;
  /** The error, or `null` if the program completed. */
  readonly trouble: string | null;
}

/** All limits are in force, but no program reaches one. */
const LIMITS: RunOptions = { fuel: Number.MAX_SAFE_INTEGER, wallTimeoutMs: 60_000 };

const modules = new Map<string, WebAssembly.Module>();

/** Compiles an artifact once, because the optimised code belongs to the module. */
async function moduleAt(path: string): Promise<WebAssembly.Module> {
  const known = modules.get(path);
  if (known !== undefined) return known;
  const module = await WebAssembly.compile(await readFile(path));
  modules.set(path, module);
  return module;
}

async function runProgram({ code, python, artifact }: Job): Promise<Outcome> {
  const options = { ...LIMITS, python };
  try {
    const { stdout } =
      artifact === null
        ? runSync(code, options)
        : await runMicroPythonWasi(code, await moduleAt(artifact), options);
    return { stdout, trouble: null };
  } catch (error) {
    return { stdout: "", trouble: (error as Error).message };
  }
}

parentPort?.on("message", async (job: Job) => parentPort?.postMessage(await runProgram(job)));
