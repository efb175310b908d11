import {
  SANDBOX_ANSWER_EXCEPTION,
  SANDBOX_ANSWER_OBJECT,
  SANDBOX_ANSWER_VALUE,
  SANDBOX_CALL_JSON,
  SANDBOX_CALL_VALUES,
} from "../abi/constants.js";
import { decodeShortText, decodeValue } from "../abi/decode-value.js";
import { encodeValue } from "../abi/encode-value.js";
import { type GuestMemory, type GuestPointer, guestPointer, offset } from "../abi/memory.js";
import { MalformedValue, ValueTooLarge, ValueTypeError } from "../abi/values.js";
import type { GuestException } from "../base/error-types.js";
import { type HostFunction, MAX_NAME_LENGTH } from "../base/host-functions.js";
import { PythonObject } from "../base/python-object.js";
import { unitsForValue } from "../wasi/costs.js";
import type { StandardStreams } from "../wasi/standard-streams.js";
import type { RunGovernor } from "./governor.js";
import { type HostException, hostExceptionOf } from "./host-exception.js";
import { argumentsOf, jsonOf } from "./host-json.js";

/** The functions for a run's calls. */
export interface HostCallables {
  /** By name; may change between calls. */
  readonly hostFunctions: ReadonlyMap<string, HostFunction>;
  /** Maximum size of a result, in bytes. */
  readonly maxHostResultBytes: number;
}

/** An answer for the guest: a byte for its kind, and a value. */
interface Answer {
  readonly kind: number;
  readonly value: Uint8Array;
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

/** Calls host functions for the guest, and passes on their answers. */
export class HostCalls {
  readonly #memory: GuestMemory;
  readonly #streams: StandardStreams;
  readonly #governor: () => RunGovernor | null;
  #callables: HostCallables = { hostFunctions: new Map(), maxHostResultBytes: 0 };
  /** The answer that did not fit, until the guest takes it or makes the next call. */
  #waiting: Answer | null = null;
  /** The function that was called last, which is usually the next one, too. */
  #lastName = { bytes: new Uint8Array(), text: "" };
  /** The last errors that became exceptions, each at its number modulo their count. */
  readonly #errors: (HostError | undefined)[] = new Array(MAX_ERRORS);
  #errorCount = 0;

  /** @param governor returns the current run's governor. */
  constructor(memory: GuestMemory, streams: StandardStreams, governor: () => RunGovernor | null) {
    this.#memory = memory;
    this.#streams = streams;
    this.#governor = governor;
  }

  /** Sets the functions for a run's calls, replacing the previous run's. */
  use(callables: HostCallables): void {
    this.#callables = callables;
    this.#waiting = null;
    if (this.#errorCount > 0) this.#errors.fill(undefined);
    this.#errorCount = 0;
  }

  /** Returns what a host function threw in this run, if it became the exception. */
  thrown(number: number | null, { pythonType }: GuestException): unknown {
    if (number === null) return undefined;
    const error = this.#errors[number % MAX_ERRORS];
    const isIt = error?.number === number && isRaisedAs(error.pythonType, pythonType);
    return isIt ? error.thrown : undefined;
  }

  /**
   * Implements the import `sandbox.call_host`. Whatever the function does becomes an answer.
   *
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
  ): number {
    const memory = this.#memory;
    const nameBytes = memory.bytes(guestPointer(name), nameSize >>> 0);
    const payloadBytes = memory.bytes(guestPointer(payload), payloadSize >>> 0);
    this.#governor()?.charge(unitsForValue(payloadBytes.length));
    // Output from before the call must appear before it.
    this.#streams.flush();
    const given = this.#answer(form, nameBytes, payloadBytes);
    const size = 1 + given.value.length;
    this.#governor()?.charge(unitsForValue(size));
    this.#waiting = size > answerCapacity >>> 0 ? given : null;
    if (this.#waiting === null) this.#write(guestPointer(answer), given);
    return size;
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

  #answer(form: number, nameBytes: Uint8Array, payload: Uint8Array): Answer {
    if (this.#governor()?.countHostCall() === false) {
      const message = "maxHostCalls is reached: this run cannot call the host again";
      return exception({ pythonType: "RuntimeError", message }, NO_ERROR);
    }
    const name = this.#nameOf(nameBytes);
    switch (form) {
      case SANDBOX_CALL_VALUES:
        return this.#callWithValues(name, payload);
      case SANDBOX_CALL_JSON:
        return this.#callWithJson(name, payload);
      default:
        throw new MalformedValue();
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

  #callWithValues(name: string, payload: Uint8Array): Answer {
    const args = decodeValue(payload);
    if (!Array.isArray(args)) throw new MalformedValue();
    const fn = this.#callables.hostFunctions.get(name);
    if (fn === undefined) return exception({ pythonType: "KeyError", message: name }, NO_ERROR);
    try {
      return this.#result(callFunction(name, fn, args));
    } catch (error) {
      return this.#exceptionOf(error);
    }
  }

  #callWithJson(name: string, payload: Uint8Array): Answer {
    try {
      return this.#result(this.#jsonAnswer(name, payload));
    } catch (error) {
      return this.#exceptionOf(error);
    }
  }

  /** Returns an answer that raises what was thrown. */
  #exceptionOf(thrown: unknown): Answer {
    const raised = hostExceptionOf(thrown);
    const number = this.#errorCount++;
    this.#errors[number % MAX_ERRORS] = { number, thrown, pythonType: raised.pythonType };
    return exception(raised, number);
  }

  /** Returns the result of `host.call`. @throws ValueTooLarge, which becomes an exception. */
  #jsonAnswer(name: string, payload: Uint8Array): string {
    const fn = this.#callables.hostFunctions.get(name);
    if (fn === undefined) return failure(`KeyError: ${quoted(name)}`);
    try {
      const result = callFunction(name, fn, argumentsOf(payload));
      return `{"ok":true,"value":${jsonOf(result, this.#callables.maxHostResultBytes)}}`;
    } catch (error) {
      if (error instanceof ValueTooLarge) throw error;
      return failure(hostExceptionOf(error).text);
    }
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

/** @throws whatever the function throws; ValueTypeError if it returns a promise. */
function callFunction(name: string, fn: HostFunction, args: readonly unknown[]): unknown {
  const result: unknown = fn(...args);
  if (typeof result === "object" && result !== null && isThenable(result)) {
    // Nothing else handles its rejection.
    Promise.resolve(result).catch(() => {});
    const problem = "asynchronous host functions are not supported here";
    throw new ValueTypeError(`${name}() returned a promise; ${problem}`);
  }
  return result;
}

function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}

function isThenable(value: object): boolean {
  return "then" in value && typeof value.then === "function";
}

/** The number of an exception that no host function threw. */
const NO_ERROR = -1;

/** Whether the guest raises an exception of one class as another; see port/cpython/modhost.c. */
function isRaisedAs(asked: string, raised: string): boolean {
  return raised === asked || raised === "RuntimeError";
}

/** @param number the error's number for SANDBOX_REPORT_HOST_ERROR. */
function exception({ pythonType, message }: Omit<HostException, "text">, number: number): Answer {
  const parts = [pythonType, message, number];
  const value = encodeValue(parts, { root: "exception", maxBytes: Number.POSITIVE_INFINITY });
  return { kind: SANDBOX_ANSWER_EXCEPTION, value };
}

function failure(error: string): string {
  return JSON.stringify({ ok: false, error });
}

/** Quotes a name as Python does, if it contains no quotes or escapes. */
function quoted(name: string): string {
  return `'${name.replace(/['\\]/g, "\\$&")}'`;
}
