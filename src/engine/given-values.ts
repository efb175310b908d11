import { SANDBOX_GO_ON, SANDBOX_STOP } from "../abi/constants.js";
import { decodeValue } from "../abi/decode-value.js";
import { MalformedValue } from "../abi/values.js";
import type { GuestCall, MapCall, ValueDecoder } from "./calls.js";

/** When the results of a series exceed this size, the rest of it waits for another call. */
const SERIES_BYTES = 1024 * 1024;

/** Receives what the guest gives during a call: a value, or the results of a series. */
export class GivenValues {
  /** The value; `undefined` if none was given, or a series was requested. */
  value: unknown;
  #decode: ValueDecoder = decodeValue;
  #series: MapCall | null = null;
  #bytes = 0;

  /** Begins a call. */
  expect(call: GuestCall, decode: ValueDecoder = decodeValue): void {
    this.#decode = decode;
    this.value = undefined;
    this.#series = call.kind === "map" ? call : null;
    this.#bytes = 0;
  }

  /** Whether the current call is a series whose limits start afresh for each item. */
  get limitsEach(): boolean {
    return this.#series?.limitsEach ?? false;
  }

  /** Takes one value. Returns the result of the import `sandbox.give_value`. @throws MalformedValue */
  add(bytes: Uint8Array): number {
    const value = this.#decode(bytes);
    const series = this.#series;
    if (series === null) {
      this.value = value;
      return SANDBOX_GO_ON;
    }
    if (series.results.length >= series.count) throw new MalformedValue();
    series.results.push(value);
    this.#bytes += bytes.length;
    return this.#bytes < SERIES_BYTES ? SANDBOX_GO_ON : SANDBOX_STOP;
  }
}
