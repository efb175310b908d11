import { checkText } from "../base/check.js";
import { normaliseRunOptions, type RunOptions, type RunSettings } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import {
  type Artifact,
  compileArtifact,
  compileArtifactSync,
  type Wasm,
} from "../engine/artifact.js";
import { SandboxInstance } from "../engine/instance.js";
import { OutputSink } from "../wasi/output.js";
import { limitError, type RunResult, resultOf } from "./result.js";

/** A program that was checked, ready to run. */
interface Program {
  /** In UTF-8. */
  readonly source: Uint8Array;
  readonly settings: RunSettings;
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
    const program = checkProgram(code, options);
    this.#packaged ??= await this.#load();
    return this.#execute(this.#packaged, program);
  }

  runSync(code: string, options?: RunOptions): RunResult {
    const program = checkProgram(code, options);
    const { packagedArtifact } = this.#platform;
    this.#packaged ??= compileArtifactSync(this.#platform.loadArtifactSync(packagedArtifact));
    return this.#execute(this.#packaged, program);
  }

  async runMicroPythonWasi(
    code: string,
    wasm: string | URL | Wasm,
    options?: RunOptions,
  ): Promise<RunResult> {
    const program = checkProgram(code, options);
    const isLocation = typeof wasm === "string" || wasm instanceof URL;
    const loaded = isLocation ? await this.#platform.loadArtifact(wasm) : wasm;
    return this.#execute(await compileArtifact(loaded), program);
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

  #execute(artifact: Artifact, { source, settings }: Program): RunResult {
    refuseAborted(settings);
    const { filename, argv, memoryBytes, hostFunctions, hostResultBytes } = settings;
    const platform = this.#platform;
    const stdout = new OutputSink(settings.onStdout, settings.maxStdoutBytes);
    const stderr = new OutputSink(settings.onStderr, settings.maxStderrBytes);
    const startMs = platform.monotonicMs();
    const instance = new SandboxInstance(artifact, {
      platform,
      stdout,
      stderr,
      memoryBytes,
      hostFunctions,
      hostResultBytes,
    });
    let outcome = instance.boot(argv);
    if (outcome.kind === "finished") outcome = instance.defineHostFunctions(hostFunctions.keys());
    if (outcome.kind === "finished") outcome = instance.run(source, filename, settings);
    return resultOf(outcome, settings, {
      stdout: stdout.text(),
      stderr: stderr.text(),
      stdoutTruncated: stdout.isTruncated,
      stderrTruncated: stderr.isTruncated,
      durationMs: platform.monotonicMs() - startMs,
      fuelUsed: instance.fuelUsed,
      fuelRemaining: remainingFuel(settings, instance.fuelUsed),
      peakMemoryBytes: instance.memoryBytes,
    });
  }
}

function checkProgram(code: string, options: RunOptions | undefined): Program {
  checkText("code", code);
  const settings = normaliseRunOptions(options);
  refuseAborted(settings);
  const source = new TextEncoder().encode(code);
  if (source.length > settings.maxSourceBytes) {
    throw limitError("source", settings, { fuelRemaining: remainingFuel(settings, 0) });
  }
  return { source, settings };
}

/** A signal may have been aborted before the call, or while the artifact was loading. */
function refuseAborted(settings: RunSettings): void {
  if (!settings.signal?.aborted) return;
  throw limitError("aborted", settings, { fuelRemaining: remainingFuel(settings, 0) });
}

function remainingFuel({ fuel }: RunSettings, used: number): number | null {
  return fuel === Infinity ? null : fuel - used;
}
