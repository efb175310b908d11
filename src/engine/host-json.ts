import { SANDBOX_VALUE_MAX_DEPTH } from "../abi/constants.js";
import { pathTo, type Step, stepToEntry } from "../abi/value-path.js";
import { ValueRangeError, ValueTooLarge, ValueTypeError } from "../abi/values.js";
import { decodeText } from "../base/bytes.js";
import { isPlainObject } from "../base/kinds.js";

/**
 * Parses the payload of `host.call`: `{"args": […], "kwargs": {…}}`, with either optional. Its objects
 * have no prototype; integers are bigints if they are not safe integers.
 *
 * @throws ValueTypeError, ValueRangeError
 */
export function payloadOf(payload: Uint8Array): {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
} {
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new ValueRangeError(`the payload has more than ${MAX_PAYLOAD_BYTES} bytes`);
  }
  const parsed = parse(decodeText(payload));
  if (!isObject(parsed)) throw new ValueTypeError(NO_PAYLOAD);
  const { args = [], kwargs = {} } = parsed;
  if (!Array.isArray(args) || !isObject(kwargs)) throw new ValueTypeError(NO_PAYLOAD);
  return { args, kwargs };
}

/** The arguments for the host function in such a payload. @throws ValueTypeError, ValueRangeError */
export function argumentsOf(payload: Uint8Array): readonly unknown[] {
  const { args, kwargs } = payloadOf(payload);
  return Object.keys(kwargs).length > 0 ? [...args, kwargs] : args;
}

/** Each byte of JSON may cost the host many times as much. */
const MAX_PAYLOAD_BYTES = 1024 * 1024;

const NO_PAYLOAD = 'the payload is not {"args": [...], "kwargs": {...}}';

/** A string or a number in JSON text. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Maximum digits of an integer: more would take the engine longer than the program pays for. */
const MAX_DIGITS = 4300;

function parse(text: string): unknown {
  const hasLarge = text.match(TOKEN)?.some(isUnsafeInteger) ?? false;
  let parsed: unknown;
  try {
    // JSON.parse would round large integers, so they travel as text: "i…". Strings become "s…".
    parsed = JSON.parse(hasLarge ? text.replace(TOKEN, marked) : text);
  } catch {
    throw new ValueRangeError("the payload is not JSON");
  }
  return copied(parsed, { parent: null, name: "payload" }, 0, hasLarge);
}

function isUnsafeInteger(token: string): boolean {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
}

function marked(token: string): string {
  if (token.startsWith('"')) return `"s${token.slice(1)}`;
  if (!isUnsafeInteger(token)) return token;
  // JSON has no leading zeros; JSON.parse refuses them.
  return /^-?0/.test(token) ? token : `"i${token}"`;
}

/** @param isMarked whether strings begin with their kind. */
function unmarked(text: string, step: Step, isMarked: boolean): string | bigint {
  if (!isMarked) return text;
  if (text.startsWith("s")) return text.slice(1);
  if (text.length > MAX_DIGITS) {
    throw new ValueRangeError(`${pathTo(step)} is an integer of more than ${MAX_DIGITS} digits`);
  }
  return BigInt(text.slice(1));
}

/** Copies the result of JSON.parse, with objects that have no prototype. */
function copied(value: unknown, step: Step, depth: number, isMarked: boolean): unknown {
  if (typeof value === "string") return unmarked(value, step, isMarked);
  if (typeof value !== "object" || value === null) return value;
  refuseIfDeep(step, depth);
  if (Array.isArray(value)) {
    return value.map((item, i) => copied(item, { parent: step, name: i }, depth + 1, isMarked));
  }
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    const name = isMarked ? key.slice(1) : key;
    copy[name] = copied(item, stepToEntry(step, name), depth + 1, isMarked);
  }
  return copy;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuseIfDeep(step: Step, depth: number): void {
  if (depth < SANDBOX_VALUE_MAX_DEPTH) return;
  throw new ValueRangeError(`${pathTo(step)} is nested too deep, or part of itself`);
}

/**
 * Encodes a result as JSON; a bigint is an integer.
 *
 * @throws ValueTypeError, ValueRangeError naming the part that JSON cannot represent; ValueTooLarge
 * if the JSON has more than `maxBytes`.
 */
export function jsonOf(value: unknown, maxBytes: number): string {
  const writer = new JsonWriter(maxBytes);
  writer.value(value, { parent: null, name: "result" }, 0);
  return writer.text();
}

class JsonWriter {
  readonly #maxBytes: number;
  readonly #pieces: string[] = [];
  #leastBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  text(): string {
    return this.#pieces.join("");
  }

  /** @param depth number of containers around the value. */
  value(value: unknown, step: Step, depth: number): void {
    if (value === undefined || value === null) this.#put("null");
    else if (typeof value === "string") this.#string(value);
    else if (typeof value === "object") this.#container(value, step, depth);
    else if (
      typeof value === "boolean" ||
      typeof value === "bigint" ||
      (typeof value === "number" && Number.isFinite(value))
    ) {
      this.#put(String(value));
    } else {
      const what = typeof value === "number" ? String(value) : `a ${typeof value}`;
      throw new ValueTypeError(`${pathTo(step)} is ${what}, which JSON cannot represent`);
    }
  }

  #container(value: object, step: Step, depth: number): void {
    refuseIfDeep(step, depth);
    if (Array.isArray(value)) this.#array(value, step, depth + 1);
    else this.#object(value, step, depth + 1);
  }

  #array(items: readonly unknown[], parent: Step, depth: number): void {
    const { length } = items;
    this.#put("[");
    for (let i = 0; i < length; i++) {
      if (i > 0) this.#put(",");
      this.value(items[i], { parent, name: i }, depth);
    }
    this.#put("]");
  }

  #object(object: object, parent: Step, depth: number): void {
    if (!isPlainObject(object)) {
      const what = "an instance of a class";
      throw new ValueTypeError(`${pathTo(parent)} is ${what}, which JSON cannot represent`);
    }
    let separator = "{";
    for (const key of Object.keys(object)) {
      this.#put(separator);
      this.#string(key);
      this.#put(":");
      this.value((object as Record<string, unknown>)[key], stepToEntry(parent, key), depth);
      separator = ",";
    }
    this.#put(separator === "{" ? "{}" : "}");
  }

  #string(text: string): void {
    // The minimum size; checked before the text is encoded.
    if (text.length > this.#maxBytes - this.#leastBytes) throw new ValueTooLarge();
    this.#put(JSON.stringify(text));
  }

  #put(piece: string): void {
    this.#leastBytes += piece.length;
    if (this.#leastBytes > this.#maxBytes) throw new ValueTooLarge();
    this.#pieces.push(piece);
  }
}
