import {
  SANDBOX_ANSWER_EXCEPTION,
  SANDBOX_ANSWER_OBJECT,
  SANDBOX_ANSWER_VALUE,
  SANDBOX_CALL_JSON,
  SANDBOX_CALL_TAKE,
  SANDBOX_CALL_VALUES,
  SANDBOX_CALL_WAIT,
} from "../abi/constants.js";
import { decodeShortText, decodeValue } from "../abi/decode-value.js";
import { encodeValue } from "../abi/encode-value.js";
import { MalformedValue, ValueTooLarge, ValueTypeError } from "../abi/values.js";
import type { ClockSetting } from "../base/clock.js";
import type { GuestException } from "../base/error-types.js";
import { type HostFunction, type HostFunctions, MAX_NAME_LENGTH } from "../base/host-functions.js";
import { PythonObject } from "../base/python-object.js";
import { type HostException, hostExceptionOf } from "./host-exception.js";
import { argumentsOf, jsonOf } from "./host-json.js";
import { MAX_PENDING_CALLS, PendingCalls } from "./pending-calls.js";
import { CAN_SUSPEND } from "./suspension.js";

/** An answer for the guest: a byte for its kind, and a value. */
export interface Answer {
  readonly kind: number;
  readonly value: Uint8Array;
}

/** Answers the guest's calls of host functions. */
export interface AnswerSource {
  /**
   * Answers a call; whatever the function does becomes an answer.
   *
   * @param form one of SANDBOX_CALL_*.
   * @param name the function's name, in UTF-8.
   * @param payload the arguments, encoded; valid only during the call.
   * @throws MalformedValue if the guest is corrupt.
   */
  answer(form: number, name: Uint8Array, payload: Uint8Array): Answer;
  /** The same, for functions that may return promises; absent if answers never are promises. */
  answerLater?(form: number, name: Uint8Array, payload: Uint8Array): Answer | Promise<Answer>;
  /** Returns what a function threw, if it became the exception; `number` is the error's number. */
  thrown(number: number, exception: GuestException): unknown;
  /** The run is over: what is still under way is forgotten. */
  end?(): void;
}

/** Makes the answer when the program takes it. */
type MakeAnswer = () => Answer;

/** There are no host functions. */
export const NO_ANSWERS: AnswerSource = {
  answer: () => refusal("there are no host functions"),
  thrown: () => undefined,
};

/** The functions for a run's calls. */
export interface HostCallables {
  /** By name; may change between calls. */
  readonly hostFunctions: HostFunctions;
  /** Maximum size of a result, in bytes. */
  readonly maxHostResultBytes: number;
  /** The program's clock; by default the system's. */
  readonly clock?: ClockSetting;
}

/** A call of a function that exists, and how to answer it. */
interface Prepared {
  readonly name: string;
  readonly fn: HostFunction;
  readonly args: readonly unknown[];
  /** Whether the answer is JSON text. */
  readonly isJson: boolean;
  /** Whether Python goes on while the function does. */
  readonly isAwaitable: boolean;
}

/** What a host function threw, and the exception that Python raises for it. */
interface HostError {
  readonly number: number;
  readonly thrown: unknown;
  readonly pythonType: string;
}

/** The guest keeps the same number. */
const MAX_ERRORS = 16;

/** Maximum size of a function's name: UTF-8 takes up to 3 bytes per character. */
const MAX_NAME_BYTES = 3 * MAX_NAME_LENGTH;

/** Answers the calls of one run with functions of this thread. */
export class HostAnswers implements AnswerSource {
  readonly #callables: HostCallables;
  /** The function that was called last, which is usually the next one, too. */
  #lastName = { bytes: new Uint8Array(), text: "" };
  /** The last errors that became exceptions, each at its number modulo their count. */
  readonly #errors: HostError[] = [];
  #errorCount = 0;
  readonly #pending = new PendingCalls<MakeAnswer>();

  constructor(callables: HostCallables) {
    this.#callables = callables;
  }

  answer(form: number, name: Uint8Array, payload: Uint8Array): Answer {
    if (isUnnamed(form)) return refusal(NOTHING_PENDING);
    const call = this.#prepare(form, name, payload);
    if ("kind" in call) return call;
    try {
      return this.#returned(callFunction(call), call.isJson);
    } catch (error) {
      return this.#threw(error, call.isJson);
    }
  }

  /** The same, for functions that may return promises. */
  answerLater(form: number, name: Uint8Array, payload: Uint8Array): Answer | Promise<Answer> {
    if (form === SANDBOX_CALL_WAIT) return this.#waited(payload);
    if (form === SANDBOX_CALL_TAKE) return this.#taken(payload);
    const call = this.#prepare(form, name, payload);
    if ("kind" in call) return call;
    if (call.isAwaitable) return this.#started(call);
    try {
      const { fn, args, isJson } = call;
      const result: unknown = fn(...args);
      if (!isThenable(result)) return this.#returned(result, isJson);
      return Promise.resolve(result)
        .then((value) => this.#returned(value, isJson))
        .catch((error) => this.#threw(error, isJson));
    } catch (error) {
      return this.#threw(error, call.isJson);
    }
  }

  thrown(number: number, { pythonType }: GuestException): unknown {
    const error = this.#errors[number % MAX_ERRORS];
    const isIt = error?.number === number && isRaisedAs(error.pythonType, pythonType);
    return isIt ? error.thrown : undefined;
  }

  end(): void {
    this.#pending.end();
  }

  /** Starts a call of an awaitable function. The answer is an object that Python awaits. */
  #started({ fn, args }: Prepared): Answer {
    if (!this.#pending.hasRoom) {
      return refusal(`${MAX_PENDING_CALLS} calls of host functions wait to be awaited already`);
    }
    const number = this.#pending.add(
      (async () => fn(...args))().then(
        (result): MakeAnswer =>
          () =>
            this.#returnedOrThrew(result),
        (error): MakeAnswer =>
          () =>
            this.#exceptionOf(error),
      ),
    );
    return { kind: SANDBOX_ANSWER_OBJECT, value: encoded(["HostCall", number]) };
  }

  #returnedOrThrew(result: unknown): Answer {
    try {
      return this.#result(result);
    } catch (error) {
      return this.#exceptionOf(error);
    }
  }

  #waited(payload: Uint8Array): Answer | Promise<Answer> {
    const [seconds] = itemsOf(payload);
    if (seconds !== null && typeof seconds !== "number") return MISUSED;
    if (seconds === null && !this.#pending.canWait) return refusal(NOTHING_PENDING);
    // On a clock that stands still, functions take no time.
    const { clock = "system" } = this.#callables;
    const isTimeless = clock !== "system" && this.#pending.isAnyUnderWay;
    const ms = seconds === null || (isTimeless && seconds > 0) ? Infinity : seconds * 1000;
    const ended = this.#pending.wait(ms);
    return ended instanceof Promise ? ended.then(answerOf) : answerOf(ended);
  }

  #taken(payload: Uint8Array): Answer {
    const [number, isWanted] = itemsOf(payload);
    if (typeof number !== "number" || typeof isWanted !== "boolean") return MISUSED;
    const answer = this.#pending.take(number);
    if (!isWanted) return answerOf(null);
    return answer === null ? refusal(NOTHING_PENDING) : answer();
  }

  #prepare(form: number, nameBytes: Uint8Array, payload: Uint8Array): Prepared | Answer {
    const isJson = form === SANDBOX_CALL_JSON;
    const name = this.#nameOf(nameBytes);
    const args = isJson ? null : decodeValue(payload);
    if (args !== null && !Array.isArray(args)) throw new MalformedValue();
    const found = this.#callables.hostFunctions.get(name);
    if (found === undefined) {
      if (isJson) return this.#failure(`KeyError: ${quoted(name)}`);
      return exception({ pythonType: "KeyError", message: name }, NO_ERROR);
    }
    const isAwaitable = typeof found === "object" && !isJson;
    const fn = typeof found === "object" ? found.call : found;
    if (args !== null) return { name, fn, args, isJson, isAwaitable };
    try {
      return { name, fn, args: argumentsOf(payload), isJson, isAwaitable };
    } catch (error) {
      return this.#threw(error, isJson);
    }
  }

  /** @throws what reading and encoding the result throws. */
  #returned(result: unknown, isJson: boolean): Answer {
    if (!isJson) return this.#result(result);
    const { maxHostResultBytes } = this.#callables;
    return this.#result(`{"ok":true,"value":${jsonOf(result, maxHostResultBytes)}}`);
  }

  /** The result of `host.call` is JSON text even if the function throws. */
  #threw(thrown: unknown, isJson: boolean): Answer {
    if (!isJson || thrown instanceof ValueTooLarge) return this.#exceptionOf(thrown);
    return this.#failure(hostExceptionOf(thrown).text);
  }

  #failure(error: string): Answer {
    try {
      return this.#result(JSON.stringify({ ok: false, error }));
    } catch (tooLarge) {
      return this.#exceptionOf(tooLarge);
    }
  }

  /** The text of a name; reuses the string if the previous call had the same name. */
  #nameOf(bytes: Uint8Array): string {
    if (!equalBytes(bytes, this.#lastName.bytes)) {
      const copy = bytes.slice(0, MAX_NAME_BYTES + 1);
      this.#lastName = { bytes: copy, text: decodeShortText(copy, "replace") };
    }
    return this.#lastName.text;
  }

  /** Returns an answer that raises what was thrown. */
  #exceptionOf(thrown: unknown): Answer {
    const raised = hostExceptionOf(thrown);
    const number = this.#errorCount++;
    this.#errors[number % MAX_ERRORS] = { number, thrown, pythonType: raised.pythonType };
    return exception(raised, number);
  }

  /** @throws ValueTypeError, ValueRangeError, and whatever reading the result throws. */
  #result(result: unknown): Answer {
    const options = { root: "result", maxBytes: this.#callables.maxHostResultBytes };
    if (result instanceof PythonObject) {
      const parts = [result.pythonClass, ...result.args];
      return { kind: SANDBOX_ANSWER_OBJECT, value: encodeValue(parts, options) };
    }
    return { kind: SANDBOX_ANSWER_VALUE, value: encodeValue(result, options) };
  }
}

/** What to do about an asynchronous function that nothing waits for. */
const REMEDY = CAN_SUSPEND
  ? "use run or MicroPythonSession, which wait for it"
  : 'in this JavaScript engine, only runs with isolation "thread" wait for it';

/** @throws whatever the function throws; ValueTypeError if it is asynchronous, if possible before the call. */
function callFunction({ name, fn, args, isAwaitable }: Prepared): unknown {
  if (isAwaitable) throw new ValueTypeError(`${name}() is awaitable; ${REMEDY}`);
  if (isAsync(fn)) throw new ValueTypeError(`${name}() is asynchronous; ${REMEDY}`);
  const result: unknown = fn(...args);
  if (isThenable(result)) {
    // Nothing else handles its rejection.
    Promise.resolve(result).catch(() => {});
    throw new ValueTypeError(`${name}() returned a promise; ${REMEDY}`);
  }
  return result;
}

/** Whether it was written as an `async` function; works across realms. */
function isAsync(fn: HostFunction): boolean {
  return Object.prototype.toString.call(fn) === "[object AsyncFunction]";
}

function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}

/** The number of an exception that no host function threw. */
const NO_ERROR = -1;

/** Whether the guest raises an exception of one class as another; see port/cpython/modhost.c. */
function isRaisedAs(asked: string, raised: string): boolean {
  return raised === asked || raised === "RuntimeError";
}

/** An answer that raises `RuntimeError`. */
export function refusal(message: string): Answer {
  return exception({ pythonType: "RuntimeError", message }, NO_ERROR);
}

/** @param number the error's number for SANDBOX_REPORT_HOST_ERROR. */
function exception({ pythonType, message }: Omit<HostException, "text">, number: number): Answer {
  return { kind: SANDBOX_ANSWER_EXCEPTION, value: encoded([pythonType, message, number]) };
}

/** An answer of ours, whose size no program determines. */
function answerOf(value: unknown): Answer {
  return { kind: SANDBOX_ANSWER_VALUE, value: encoded(value) };
}

function encoded(value: unknown): Uint8Array {
  return encodeValue(value, { root: "answer", maxBytes: Number.POSITIVE_INFINITY });
}

/** Quotes a name as Python does, if it contains no quotes or escapes. */
function quoted(name: string): string {
  return `'${name.replace(/['\\]/g, "\\$&")}'`;
}

/** What Python code is told that waits for a call, or takes its result, where there is none. */
const NOTHING_PENDING = "no such call of a host function is under way";

function isUnnamed(form: number): boolean {
  return form === SANDBOX_CALL_WAIT || form === SANDBOX_CALL_TAKE;
}

/** Whether the guest may use that form. */
export function isCallForm(form: unknown): form is number {
  return form === SANDBOX_CALL_VALUES || form === SANDBOX_CALL_JSON || isUnnamed(form as number);
}

/** Whether a call of that form calls a function. */
export function callsFunction(form: number): boolean {
  return !isUnnamed(form);
}

/** A program has called functions of the module `host` that are not for it. */
const MISUSED = exception({ pythonType: "TypeError", message: "not a call's number" }, NO_ERROR);

/** The items of an encoded list. @throws MalformedValue */
function itemsOf(payload: Uint8Array): readonly unknown[] {
  const items = decodeValue(payload);
  if (!Array.isArray(items)) throw new MalformedValue();
  return items;
}
