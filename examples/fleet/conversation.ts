import {
  type AskedCall,
  inspectCall,
  MicroPythonGuestError,
  MicroPythonLimitError,
  MicroPythonSession,
  type RunStep,
  resume,
  type Session,
} from "micropython-wasm";
import type { StateStore } from "micropython-wasm/stores";
import type { Charges, Step } from "./backend.js";

/** What is stored of a conversation. */
interface State {
  /** How many steps are done. */
  readonly done: number;
  /** The value of the last one. */
  readonly value: unknown;
  /** The session after it, in Base64; `null` before the first one. */
  readonly session: string | null;
  /** While a step waits for the answer to a call: the call, in Base64, and how many the step made before. */
  readonly pending: { readonly call: string; readonly number: number } | null;
}

const NEW: State = { done: 0, value: null, session: null, pending: null };

/** The conversation is kept this long after its last step. */
const TTL_MS = 7 * 24 * 3600 * 1000;

/**
 * Every process is one thread, and the queue brings it one step at a time; so Python runs in that thread. The key should
 * come from the server's configuration.
 */
const OPTIONS = { isolation: "inline", fuel: 5_000_000, wallTimeoutMs: 2000 } as const;
const SIGNING = { signingKey: "only for this example" } as const;
const PAUSE_ON = { pauseOn: ["charge"] };

/** Another process has performed the step, or is performing it. */
export class Overtaken extends Error {}

/**
 * Performs a step, or what is left of it, and returns its value. It may be repeated after a crash at any moment: a
 * finished step only returns its value, and a call with side effects is stored before it is made, so that it is
 * repeated with the same arguments and the same identifier.
 *
 * @throws Overtaken if another process was faster; then nothing of this attempt is left.
 */
export async function perform(step: Step, store: StateStore, charges: Charges): Promise<unknown> {
  const found = await store.get(step.conversation);
  const state = found === null ? NEW : decode(found.bytes);
  if (step.number <= state.done) return state.value;
  if (step.number !== state.done + 1) throw new Error(`step ${state.done + 1} is missing`);
  let version = found?.version ?? null;
  const replace = async (next: State) => {
    const options = { ttlMs: TTL_MS };
    version = await store.compareAndSet(step.conversation, version, encode(next), options);
    if (version === null) throw new Overtaken(`${step.conversation}, step ${step.number}`);
  };
  const charge = ({ args }: AskedCall, number: number) =>
    charges.charge(`${step.conversation}/${step.number}/${number}`, Number(args[0]));
  const end: State = await finished(step, state, charge, (pending) =>
    replace({ ...state, pending }),
  );
  await replace(end);
  return end.value;
}

/** Performs the rest of a step. What its program does wrong is its value, and leaves the session as it was. */
async function finished(
  step: Step,
  state: State,
  charge: (call: AskedCall, number: number) => Promise<number>,
  store: (pending: State["pending"]) => Promise<void>,
): Promise<State> {
  let session: Session | null = null;
  try {
    let calls = state.pending?.number ?? 0;
    let current: RunStep =
      state.pending === null
        ? await started(step, state)
        : await answered(state.pending.call, (call) => charge(call, calls++));
    session = current.session;
    while (current.status === "pending") {
      await store({ call: toBase64(current.save(SIGNING)), number: calls });
      current = await current.resume({ result: await charge(current, calls++) });
    }
    const { value } = current.result;
    const saved = toBase64(await session.save());
    return { done: step.number, value, session: saved, pending: null };
  } catch (error) {
    const isOfProgram =
      error instanceof MicroPythonGuestError || error instanceof MicroPythonLimitError;
    if (!isOfProgram) throw error;
    return { ...state, done: step.number, value: { error: error.message }, pending: null };
  } finally {
    await session?.close();
  }
}

async function started(step: Step, { session }: State): Promise<RunStep> {
  const used =
    session === null
      ? new MicroPythonSession(OPTIONS)
      : await MicroPythonSession.restore(Buffer.from(session, "base64"), OPTIONS);
  return used.start(step.code, PAUSE_ON);
}

async function answered(
  saved: string,
  answer: (call: AskedCall) => Promise<number>,
): Promise<RunStep> {
  const bytes = Buffer.from(saved, "base64");
  const result = await answer(inspectCall(bytes, SIGNING));
  return resume(bytes, { result }, { ...OPTIONS, ...PAUSE_ON, ...SIGNING });
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

function encode(state: State): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(state));
}

function decode(bytes: Uint8Array): State {
  return JSON.parse(new TextDecoder().decode(bytes)) as State;
}
