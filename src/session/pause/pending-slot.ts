import type { RunResult } from "../result.js";
import {
  type FinishedRun,
  notPending,
  type Paused,
  PendingCall,
  sessionPaused,
} from "./pending-call.js";
import { answered, type PausingRequest } from "./requests.js";

/** The call that a session's run waits for, if any. */
export class PendingSlot<OfSession, Step> {
  #call: PendingCall<OfSession, Step> | null = null;

  /** @throws MicroPythonWasmError if a call is pending */
  refuseIfPending(): void {
    if (this.#call !== null) throw sessionPaused();
  }

  /**
   * How a run goes on after a request.
   *
   * @param goOn makes the next request, which throws if the call is not pending or the answer is invalid.
   */
  step(
    ending: Paused | { readonly result: RunResult },
    request: PausingRequest,
    session: OfSession,
    goOn: (next: () => PausingRequest) => Step,
  ): FinishedRun<OfSession> | PendingCall<OfSession, Step> {
    if ("result" in ending) return { status: "finished", result: ending.result, session };
    const call: PendingCall<OfSession, Step> = new PendingCall(ending, {
      session,
      resume: (answer) => {
        return goOn(() => {
          this.#refuseUnless(call);
          const next = answered(request, ending.paused, answer);
          this.#call = null;
          return next;
        });
      },
      cancel: () => {
        this.#refuseUnless(call);
        this.#call = null;
      },
    });
    this.#call = call;
    return call;
  }

  #refuseUnless(call: PendingCall<OfSession, Step>): void {
    if (this.#call !== call) throw notPending();
  }
}
