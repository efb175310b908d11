import {
  SANDBOX_ANSWER_EXCEPTION,
  SANDBOX_ANSWER_OBJECT,
  SANDBOX_CALL_TAKE,
} from "../../abi/constants.js";
import { decodeShortText, decodeValue } from "../../abi/decode-value.js";
import { encodeValue } from "../../abi/encode-value.js";
import { MalformedValue } from "../../abi/values.js";
import { GrowableBytes } from "../../base/bytes.js";
import type { GuestException } from "../../base/error-types.js";
import { KEY_BYTES, RandomStream } from "../../base/random-stream.js";
import { Sha256 } from "../../base/sha256.js";
import type { CallMeter, RandomSource } from "../../engine/calls.js";
import {
  type Answer,
  type AnswerSource,
  callsFunction,
  refusal,
} from "../../engine/host-answers.js";
import { unitsForValue } from "../../wasi/costs.js";
import type { ClockTape, GuestClock } from "../../wasi/guest-clock.js";
import type { OutputSink } from "../../wasi/output.js";
import { askedCall } from "./asked-call.js";
import {
  CALL_BYTES,
  CHECK_BYTES,
  type HostCall,
  type Journal,
  type JournalledCall,
  type JournalledProgram,
  TIME_BYTES,
} from "./journal.js";

/** What a journalled run begins with. */
export interface RunParts {
  readonly program: JournalledProgram;
  readonly memoryBytes: number;
  readonly filesDigest: Uint8Array;
  /** What is left of the input. */
  readonly input: Uint8Array;
  /** Whether that is not the session's input. */
  readonly hasOwnInput: boolean;
  /** Returns the next line; `null` if the input is not a function. */
  readonly nextLine: (() => unknown) | null;
  readonly clock: GuestClock;
  /** Where the numbers of the next part of the run come from. */
  readonly nextRandom: (before: RandomStream | null) => RandomStream;
  readonly answers: AnswerSource;
  /** Functions whose calls pause the run. */
  readonly pauseOn: ReadonlySet<string>;
  readonly maxJournalBytes: number;
}

/** What a paused run continues with. */
export interface Resumption {
  readonly journal: Journal;
  /** Of the call that waits for it. */
  readonly answer: Answer;
}

/** What the program is told that has been stopped; it cannot see it. */
const STOPPED = refusal("the run has stopped");

/**
 * Stands between a run and everything that it takes from outside. It remembers all of that, and pauses the run
 * at calls of some functions; a run that continues gets the same again until it is at the call that paused it.
 */
export class JournalledRun implements AnswerSource, RandomSource, ClockTape {
  readonly #parts: RunParts;
  readonly #past: Journal | null;
  /** For the last call in the journal. */
  readonly #given: Answer | null;
  readonly #calls: JournalledCall[] = [];
  readonly #clock = new GrowableBytes();
  readonly #lines: (string | null)[] = [];
  readonly #randoms: { readonly stream: RandomStream; readonly position: number }[] = [];
  /** Of everything that has left the program. */
  readonly #left = new Sha256();
  /** Numbers of awaitable calls whose results have not been taken. */
  readonly #underWay = new Set<number>();
  /** Bytes of output that are part of the digest. */
  #outputBytes = [0, 0];
  #outputs: readonly OutputSink[] = [];
  #meter: CallMeter | null = null;
  #pending: HostCall | null = null;
  #bytes = 0;
  /** Errors of functions before the run continued have lower numbers. */
  #firstError = 0;
  #usedMs = 0;
  #elapsedMs = 0;

  constructor(parts: RunParts, resumption: Resumption | null) {
    this.#parts = parts;
    this.#past = resumption?.journal ?? null;
    this.#given = resumption?.answer ?? null;
    this.#nextRandom();
    this.#grow(parts.input.length + parts.program.source.length);
  }

  /** Whether it repeats what was before. */
  get isReplaying(): boolean {
    return this.#past !== null && this.#calls.length < this.#past.calls.length;
  }

  /** The random numbers of the current part of the run. */
  get random(): RandomStream | null {
    return this.#randoms.at(-1)?.stream ?? null;
  }

  /** The next line of an input that is a function. */
  readonly nextLine = (): unknown => {
    const { nextLine } = this.#parts;
    let line: unknown;
    if (this.isReplaying) {
      line = this.#past?.lines[this.#lines.length];
      if (line === undefined) this.#diverge();
    } else line = nextLine?.();
    const kept = typeof line === "string" ? line : null;
    this.#lines.push(kept);
    this.#grow(5 + 3 * (kept?.length ?? 0));
    return line ?? null;
  };

  /** The run starts. */
  begin(meter: CallMeter, outputs: readonly OutputSink[]): void {
    this.#parts.clock.useTape(this);
    this.#meter = meter;
    this.#grow(0);
    this.#outputs = outputs;
    for (const output of outputs) output.isMuted = this.isReplaying;
  }

  /** The run is over. */
  end(): void {
    this.#parts.answers.end?.();
    this.#parts.clock.useTape(null);
  }

  read(now: () => bigint): bigint {
    const at = this.#clock.length;
    let time: Uint8Array;
    if (this.isReplaying && this.#past !== null) {
      time = this.#past.clock.subarray(at, at + TIME_BYTES);
      if (time.length === 0) {
        this.#diverge();
        return 0n;
      }
    } else {
      time = new Uint8Array(TIME_BYTES);
      new DataView(time.buffer).setBigUint64(0, now(), true);
    }
    this.#clock.append(time);
    this.#grow(TIME_BYTES);
    return new DataView(time.buffer, time.byteOffset).getBigUint64(0, true);
  }

  fillRandom(bytes: Uint8Array): void {
    this.random?.fillRandom(bytes);
  }

  answer(form: number, name: Uint8Array, payload: Uint8Array): Answer {
    const call = this.#called(form, name, payload);
    if ("kind" in call) return call;
    return this.#answered(call, this.#parts.answers.answer(form, name, payload));
  }

  answerLater(form: number, name: Uint8Array, payload: Uint8Array): Answer | Promise<Answer> {
    const call = this.#called(form, name, payload);
    if ("kind" in call) return call;
    const { answers } = this.#parts;
    const answer = (answers.answerLater ?? answers.answer).call(answers, form, name, payload);
    if (!(answer instanceof Promise)) return this.#answered(call, answer);
    return answer.then((given) => this.#answered(call, given));
  }

  thrown(number: number, exception: GuestException): unknown {
    const { answers } = this.#parts;
    const own = number - this.#firstError;
    return own < 0 ? undefined : answers.thrown(own, exception);
  }

  /** Everything that is needed to continue, if the run was paused. */
  journal(): Journal {
    const { program, memoryBytes, filesDigest, input, hasOwnInput, pauseOn } = this.#parts;
    const [stdout, stderr] = this.#outputs as [OutputSink, OutputSink];
    const randomKeys = this.#randoms.map(({ stream, position }) => ({ key: stream.key, position }));
    return {
      ...{ program, memoryBytes, filesDigest, input, hasOwnInput, randomKeys },
      pauseOn: [...pauseOn],
      lines: this.#lines,
      calls: this.#calls,
      clock: this.#clock.bytes(),
      elapsedMs: this.#elapsedMs,
      usedMs: this.#usedMs,
      pending: this.#pending as HostCall,
      stdout: stdout.text(),
      stderr: stderr.text(),
    };
  }

  /** Returns the answer that a call gets without the function, or how it differs from all others. */
  #called(form: number, name: Uint8Array, payload: Uint8Array): Answer | Check {
    if (this.#pending !== null || this.#meter === null) return STOPPED;
    const call = this.#check(form, name, payload, this.#meter);
    const past = this.#past?.calls[this.#calls.length];
    if (past !== undefined) {
      const isAnswered = past.answer !== null || this.#isPending(form, name, payload);
      return isAnswered ? this.#repeat(call, past) : this.#diverge();
    }
    const function_ = callsFunction(form) ? decodeShortText(name, "replace") : "";
    if (!this.#parts.pauseOn.has(function_)) return call;
    if (this.#underWay.size > 0) {
      const reason = "cannot pause while calls of other functions are under way; await them first";
      return this.#answered(call, refusal(`${function_}() ${reason}`));
    }
    const pending = { form, name: name.slice(), payload: payload.slice() };
    return isAsked(pending) ? this.#pause(call, pending) : call;
  }

  #pause(call: Check, pending: HostCall): Answer {
    const meter = this.#meter as CallMeter;
    this.#pending = pending;
    this.#calls.push({ ...call.check, hasPaused: true, answer: null });
    const written = this.#outputBytes.reduce((sum, bytes) => sum + bytes, 0);
    this.#grow(CALL_BYTES + pending.name.length + pending.payload.length + written);
    this.#usedMs = meter.usedMs;
    this.#elapsedMs = this.#parts.clock.elapsedMs;
    meter.stop("paused");
    return STOPPED;
  }

  #repeat(call: Check, past: JournalledCall): Answer {
    const isSame = past.units === call.check.units && areSame(past.digest, call.check.digest);
    const answer = past.answer ?? this.#given;
    if (!isSame || answer === null) return this.#diverge();
    this.#remember(call, { ...past, answer });
    if (!this.isReplaying) this.#goOn();
    else if (past.hasPaused) this.#nextRandom();
    return answer;
  }

  /** From here on, nothing is repeated. */
  #goOn(): void {
    const past = this.#past as Journal;
    const isAllRead =
      this.#clock.length === past.clock.length && this.#lines.length === past.lines.length;
    if (!isAllRead) {
      this.#diverge();
      return;
    }
    for (const output of this.#outputs) output.isMuted = false;
    this.#firstError = this.#calls.length;
    this.#parts.clock.continueFrom(past.elapsedMs);
    this.#meter?.hasUsed(past.usedMs);
    this.#nextRandom();
  }

  #answered(call: Check, answer: Answer): Answer {
    const numbered = this.#numbered(answer);
    const value = numbered.value.slice();
    this.#remember(call, {
      ...call.check,
      hasPaused: false,
      answer: { kind: numbered.kind, value },
    });
    return numbered;
  }

  #remember({ form, payload }: Check, call: JournalledCall & { readonly answer: Answer }): void {
    const { kind, value } = call.answer;
    if (kind === SANDBOX_ANSWER_OBJECT) {
      const [name, number] = decodeValue(value) as unknown[];
      if (name === "HostCall") this.#underWay.add(number as number);
    }
    if (form === SANDBOX_CALL_TAKE) {
      const [number] = decodeValue(payload) as unknown[];
      this.#underWay.delete(number as number);
    }
    this.#calls.push(call);
    this.#grow(CALL_BYTES + value.length);
  }

  /** Errors get numbers that none had before the run continued. */
  #numbered(answer: Answer): Answer {
    if (answer.kind !== SANDBOX_ANSWER_EXCEPTION || this.#firstError === 0) return answer;
    const [pythonType, message, number] = decodeValue(answer.value) as [unknown, unknown, number];
    if (number < 0) return answer;
    const parts = [pythonType, message, number + this.#firstError];
    const value = encodeValue(parts, { root: "answer", maxBytes: Number.POSITIVE_INFINITY });
    return { kind: answer.kind, value };
  }

  /** What a call has to agree in when it is repeated. */
  #check(form: number, name: Uint8Array, payload: Uint8Array, meter: CallMeter): Check {
    let hashed = name.length + payload.length;
    this.#outputs.forEach((output, i) => {
      const written = output.bytesFrom(this.#outputBytes[i] as number);
      this.#outputBytes[i] = (this.#outputBytes[i] as number) + written.length;
      this.#add(i, written);
      hashed += written.length;
    });
    this.#add(form, name);
    this.#add(form, payload);
    const digest = this.#left.digest().slice(0, CHECK_BYTES);
    meter.charge(CHECK_UNITS + unitsForValue(hashed));
    const copied = form === SANDBOX_CALL_TAKE ? payload.slice() : NOTHING;
    return { form, payload: copied, check: { units: meter.unitsUsed, digest } };
  }

  #add(kind: number, bytes: Uint8Array): void {
    const header = new Uint8Array(5);
    const view = new DataView(header.buffer);
    view.setUint8(0, kind);
    view.setUint32(1, bytes.length, true);
    this.#left.update(header).update(bytes);
  }

  #nextRandom(): void {
    const past = this.#past?.randomKeys[this.#randoms.length];
    const stream =
      past === undefined
        ? this.#parts.nextRandom(this.random)
        : new RandomStream(past.key, past.position);
    this.#randoms.push({ stream, position: stream.position });
    this.#grow(KEY_BYTES + 8);
  }

  /** Whether it is the call that the answer is for, after the output that was shown with it. */
  #isPending(form: number, name: Uint8Array, payload: Uint8Array): boolean {
    const { pending, stdout, stderr } = this.#past as Journal;
    return (
      pending.form === form &&
      areSame(pending.name, name) &&
      areSame(pending.payload, payload) &&
      this.#outputs.every((output, i) => output.text() === [stdout, stderr][i])
    );
  }

  #diverge(): Answer {
    this.#meter?.stop("diverged");
    return STOPPED;
  }

  #grow(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#parts.maxJournalBytes) this.#meter?.stop("journal");
  }
}

/** Whether the call has arguments; otherwise its answer says what is wrong. @throws MalformedValue */
function isAsked(call: HostCall): boolean {
  try {
    askedCall(call);
    return true;
  } catch (error) {
    if (error instanceof MalformedValue) throw error;
    return false;
  }
}

function areSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

/** Metered units for the digest of a call, besides its bytes. */
const CHECK_UNITS = 1024;

const NOTHING = new Uint8Array();

interface Check {
  readonly form: number;
  readonly payload: Uint8Array;
  readonly check: Pick<JournalledCall, "units" | "digest">;
}
