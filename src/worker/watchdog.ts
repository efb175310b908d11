import type { RunSettings } from "../base/options.js";
import type { GuestCall } from "../engine/calls.js";
import { limitError } from "../session/result.js";
import type { Answerer } from "./answerer.js";
import type { PythonWorker } from "./python-worker.js";

/** How long a worker may take beyond a call's limits before it is ended, in milliseconds. */
export const WATCHDOG_GRACE_MS = 1000;

/** Time for messages that have arrived to be handled, if the host's own thread was busy. */
const LAST_MESSAGES_MS = 50;

/** Ends a worker whose call does not end in time by itself. */
export class Watchdog {
  readonly #worker: PythonWorker;
  readonly #settings: RunSettings;
  readonly #answerer: Answerer;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(worker: PythonWorker, call: GuestCall, settings: RunSettings, answerer: Answerer) {
    this.#worker = worker;
    this.#settings = settings;
    this.#answerer = answerer;
    const times = call.kind === "map" && call.limitsEach ? call.count : 1;
    this.#watch(settings.wallTimeoutMs * times + WATCHDOG_GRACE_MS, "timeout");
  }

  /** The call was aborted, so it has to end now. */
  aborted(): void {
    this.stop();
    this.#watch(WATCHDOG_GRACE_MS, "aborted");
  }

  /** The call has ended. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #watch(ms: number, code: "timeout" | "aborted"): void {
    // Longer timers would fire at once.
    if (ms > MAX_TIMER_MS) return;
    this.#timer = setTimeout(() => {
      const excusedMs = code === "timeout" ? this.#answerer.takeExcusedMs() : 0;
      if (excusedMs > 0) {
        this.#watch(excusedMs, code);
        return;
      }
      this.#timer = setTimeout(() => {
        this.#worker.kill(limitError(code, this.#settings, {}));
      }, LAST_MESSAGES_MS);
    }, ms);
  }
}

const MAX_TIMER_MS = 2 ** 31 - 1;
