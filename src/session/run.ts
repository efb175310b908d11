import { MicroPythonGuestError, MicroPythonWasmError } from "../base/errors.js";
import {
  checkText,
  normaliseRunOptions,
  type RunOptions,
  type RunSettings,
} from "../base/options.js";
import type { Platform } from "../base/platform.js";
import {
  type Artifact,
  compileArtifact,
  compileArtifactSync,
  type Wasm,
} from "../engine/artifact.js";
import { type Outcome, SandboxInstance } from "../engine/instance.js";
import { OutputSink } from "../wasi/output.js";

/** What a program did that ran to its end, or exited with code 0. */
export interface RunResult {
  /** What it wrote to `sys.stdout`. */
  readonly stdout: string;
  /** What it wrote to `sys.stderr`. */
  readonly stderr: string;
  /** How long it took, starting the interpreter included, in milliseconds. */
  readonly durationMs: number;
  /** What a Python process would have exited with: always 0, as other codes are errors. */
  readonly exitCode: 0;
}

/** Runs programs, each in a fresh sandbox; compiles the packaged artifact once. */
export class Runner {
  readonly #platform: Platform;
  #packaged: Artifact | null = null;
  #loading: Promise<Artifact> | null = null;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  async run(code: string, options?: RunOptions): Promise<RunResult> {
    const settings = checkRun(code, options);
    this.#packaged ??= await this.#load();
    return this.#execute(this.#packaged, code, settings);
  }

  runSync(code: string, options?: RunOptions): RunResult {
    const settings = checkRun(code, options);
    const { packagedArtifact } = this.#platform;
    this.#packaged ??= compileArtifactSync(this.#platform.loadArtifactSync(packagedArtifact));
    return this.#execute(this.#packaged, code, settings);
  }

  async runMicroPythonWasi(
    code: string,
    wasm: string | URL | Wasm,
    options?: RunOptions,
  ): Promise<RunResult> {
    const settings = checkRun(code, options);
    const isLocation = typeof wasm === "string" || wasm instanceof URL;
    const loaded = isLocation ? await this.#platform.loadArtifact(wasm) : wasm;
    return this.#execute(await compileArtifact(loaded), code, settings);
  }

  /** Loads the packaged artifact; calls that come meanwhile share the work. */
  #load(): Promise<Artifact> {
    this.#loading ??= this.#platform
      .loadArtifact(this.#platform.packagedArtifact)
      .then(compileArtifact)
      .finally(() => {
        this.#loading = null;
      });
    return this.#loading;
  }

  #execute(artifact: Artifact, code: string, settings: RunSettings): RunResult {
    const stdout = new OutputSink(settings.onStdout);
    const stderr = new OutputSink(settings.onStderr);
    const startNs = this.#platform.monotonicNs();
    const instance = new SandboxInstance(artifact, { platform: this.#platform, stdout, stderr });
    let outcome = instance.boot(settings.argv);
    if (outcome.kind === "finished") outcome = instance.run(code, settings.filename);
    return resultOf(outcome, {
      stdout: stdout.text(),
      stderr: stderr.text(),
      durationMs: Number(this.#platform.monotonicNs() - startNs) / 1e6,
    });
  }
}

function checkRun(code: string, options: RunOptions | undefined): RunSettings {
  checkText("code", code);
  return normaliseRunOptions(options);
}

function resultOf(outcome: Outcome, known: Omit<RunResult, "exitCode">): RunResult {
  switch (outcome.kind) {
    case "finished":
      return Object.freeze({ ...known, exitCode: 0 });
    case "exit":
      if (outcome.exception.exitCode === 0) return Object.freeze({ ...known, exitCode: 0 });
      throw new MicroPythonGuestError("exit", outcome.exception, known);
    case "exception":
      throw new MicroPythonGuestError("exception", outcome.exception, known);
    case "memory": {
      const message = "the program and its arguments do not fit into the sandbox's memory";
      throw new MicroPythonWasmError("memory", message, known);
    }
    case "crashed": {
      const { reason, cause } = outcome;
      throw new MicroPythonWasmError("crashed", `the sandbox crashed: ${reason}`, {
        ...known,
        cause,
      });
    }
  }
}
