import { MalformedValue } from "../abi/values.js";
import { decodeText } from "../base/bytes.js";
import type { GuestException } from "../base/error-types.js";
import type { HostFunctions } from "../base/host-functions.js";
import type { InputOption, RunSettings } from "../base/options.js";
import type { GuestCall } from "../engine/calls.js";
import { type Answer, callsFunction, HostAnswers, isCallForm } from "../engine/host-answers.js";
import { InputCallbackError, readLine } from "../wasi/input.js";
import { checked, MalformedMessage } from "./checked.js";
import type { PlainAnswer } from "./protocol.js";
import type { KnownErrors } from "./received-execution.js";
import type { StoreServer } from "./store-server.js";

/** Answers a worker's questions during one call, with what its settings contain. */
export class Answerer implements KnownErrors {
  readonly #settings: RunSettings;
  readonly #stdin: InputOption;
  readonly #stores: StoreServer;
  readonly #answers: HostAnswers;
  #callsLeft: number;
  #charsLeft: { stdout: number; stderr: number };
  #callbacks = 0;
  #lastThrown: unknown = undefined;
  /** Time in host functions that does not count, and when the current one began. */
  #excusedMs = 0;
  #startMs: number | null = null;

  /**
   * @param stdin the input that the call reads.
   * @param functions what Python code may call; may change during the call.
   */
  constructor(
    call: GuestCall,
    settings: RunSettings,
    stdin: InputOption,
    functions: HostFunctions,
    stores: StoreServer,
  ) {
    this.#settings = settings;
    this.#stdin = stdin;
    this.#stores = stores;
    const { maxHostCalls, maxStdoutBytes, maxStderrBytes } = settings;
    this.#answers = new HostAnswers({ ...settings, hostFunctions: functions });
    // The worker enforces these limits; here, they only bound what an untrusted one can do.
    const times = call.kind === "map" && call.limitsEach ? call.count : 1;
    this.#callsLeft = times * maxHostCalls;
    this.#charsLeft = {
      stdout: times * maxStdoutBytes,
      stderr: times * maxStderrBytes,
    };
  }

  /** Whether the caller is one of the callbacks. */
  get isCallingBack(): boolean {
    return this.#callbacks > 0;
  }

  get lastThrown(): unknown {
    return this.#lastThrown;
  }

  thrown(number: number, exception: GuestException): unknown {
    return this.#answers.thrown(number, exception);
  }

  /** Answers a question. @throws MalformedMessage */
  answer(value: unknown): PlainAnswer | Promise<PlainAnswer> {
    const question = checked.object(value);
    switch (question.kind) {
      case "host":
        return this.#callHost(question);
      case "output":
        return this.#output(question);
      case "usage":
        return this.#usage(checked.object(question.usage));
      case "line":
        return this.#line();
      case "store":
        return this.#callback(() => this.#stores.answer(question.mount, question.operation));
      default:
        throw new MalformedMessage();
    }
  }

  #callHost({ form, name, payload }: Readonly<Record<string, unknown>>) {
    if (!isCallForm(form)) throw new MalformedMessage();
    if (callsFunction(form) && this.#callsLeft-- <= 0) throw new MalformedMessage();
    const answer = orMalformed(() =>
      this.#callback(() =>
        this.#answers.answerLater(form, checked.bytes(name), checked.bytes(payload)),
      ),
    );
    if (!(answer instanceof Promise)) return plainAnswer(answer);
    this.#startMs = performance.now();
    return answer.then((given) => {
      this.#excusedMs += performance.now() - (this.#startMs ?? 0);
      this.#startMs = null;
      return plainAnswer(given);
    });
  }

  /** The call is over. */
  end(): void {
    this.#answers.end();
  }

  /** Returns how long promises of host functions took since the last time, if that does not count. */
  takeExcusedMs(): number {
    const nowMs = performance.now();
    const pendingMs = this.#startMs === null ? 0 : Math.max(1, nowMs - this.#startMs);
    const ms = this.#excusedMs + pendingMs;
    this.#excusedMs = 0;
    if (this.#startMs !== null) this.#startMs = nowMs;
    return this.#settings.excludeHostTime ? ms : 0;
  }

  #output({ stream, text }: Readonly<Record<string, unknown>>): PlainAnswer {
    const name = checked.oneOf(stream, ["stdout", "stderr"]);
    const written = checked.text(text);
    this.#charsLeft[name] -= written.length;
    if (this.#charsLeft[name] < 0) throw new MalformedMessage();
    const { onStdout, onStderr } = this.#settings;
    const receive = name === "stdout" ? onStdout : onStderr;
    return this.#orThrew(() => {
      receive?.(written);
      return null;
    });
  }

  #usage({ fuelUsed, peakMemoryBytes, durationMs }: Readonly<Record<string, unknown>>) {
    const { onUsage } = this.#settings;
    if (onUsage === null) throw new MalformedMessage();
    const usage = {
      fuelUsed: checked.amount(fuelUsed),
      peakMemoryBytes: checked.count(peakMemoryBytes),
      durationMs: checked.amount(durationMs),
    };
    return this.#orThrew(() => {
      onUsage(usage);
      return null;
    });
  }

  #line(): PlainAnswer {
    const stdin = this.#stdin;
    if (typeof stdin !== "function") throw new MalformedMessage();
    return this.#orThrew(() => {
      const line = readLine(stdin);
      return line.length === 0 ? null : decodeText(line);
    });
  }

  #orThrew(work: () => string | null): PlainAnswer {
    try {
      return { kind: "value", value: this.#callback(work) };
    } catch (error) {
      const isOfInput = error instanceof InputCallbackError;
      this.#lastThrown = isOfInput ? error.cause : error;
      return { kind: "threw", message: isOfInput ? error.message : "a callback threw" };
    }
  }

  #callback<T>(work: () => T): T {
    this.#callbacks += 1;
    try {
      return work();
    } finally {
      this.#callbacks -= 1;
    }
  }
}

function plainAnswer({ kind, value }: Answer): PlainAnswer {
  return { kind: "host", answer: kind, value };
}

function orMalformed<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof MalformedValue ? new MalformedMessage() : error;
  }
}
