import { mountsOf, normaliseRunOptions, type RunSettings } from "../base/options.js";
import type { SandboxInstance } from "../engine/instance.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import { encodeProgram, execute, startInterpreter } from "./execution.js";
import type { RunResult } from "./result.js";
import { SandboxFiles } from "./sandbox-files.js";
import { sessionBusy, sessionClosed } from "./session.js";
import { runSettings, type SessionOptions, type SessionRunOptions } from "./session-options.js";

/** What one run of a replay session may have otherwise than the session's options say. */
export type ReplayRunOptions = Omit<SessionRunOptions, "transactional" | "interactive">;

/** A snippet that ended well, and how it was run. */
interface Snippet {
  readonly code: string;
  readonly source: Uint8Array;
  readonly settings: RunSettings;
}

/**
 * A session without an interpreter that stays: each run starts a fresh one, runs all earlier
 * snippets that ended well in it, without their output, and then the newest one. Whatever snippets
 * do to the world outside, by host functions for instance, they do again each time.
 *
 * Every method rejects with a `MicroPythonSessionClosedError` once the session was closed, and `run` with
 * a `MicroPythonWasmError` of `code: "session-busy"` where a callback of the session's own run calls
 * it. Runs that overlap are carried out one after the other.
 */
export class ReplaySession implements AsyncDisposable {
  readonly #pools: InstancePools;
  readonly #settings: RunSettings;
  #kept: Snippet[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #isRunning = false;
  #isClosed = false;

  /** @internal */
  constructor(pools: InstancePools, options?: SessionOptions) {
    this.#pools = pools;
    this.#settings = normaliseRunOptions(options);
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /** The snippets that ended well, in their order: those that are run again. */
  get snippets(): readonly string[] {
    return Object.freeze(this.#kept.map(({ code }) => code));
  }

  /**
   * Runs a snippet after all earlier ones. It is kept only if it ends well.
   *
   * The limits are for all of them together.
   *
   * @param code the snippet; well-formed Unicode.
   * @param options what this run has otherwise than the session's options say.
   * @returns the output and fuel of the newest snippet only, and the time of all.
   * @throws what `run` throws, also where an earlier snippet does not end well this time.
   * @example
   * ```ts
   * const session = new MicroPythonReplaySession();
   * await session.run("x = 1");
   * await session.run("x = 2; raise ValueError('boom')").catch(() => {});
   * (await session.run("print(x)")).stdout; // "1\n"
   * session.snippets; // ["x = 1", "print(x)"]
   * ```
   */
  run(code: string, options: ReplayRunOptions = {}): Promise<RunResult> {
    if (this.#isClosed) return Promise.reject(sessionClosed());
    if (this.#isRunning) return Promise.reject(sessionBusy());
    const done = this.#queue
      .then(() => this.#pools.packaged())
      .then((pool) => this.#runNow(pool, code, options));
    this.#queue = done.catch(() => {});
    return done;
  }

  /** Forgets all snippets, after the runs that were asked for before. May be called more than once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#queue;
    this.#kept = [];
  }

  /** Closes the session at the end of the block in which `await using` declares it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #runNow(pool: InstancePool, code: string, options: ReplayRunOptions): RunResult {
    const { settings } = runSettings(this.#settings, options);
    const source = encodeProgram("code", code, settings);
    const { platform } = this.#pools;
    const startMs = platform.monotonicMs();
    const files = new SandboxFiles(mountsOf(settings), platform);
    try {
      const instance = startInterpreter(pool, settings, null);
      this.#isRunning = true;
      try {
        const snippet = { code, source, settings };
        const left = this.#replay(instance, files, settings, startMs);
        const result = runSnippet(instance, snippet, files, left, platform, startMs);
        this.#kept.push(snippet);
        return result;
      } finally {
        this.#isRunning = false;
        pool.release(instance);
      }
    } finally {
      files.close();
    }
  }

  /** Runs the earlier snippets; answers the settings of the newest one, with what is left to it. */
  #replay(
    instance: SandboxInstance,
    files: SandboxFiles,
    settings: RunSettings,
    startMs: number,
  ): RunSettings {
    const { platform } = this.#pools;
    let fuel = settings.fuel;
    const left = () => ({
      ...settings,
      fuel,
      wallTimeoutMs: settings.wallTimeoutMs - (platform.monotonicMs() - startMs),
    });
    for (const snippet of this.#kept) {
      const { filename, stdin } = snippet.settings;
      const silent = { ...left(), filename, stdin, onStdout: null, onStderr: null };
      fuel -= runSnippet(instance, snippet, files, silent, platform, startMs).fuelUsed;
    }
    return left();
  }
}

function runSnippet(
  instance: SandboxInstance,
  { source }: Snippet,
  files: SandboxFiles,
  settings: RunSettings,
  platform: InstancePools["platform"],
  startMs: number,
): RunResult {
  return execute(instance, settings, files, platform, startMs, (host) =>
    instance.run({ source, filename: settings.filename }, host, settings),
  );
}
