import { SANDBOX_VALUE_MAX_DEPTH } from "../abi/constants.js";
import { pathTo, type Step, stepToEntry } from "../abi/value-path.js";
import { ValueRangeError, ValueTooLarge, ValueTypeError } from "../abi/values.js";
import { decodeText } from "../base/bytes.js";

/**
 * Reads the payload of `host.call`: `{"args": […], "kwargs": {…}}`, where each may be left out.
 * Its objects have no prototype.
 *
 * @returns the arguments as a host function gets them.
 * @throws ValueTypeError, ValueRangeError
 */
export function argumentsOf(payload: Uint8Array): unknown[] {
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new ValueRangeError(`the payload has more than ${MAX_PAYLOAD_BYTES} bytes`);
  }
  const parsed = parse(decodeText(payload));
  if (!isObject(parsed)) throw new ValueTypeError(NO_PAYLOAD);
  const { args = [], kwargs = {} } = parsed;
  if (!Array.isArray(args) || !isObject(kwargs)) throw new ValueTypeError(NO_PAYLOAD);
  return Object.keys(kwargs).length > 0 ? [...args, kwargs] : args;
}

/** Each byte of JSON may cost the host many times as much. */
const MAX_PAYLOAD_BYTES = 1024 * 1024;

const NO_PAYLOAD = 'the payload is not {"args": [...], "kwargs": {...}}';

function parse(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ValueRangeError("the payload is not JSON");
  }
  return new JsonCopier(Infinity).copy(parsed, { parent: null, name: "payload" }, 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A copy of a result that consists of what JSON can carry, and of nothing that acts when it is read.
 *
 * @throws ValueTypeError, ValueRangeError naming the part that JSON cannot carry; ValueTooLarge
 * where its JSON is sure to have more than `maxBytes`.
 */
export function jsonCopy(value: unknown, maxBytes: number): unknown {
  return new JsonCopier(maxBytes).copy(value, { parent: null, name: "result" }, 0);
}

class JsonCopier {
  readonly #maxBytes: number;
  #leastBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @param depth how many containers are around the value. */
  copy(value: unknown, step: Step, depth: number): unknown {
    this.#count(1);
    if (value === undefined || value === null || typeof value === "boolean") return value ?? null;
    if (typeof value === "string") {
      this.#count(value.length);
      return value;
    }
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value === "object") return this.#container(value, step, depth);
    const what = typeof value === "number" ? String(value) : `a ${typeof value}`;
    throw new ValueTypeError(`${pathTo(step)} is ${what}, which JSON cannot carry`);
  }

  #container(value: object, parent: Step, depth: number): unknown {
    if (depth >= SANDBOX_VALUE_MAX_DEPTH) {
      throw new ValueRangeError(`${pathTo(parent)} is nested too deep, or part of itself`);
    }
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      const { length } = value;
      for (let i = 0; i < length; i++) {
        items.push(this.copy(value[i], { parent, name: i }, depth + 1));
      }
      return items;
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) {
      throw new ValueTypeError(
        `${pathTo(parent)} is an instance of a class, which JSON cannot carry`,
      );
    }
    const copy: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(value)) {
      this.#count(key.length);
      const item = (value as Record<string, unknown>)[key];
      copy[key] = this.copy(item, stepToEntry(parent, key), depth + 1);
    }
    return copy;
  }

  #count(bytes: number): void {
    this.#leastBytes += bytes;
    if (this.#leastBytes > this.#maxBytes) throw new ValueTooLarge();
  }
}
