import { SANDBOX_RUN_PROGRAM } from "../abi/constants.js";
import { checkHostFunction, type HostCallable, ownName } from "../base/host-functions.js";
import { checkInline, mountsOf, type RunSettings } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import { RandomStream } from "../base/random-stream.js";
import type { SandboxInstance } from "../engine/instance.js";
import type { InstancePool } from "../engine/pool.js";
import type { InstancePools } from "../engine/pools.js";
import { GuestClock } from "../wasi/guest-clock.js";
import { InputSource } from "../wasi/input.js";
import { Budget } from "./budget.js";
import {
  encodeProgram,
  execute,
  programPurpose,
  refuseAborted,
  resultOf,
  startInterpreter,
} from "./execution.js";
import { poolOf, poolSync } from "./pool-of.js";
import type { RunResult } from "./result.js";
import { SandboxFiles } from "./sandbox-files.js";
import { sessionBusy, sessionClosed } from "./session-errors.js";
import {
  normaliseSessionOptions,
  type ReplayRunOptions,
  replaySettings,
  type SessionOptions,
  type SessionSettings,
} from "./session-options.js";

/** A snippet that has been checked, and how to run it. */
export interface Snippet {
  readonly code: string;
  readonly source: Uint8Array;
  readonly settings: RunSettings;
}

/**
 * A session without a resident interpreter, in the calling thread: each run starts a fresh one, runs
 * all earlier successful snippets in it, without their output, and then the new one. Snippets repeat
 * whatever they do to the outside world, for example by calling host functions; random numbers stay the
 * same.
 *
 * `run` and `registerFunction` throw a `MicroPythonSessionClosedError` once the session was closed,
 * and `run` a `MicroPythonWasmError` of `code: "session-busy"` if a callback of the session's own run
 * calls it.
 */
export class ReplaySessionSync implements Disposable {
  readonly #pools: InstancePools;
  readonly #settings: SessionSettings;
  readonly #functions: Map<string, HostCallable>;
  /** Each run takes the same numbers again. */
  readonly #random: RandomStream;
  #pool: InstancePool | null = null;
  #kept: Snippet[] = [];
  #isRunning = false;
  #isClosed = false;

  /** @internal */
  constructor(pools: InstancePools, options?: SessionOptions) {
    this.#pools = pools;
    this.#settings = normaliseSessionOptions(options);
    checkInline(this.#settings);
    this.#functions = new Map(this.#settings.hostFunctions);
    this.#random = replayedRandom(this.#settings, pools.platform);
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /** The successful snippets, in order: those that each run repeats. */
  get snippets(): readonly string[] {
    return Object.freeze(this.#kept.map(({ code }) => code));
  }

  /** The functions that Python code may call, by name: a copy. */
  get hostFunctions(): Record<string, HostCallable> {
    return Object.fromEntries(this.#functions);
  }

  /**
   * Lets Python code call a function by a name, from the next run on; repeated snippets call it, too.
   *
   * @param options `name`: its name in Python; by default the function's own name.
   * @throws TypeError, RangeError if the name is not a Python identifier.
   * @example
   * ```ts
   * const session = new MicroPythonReplaySessionSync();
   * session.registerFunction((a: number, b: number) => a + b, { name: "add" });
   * session.run("print(add(2, 3))").stdout; // "5\n"
   * ```
   */
  registerFunction(fn: HostCallable, options: { readonly name?: string } = {}): void {
    if (this.#isClosed) throw sessionClosed();
    const name = options.name ?? ownName(fn);
    this.#functions.set(name as string, checkHostFunction("registerFunction", name, fn));
  }

  /**
   * Runs a snippet after all earlier ones. It is kept only if it succeeds.
   *
   * The limits apply to all snippets together, as if they were one program.
   *
   * @param code the snippet; well-formed Unicode.
   * @param options what this run sets differently from the session's options.
   * @returns the output and fuel of the new snippet only, and the time of all.
   * @throws what `run` throws, even if an earlier snippet is what fails this time.
   * @example
   * ```ts
   * const session = new MicroPythonReplaySessionSync();
   * session.run("x = 1");
   * session.run("x += 1");
   * session.run("print(x)").stdout; // "2\n"
   * session.snippets; // ["x = 1", "x += 1", "print(x)"]
   * ```
   */
  run(code: string, options?: ReplayRunOptions): RunResult {
    return this.perform(this.check(code, options));
  }

  /** Forgets all snippets. May be called more than once. */
  close(): void {
    this.#isClosed = true;
    this.#kept = [];
  }

  /** Closes the session at the end of the block in which `using` declares it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal Whether a snippet is running, so that the caller is one of its callbacks. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** @internal Checks a snippet. */
  check(code: string, options: ReplayRunOptions = {}): Snippet {
    const settings = replaySettings(this.#settings, options);
    return { code, source: encodeProgram("code", code, settings), settings };
  }

  /** @internal Loads what runs need, so that they do not block. */
  async prepare(): Promise<void> {
    this.#pool ??= await poolOf(this.#pools, this.#settings, this.#settings.wasm);
  }

  /** @internal Runs a snippet that has been checked. */
  perform(snippet: Snippet): RunResult {
    if (this.#isClosed) throw sessionClosed();
    if (this.#isRunning) throw sessionBusy();
    const settings = { ...snippet.settings, hostFunctions: new Map(this.#functions) };
    refuseAborted(settings);
    this.#pool ??= poolSync(this.#pools, this.#settings, this.#settings.wasm);
    const pool = this.#pool;
    const startMs = pool.platform.monotonicMs();
    const clock = new GuestClock(pool.platform, settings.clock);
    const files = new SandboxFiles(mountsOf(settings), pool.platform, clock, pool.library);
    this.#isRunning = true;
    try {
      files.replace(pool.files);
      const instance = startInterpreter(pool, settings, null, clock);
      try {
        return this.#replay(instance, files, { ...snippet, settings }, startMs);
      } finally {
        pool.release(instance);
      }
    } finally {
      this.#isRunning = false;
      files.close();
    }
  }

  /** Runs the earlier snippets, and then the new one. */
  #replay(
    instance: SandboxInstance,
    files: SandboxFiles,
    snippet: Snippet,
    startMs: number,
  ): RunResult {
    const { platform } = this.#pools;
    const budget = new Budget(snippet.settings, () => platform.monotonicMs() - startMs);
    const run = (
      purpose: number,
      { source }: Snippet,
      { filename, stdin, onStdout, onStderr, onUsage }: RunSettings,
    ) => {
      const call = { kind: "source", purpose, source, filename } as const;
      const input = new InputSource(stdin);
      return budget.spend(source.length, (limits) => {
        const settings = { ...limits, onStdout, onStderr, onUsage };
        const own = { random: this.#random };
        const run = execute(instance, call, settings, input, files, platform, startMs, own);
        return resultOf(run, settings);
      });
    };
    this.#random.position = 0;
    const unheard = { onStdout: null, onStderr: null, onUsage: null };
    for (const kept of this.#kept) run(SANDBOX_RUN_PROGRAM, kept, { ...kept.settings, ...unheard });
    const result = run(programPurpose(snippet.settings), snippet, snippet.settings);
    if (!this.#isClosed) this.#kept.push(snippet);
    return result;
  }
}

function replayedRandom({ randomSeed }: RunSettings, platform: Platform): RandomStream {
  return randomSeed === null
    ? RandomStream.unforeseeable(platform)
    : RandomStream.ofSeed(randomSeed);
}
