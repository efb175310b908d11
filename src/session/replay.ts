import { SANDBOX_RUN_PROGRAM } from "../abi/constants.js";
import { checkHostFunction, type HostCallable, ownName } from "../base/host-functions.js";
import type { RunSettings } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import { KEY_BYTES } from "../base/random-stream.js";
import { Budget } from "./budget.js";
import { encodeProgram, programPurpose } from "./execution.js";
import type { Request } from "./requests.js";
import type { RunResult } from "./result.js";
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

/** What a replay session repeats: the snippets that succeeded, with everything they use. */
export class Replay {
  readonly settings: SessionSettings;
  readonly #functions: Map<string, HostCallable>;
  #kept: Snippet[] = [];
  #isOver = false;

  /** @throws TypeError, RangeError if an option is invalid */
  constructor(platform: Platform, options?: SessionOptions) {
    const settings = normaliseSessionOptions(options);
    // Each run takes the same random numbers again.
    const randomSeed = settings.randomSeed ?? randomKey(platform);
    this.settings = { ...settings, randomSeed };
    this.#functions = new Map(settings.hostFunctions);
  }

  /** The code of the snippets that each run repeats, in order. */
  get snippets(): readonly string[] {
    return Object.freeze(this.#kept.map(({ code }) => code));
  }

  /** The functions that Python code may call, by name: a copy. */
  get hostFunctions(): Record<string, HostCallable> {
    return Object.fromEntries(this.#functions);
  }

  /** Adds a host function, or replaces the one of that name. @throws TypeError, RangeError */
  register(fn: HostCallable, options: { readonly name?: string } = {}): void {
    const name = options.name ?? ownName(fn);
    this.#functions.set(name as string, checkHostFunction("registerFunction", name, fn));
  }

  /** Checks a snippet. @throws TypeError, RangeError, MicroPythonLimitError */
  check(code: string, options: ReplayRunOptions = {}): Snippet {
    const settings = replaySettings(this.settings, options);
    return { code, source: encodeProgram("code", code, settings), settings };
  }

  /** The settings of the interpreter in which the next run takes place. */
  interpreterSettings(): RunSettings {
    const { wasm: _, maxAwakeSessions: _most, sleepAfterMs: _ms, ...settings } = this.settings;
    return { ...settings, hostFunctions: new Map(this.#functions) };
  }

  /** Begins a run of a snippet, after all that are kept. */
  start(snippet: Snippet): ReplayRun {
    return new ReplayRun(this.#kept, snippet);
  }

  /** Keeps the snippet of a run that succeeded. Returns its result. */
  keep({ snippet, result }: ReplayRun): RunResult {
    if (!this.#isOver) this.#kept.push(snippet);
    return result;
  }

  /** Forgets all snippets, and keeps no more. */
  end(): void {
    this.#isOver = true;
    this.#kept = [];
  }
}

/** One run: what has to be performed, in a fresh interpreter and within the limits of its own snippet. */
export class ReplayRun {
  readonly snippet: Snippet;
  readonly #kept: readonly Snippet[];
  readonly #budget: Budget;
  #result: RunResult | null = null;

  constructor(kept: readonly Snippet[], snippet: Snippet) {
    this.#kept = [...kept];
    this.snippet = snippet;
    this.#budget = new Budget(snippet.settings, () => this.#result?.durationMs ?? 0);
  }

  /**
   * The requests in order; `performed` is called after each.
   *
   * @throws MicroPythonLimitError if nothing is left of a limit.
   */
  *requests(): Generator<Request, void, undefined> {
    for (const { source, settings } of this.#kept) {
      const quiet = { ...settings, onStdout: null, onStderr: null, onUsage: null };
      yield this.#request(SANDBOX_RUN_PROGRAM, source, quiet);
      this.#budget.spent(source.length, this.result);
    }
    const { source, settings } = this.snippet;
    yield this.#request(programPurpose(settings), source, settings);
  }

  /** A request succeeded. */
  performed(result: RunResult): void {
    this.#result = result;
  }

  /** The last result. */
  get result(): RunResult {
    return this.#result as RunResult;
  }

  /** The error with which a request failed; names the limits that were set. */
  named(error: unknown): unknown {
    return this.#budget.named(error);
  }

  #request(
    purpose: number,
    source: Uint8Array,
    { filename, stdin, onStdout, onStderr, onUsage }: RunSettings,
  ): Request {
    const left = this.#budget.left(source.length);
    return {
      call: { kind: "source", purpose, source, filename },
      settings: { ...left, filename, stdin, onStdout, onStderr, onUsage },
      isTransactional: false,
      hasOwnStdin: true,
      earlierMs: this.#result?.durationMs ?? 0,
    };
  }
}

function randomKey(platform: Platform): Uint8Array {
  const key = new Uint8Array(KEY_BYTES);
  platform.fillRandom(key);
  return key;
}
