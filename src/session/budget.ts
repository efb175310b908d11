import { MicroPythonLimitError } from "../base/errors.js";
import type { RunSettings } from "../base/options.js";
import { limitError, type RunResult } from "./result.js";

/** What is left of limits that several calls share. */
export class Budget {
  readonly #settings: RunSettings;
  readonly #elapsedMs: () => number;
  #fuel = 0;
  #hostCalls = 0;
  #sourceBytes = 0;
  #stdoutBytes = 0;
  #stderrBytes = 0;

  /** @param elapsedMs how much of the time has been used. */
  constructor(settings: RunSettings, elapsedMs: () => number) {
    this.#settings = settings;
    this.#elapsedMs = elapsedMs;
  }

  /**
   * Makes a call with what is left.
   *
   * @param sourceBytes size of the source text that it runs.
   * @throws MicroPythonLimitError if nothing is left, and what the call throws.
   */
  spend(sourceBytes: number, call: (left: RunSettings) => RunResult): RunResult {
    try {
      const result = call(this.left(sourceBytes));
      this.spent(sourceBytes, result);
      return result;
    } catch (error) {
      throw this.named(error);
    }
  }

  /** Takes what a call used from the budget. */
  spent(sourceBytes: number, result: RunResult): void {
    this.#fuel += result.fuelUsed;
    this.#hostCalls += result.hostCalls;
    this.#sourceBytes += sourceBytes;
    this.#stdoutBytes += byteLength(result.stdout);
    this.#stderrBytes += byteLength(result.stderr);
  }

  /** The error of a call that got what was left of a limit; names the original limit. */
  named(error: unknown): unknown {
    if (!(error instanceof MicroPythonLimitError)) return error;
    return limitError(error.code, this.#settings, error);
  }

  /** The limits of the next call. @throws MicroPythonLimitError if nothing is left */
  left(sourceBytes: number): RunSettings {
    const settings = this.#settings;
    const wallTimeoutMs = settings.wallTimeoutMs - this.#elapsedMs();
    if (this.#sourceBytes + sourceBytes > settings.maxSourceBytes) {
      throw limitError("source", settings, {});
    }
    if (wallTimeoutMs <= 0) throw limitError("timeout", settings, {});
    return {
      ...settings,
      wallTimeoutMs,
      fuel: settings.fuel - this.#fuel,
      maxHostCalls: settings.maxHostCalls - this.#hostCalls,
      maxStdoutBytes: settings.maxStdoutBytes - this.#stdoutBytes,
      maxStderrBytes: settings.maxStderrBytes - this.#stderrBytes,
    };
  }
}

function byteLength(text: string): number {
  return text === "" ? 0 : new TextEncoder().encode(text).length;
}
