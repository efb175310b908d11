import {
  MicroPythonSessionSync,
  MicroPythonWasmError,
  type PendingCall,
  type ResumeOptions,
  type RunStepSync,
  resumeSync,
  type SessionOptions,
  type SessionSync,
  type StartOptions,
} from "micropython-wasm";
import { expect } from "vitest";

export type Pending = PendingCall<SessionSync, RunStepSync>;

export function pending(step: RunStepSync): Pending {
  if (step.status === "pending") return step;
  return expect.unreachable("the run has finished");
}

export function finished<Step extends { status: string }>(
  step: Step,
): Extract<Step, { status: "finished" }> {
  if (step.status === "finished") return step as Extract<Step, { status: "finished" }>;
  return expect.unreachable("the run has not finished");
}

export function start(
  code: string,
  options: SessionOptions = {},
  how: StartOptions = { pauseOn: ["ask"] },
) {
  return new MicroPythonSessionSync({ wallTimeoutMs: 60_000, ...options }).start(code, how);
}

/** Answers each call in another session, as another process would. */
export function elsewhere(
  step: RunStepSync,
  answer: (call: Pending) => unknown,
  options: ResumeOptions = {},
): Extract<RunStepSync, { status: "finished" }> {
  let next = step;
  while (next.status === "pending") {
    const bytes = next.save();
    const result = answer(next);
    next.session.close();
    next = resumeSync(bytes, { result }, { wallTimeoutMs: 60_000, pauseOn: ["ask"], ...options });
  }
  return finished(next);
}

export function errorOf(work: () => unknown): MicroPythonWasmError {
  try {
    work();
  } catch (error) {
    if (error instanceof MicroPythonWasmError) return error;
    throw error;
  }
  return expect.unreachable("nothing was thrown");
}
