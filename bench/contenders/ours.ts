import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { defaultWasmPath, type PythonName } from "micropython-wasm";
import { runTool } from "../../artifact/run-tool.js";
import { type Availability, availability, type Contender, TIMEOUT_MS } from "../contender.js";
import { BUILD_DIR } from "../paths.js";
import { type Program, readTiming, type Timing } from "../programs.js";
import type { Job, Outcome } from "./ours-worker.js";

const BUILD = join(import.meta.dirname, "../../artifact/build.js");

/**
 * This package, in a thread that can be killed. The thread is reused for all programs, so the engine keeps its
 * optimised code; each start still uses a fresh sandbox.
 */
export class Ours implements Contender {
  readonly name: string;
  readonly title: string;
  readonly #python: PythonName;
  /** The pass to omit from the artifact. */
  readonly #without: string | null;
  #artifact: string | null = null;
  #worker: Worker | null = null;

  constructor(name: string, title: string, python: PythonName, without: string | null) {
    this.name = name;
    this.title = title;
    this.#python = python;
    this.#without = without;
  }

  available(): Promise<Availability> {
    return availability(async () => {
      const packaged = await readFile(defaultWasmPath(this.#python));
      const hash = createHash("sha256").update(packaged).digest("hex").slice(0, 12);
      if (this.#without !== null) {
        this.#artifact = await variant(this.#python, this.#without, hash);
      }
      return `artifact ${hash}${this.#without === null ? "" : ` without ${this.#without}`}`;
    });
  }

  async time({ source }: Program): Promise<Timing> {
    const job = { code: source, python: this.#python, artifact: this.#artifact };
    const { stdout, trouble } = await this.#run(job);
    if (trouble !== null) throw new Error(trouble);
    return readTiming(stdout);
  }

  async #run(job: Job): Promise<Outcome> {
    this.#worker ??= new Worker(new URL("./ours-worker.js", import.meta.url));
    const reply = once(this.#worker, "message", { signal: AbortSignal.timeout(TIMEOUT_MS) });
    this.#worker.postMessage(job);
    try {
      const [outcome] = await reply;
      return outcome as Outcome;
    } catch (error) {
      await this.close();
      const isTimeout = (error as Error).name === "AbortError";
      const trouble = isTimeout ? `did not finish within ${TIMEOUT_MS / 1000} s` : String(error);
      return { stdout: "", trouble };
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }
}

/** Builds the artifact without a pass, once, and returns its path. */
async function variant(python: PythonName, without: string, hash: string): Promise<string> {
  const path = join(BUILD_DIR, `${python}-without-${without}-${hash}.wasm`);
  if (!existsSync(path)) {
    const args = ["--python", python, "--without", without, "--output", path];
    await runTool(process.execPath, [BUILD, ...args]);
  }
  return path;
}
