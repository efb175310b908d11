import { SANDBOX_CALL_JSON, SANDBOX_VALUE_TUPLE } from "../../abi/constants.js";
import { decodeShortText, decodeValue } from "../../abi/decode-value.js";
import { MalformedValue } from "../../abi/values.js";
import { payloadOf } from "../../engine/host-json.js";
import type { HostCall } from "./journal.js";

/** What a program asks of the host. */
export interface AskedCall {
  /** The function's name. */
  readonly name: string;
  /** The positional arguments, converted like those of a host function. */
  readonly args: readonly unknown[];
  /** The keyword arguments; an object without a prototype. */
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** Decodes a call. @throws MalformedValue; ValueTypeError, ValueRangeError if its JSON is wrong */
export function askedCall({ form, name, payload }: HostCall): AskedCall {
  const { args, kwargs } = form === SANDBOX_CALL_JSON ? payloadOf(payload) : argumentsOf(payload);
  return Object.freeze({
    name: decodeShortText(name, "replace"),
    args: Object.freeze([...args]),
    kwargs: Object.freeze(Object.assign(Object.create(null), kwargs)),
  });
}

function argumentsOf(payload: Uint8Array) {
  const all = decodeValue(payload);
  if (!Array.isArray(all)) throw new MalformedValue();
  if (payload[0] !== SANDBOX_VALUE_TUPLE) return { args: all, kwargs: {} };
  return { args: all.slice(0, -1), kwargs: all.at(-1) as Record<string, unknown> };
}
