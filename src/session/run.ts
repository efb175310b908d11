import { checkText } from "../base/check.js";
import { normaliseRunOptions, type RunOptions, type RunSettings } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import {
  type Artifact,
  compileArtifact,
  compileArtifactSync,
  type Wasm,
} from "../engine/artifact.js";
import { InstancePool } from "../engine/pool.js";
import { InputSource } from "../wasi/input.js";
import { OutputSink } from "../wasi/output.js";
import type { RunStreams } from "../wasi/standard-streams.js";
import { limitError, type RunResult, resultOf } from "./result.js";

/** A program that was checked, ready to run. */
interface CheckedProgram {
  /** In UTF-8. */
  readonly source: Uint8Array;
  readonly settings: RunSettings;
}

/** Runs programs, each in a fresh sandbox; compiles the packaged artifact once. */
export class Runner {
  readonly #platform: Platform;
  readonly #pools = new WeakMap<Artifact, InstancePool>();
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

  #execute(artifact: Artifact, { source, settings }: CheckedProgram): RunResult {
    refuseAborted(settings);
    const { filename, argv, memoryBytes } = settings;
    const startMs = this.#platform.monotonicMs();
    const streams = openStreams(settings);
    const pool = this.#poolOf(artifact);
    const instance = pool.acquire(memoryBytes);
    try {
      let outcome = instance.addArguments(argv);
      if (outcome.kind === "finished")
        outcome = instance.run({ source, filename }, streams, settings);
      return resultOf(outcome, settings, {
        ...outputOf(streams),
        durationMs: this.#platform.monotonicMs() - startMs,
        fuelUsed: instance.fuelUsed,
        fuelRemaining: remainingFuel(settings, instance.fuelUsed),
        peakMemoryBytes: instance.memoryBytes,
      });
    } finally {
      pool.release(instance);
    }
  }

  #poolOf(artifact: Artifact): InstancePool {
    let pool = this.#pools.get(artifact);
    if (pool === undefined) {
      pool = new InstancePool(artifact, this.#platform);
      this.#pools.set(artifact, pool);
    }
    return pool;
  }
}

/** The streams that a run's options ask for. */
function openStreams(settings: RunSettings): RunStreams {
  return {
    stdin: new InputSource(settings.stdin),
    stdout: new OutputSink(settings.onStdout, settings.maxStdoutBytes),
    stderr: new OutputSink(settings.onStderr, settings.maxStderrBytes),
  };
}

function outputOf({ stdout, stderr }: RunStreams) {
  return {
    stdout: stdout.text(),
    stderr: stderr.text(),
    stdoutTruncated: stdout.isTruncated,
    stderrTruncated: stderr.isTruncated,
  };
}

function checkProgram(code: string, options: RunOptions | undefined): CheckedProgram {
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
