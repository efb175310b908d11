import { MicroPythonLimitError } from "../base/errors.js";
import type { HostFunctions } from "../base/host-functions.js";
import type { LimitSettings } from "../base/limits.js";
import type { InputOption, RunSettings } from "../base/options.js";
import type { GuestCall } from "../engine/calls.js";
import type { Execution } from "../session/execution.js";
import { limitError } from "../session/result.js";
import { Answerer } from "./answerer.js";
import { MalformedMessage } from "./checked.js";
import type { WorkerRequest } from "./protocol.js";
import type { PythonWorker } from "./python-worker.js";
import { receivedExecution } from "./received-execution.js";
import type { StoreServer } from "./store-server.js";
import { Watchdog } from "./watchdog.js";

/** A signal that fires no events is looked at this often, in milliseconds. */
const SIGNAL_STEP_MS = 20;

/** What a call in a worker uses in the host's thread. */
export interface CallInWorker {
  readonly call: GuestCall;
  readonly settings: RunSettings;
  readonly stdin: InputOption;
  readonly functions: HostFunctions;
  readonly stores: StoreServer;
  /** Called when it begins and ends to wait for a promise of the host. */
  readonly onWait: (isWaiting: boolean) => void;
  /** Receives the host that serves the call's requests. */
  readonly onAnswerer?: (answerer: Answerer) => void;
}

/** Performs a call in a worker, under the same limits. */
export async function callInWorker<Result>(
  worker: PythonWorker,
  request: WorkerRequest,
  { call, settings, stdin, functions, stores, onWait, onAnswerer }: CallInWorker,
  finish: (execution: Execution, limits: LimitSettings) => Result,
): Promise<Result> {
  const answerer = new Answerer(call, settings, stdin, functions, stores);
  onAnswerer?.(answerer);
  const watchdog = new Watchdog(worker, call, settings, answerer);
  const { signal } = settings;
  let isAborted = false;
  const abort = () => {
    if (isAborted) return;
    isAborted = true;
    worker.abort();
    watchdog.aborted();
  };
  const unwatch = signal === null ? () => {} : watchSignal(signal, abort);
  try {
    const pending = worker.request(request, (question) => {
      const answer = answerer.answer(question);
      // A callback may have aborted a signal that tells nobody.
      if (signal?.aborted) abort();
      if (answer instanceof Promise) {
        onWait(true);
        return answer.finally(() => onWait(false));
      }
      return answer;
    });
    if (signal?.aborted) abort();
    const execution = receivedExecution(await pending, call, settings, answerer);
    return finish(execution, settings);
  } catch (error) {
    if (error instanceof MalformedMessage) throw worker.distrust(error);
    if (error instanceof MicroPythonLimitError && error.code === "aborted") {
      throw limitError("aborted", settings, error);
    }
    throw error;
  } finally {
    unwatch();
    answerer.end();
    watchdog.stop();
    onWait(false);
  }
}

/** Calls `abort` when a signal is aborted. Returns a function that ends this. */
function watchSignal(signal: AbortSignal, abort: () => void): () => void {
  // It may be an object that only has `aborted`, which reads shared memory.
  if ((signal.addEventListener as unknown) === undefined) {
    const timer = setInterval(() => signal.aborted && abort(), SIGNAL_STEP_MS);
    return () => clearInterval(timer);
  }
  signal.addEventListener("abort", abort);
  return () => signal.removeEventListener("abort", abort);
}
