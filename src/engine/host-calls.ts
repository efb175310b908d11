import { type GuestMemory, type GuestPointer, guestPointer, offset } from "../abi/memory.js";
import { MalformedValue } from "../abi/values.js";
import type { GuestException } from "../base/error-types.js";
import type { Platform } from "../base/platform.js";
import { unitsForValue } from "../wasi/costs.js";
import type { StandardStreams } from "../wasi/standard-streams.js";
import type { RunGovernor } from "./governor.js";
import {
  type Answer,
  type AnswerSource,
  callsFunction,
  isCallForm,
  NO_ANSWERS,
  refusal,
} from "./host-answers.js";
import { Wait } from "./waiting.js";

/** What Python code that goes on is told about a promise that nobody waits for any more. */
const ENDED = "the call ended while it waited for the host";

/** Takes the guest's calls of host functions, and passes on the answers. */
export class HostCalls {
  readonly #memory: GuestMemory;
  readonly #streams: StandardStreams;
  readonly #platform: Pick<Platform, "startTimer">;
  readonly #governor: () => RunGovernor | null;
  #answers: AnswerSource = NO_ANSWERS;
  /** Whether the guest can be suspended while an answer is a promise. */
  #canWait = false;
  #wait: Wait<Answer> | null = null;
  /** Whether nobody wants to wait for promises any more. */
  #isClosing = false;
  /** The answer that did not fit, until the guest takes it or makes the next call. */
  #waiting: Answer | null = null;

  /** @param governor returns the current run's governor. */
  constructor(
    memory: GuestMemory,
    streams: StandardStreams,
    platform: Pick<Platform, "startTimer">,
    governor: () => RunGovernor | null,
  ) {
    this.#memory = memory;
    this.#platform = platform;
    this.#streams = streams;
    this.#governor = governor;
  }

  /**
   * Sets the source of answers for a run's calls, replacing that of the previous run.
   *
   * @param canWait whether the guest can be suspended meanwhile.
   */
  use(answers: AnswerSource, canWait: boolean): void {
    this.#answers = answers;
    this.#canWait = canWait;
    this.#waiting = null;
  }

  /** Returns what a host function threw in this run, if it became the exception. */
  thrown(number: number | null, exception: GuestException): unknown {
    return number === null ? undefined : this.#answers.thrown(number, exception);
  }

  /** The run is over. */
  end(): void {
    this.#answers.end?.();
    this.#answers = NO_ANSWERS;
  }

  /** Ends the current wait for a promise, if any, and later ones. */
  stopWaiting(): void {
    this.#isClosing = true;
    this.#wait?.end();
  }

  /** The instance has another user. */
  mayWait(): void {
    this.#isClosing = false;
  }

  /**
   * Implements the import `sandbox.call_host`. Whatever the function does becomes an answer.
   *
   * @returns a promise only if the guest can be suspended.
   * @throws MalformedValue, GuestMemoryError if the guest is corrupt.
   */
  call(
    form: number,
    name: number,
    nameSize: number,
    payload: number,
    payloadSize: number,
    answer: number,
    answerCapacity: number,
  ): number | Promise<number> {
    const memory = this.#memory;
    const nameBytes = memory.bytes(guestPointer(name), nameSize >>> 0);
    const payloadBytes = memory.bytes(guestPointer(payload), payloadSize >>> 0);
    this.#governor()?.charge(unitsForValue(payloadBytes.length));
    // Output from before the call must appear before it.
    this.#streams.flush();
    const given = this.#answer(form, nameBytes, payloadBytes);
    if (!(given instanceof Promise)) return this.#pass(given, answer, answerCapacity);
    return this.#settled(given).then((settled) => this.#pass(settled, answer, answerCapacity));
  }

  /** Passes an answer on. Returns its size. */
  #pass(given: Answer, answer: number, answerCapacity: number): number {
    const size = 1 + given.value.length;
    this.#governor()?.charge(unitsForValue(size));
    this.#waiting = size > answerCapacity >>> 0 ? given : null;
    if (this.#waiting === null) this.#write(guestPointer(answer), given);
    return size;
  }

  /** Waits for an answer, but not longer than the limits allow. */
  async #settled(given: Promise<Answer>): Promise<Answer> {
    const governor = this.#governor();
    if (governor === null || this.#isClosing) return refusal(ENDED);
    const answer = await governor.waitForHost(() => {
      this.#wait = new Wait(given, governor, this.#platform);
      return this.#wait.done;
    });
    this.#wait = null;
    governor.checkLimits();
    return answer ?? refusal(ENDED);
  }

  /** Implements the import `sandbox.take_answer`. @throws MalformedValue, GuestMemoryError */
  takeAnswer(at: number, size: number): void {
    const answer = this.#waiting;
    if (answer === null || 1 + answer.value.length !== size >>> 0) throw new MalformedValue();
    this.#waiting = null;
    this.#write(guestPointer(at), answer);
  }

  #write(at: GuestPointer, { kind, value }: Answer): void {
    const memory = this.#memory;
    memory.check(at, 1 + value.length);
    memory.setU8(at, kind);
    memory.write(offset(at, 1), value);
  }

  #answer(form: number, name: Uint8Array, payload: Uint8Array): Answer | Promise<Answer> {
    if (!isCallForm(form)) throw new MalformedValue();
    const governor = this.#governor();
    if (callsFunction(form) && governor?.countHostCall() === false) {
      return refusal("maxHostCalls is reached: this run cannot call the host again");
    }
    if (governor === null) return this.#answers.answer(form, name, payload);
    if (!governor.excludesHostTime) return this.#called(form, name, payload);
    return governor.withoutTime(() => this.#called(form, name, payload));
  }

  #called(form: number, name: Uint8Array, payload: Uint8Array): Answer | Promise<Answer> {
    const answers = this.#answers;
    if (!this.#canWait || answers.answerLater === undefined) {
      return answers.answer(form, name, payload);
    }
    return answers.answerLater(form, name, payload);
  }
}
