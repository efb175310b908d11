import {
  mountsOf,
  normaliseRunOptions,
  type RunOptions,
  type RunSettings,
} from "../base/options.js";
import type { Wasm } from "../base/wasm.js";
import { compileArtifact } from "../engine/artifact.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import { encodeProgram, execute, refuseAborted, startInterpreter } from "./execution.js";
import type { RunResult } from "./result.js";
import { SandboxFiles } from "./sandbox-files.js";

/** A program that was checked, ready to run. */
interface CheckedProgram {
  /** In UTF-8. */
  readonly source: Uint8Array;
  readonly settings: RunSettings;
}

/** Runs programs, each in a fresh interpreter. */
export class Runner {
  readonly #pools: InstancePools;

  constructor(pools: InstancePools) {
    this.#pools = pools;
  }

  async run(code: string, options?: RunOptions): Promise<RunResult> {
    const program = check(code, options);
    return this.#execute(await this.#pools.packaged(), program);
  }

  runSync(code: string, options?: RunOptions): RunResult {
    const program = check(code, options);
    return this.#execute(this.#pools.packagedSync(), program);
  }

  async runMicroPythonWasi(
    code: string,
    wasm: string | URL | Wasm,
    options?: RunOptions,
  ): Promise<RunResult> {
    const program = check(code, options);
    const { platform } = this.#pools;
    const isLocation = typeof wasm === "string" || wasm instanceof URL;
    const loaded = isLocation ? await platform.loadArtifact(wasm) : wasm;
    return this.#execute(this.#pools.of(await compileArtifact(loaded)), program);
  }

  #execute(pool: InstancePool, { source, settings }: CheckedProgram): RunResult {
    refuseAborted(settings);
    const { platform } = this.#pools;
    const startMs = platform.monotonicMs();
    const files = new SandboxFiles(mountsOf(settings), platform);
    try {
      const instance = startInterpreter(pool, settings, null);
      try {
        return execute(instance, settings, files, platform, startMs, (host) =>
          instance.run({ source, filename: settings.filename }, host, settings),
        );
      } finally {
        pool.release(instance);
      }
    } finally {
      files.close();
    }
  }
}

function check(code: string, options: RunOptions | undefined): CheckedProgram {
  const settings = normaliseRunOptions(options);
  return { source: encodeProgram("code", code, settings), settings };
}
