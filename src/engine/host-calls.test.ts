import { describe, expect, it, vi } from "vitest";
import {
  SANDBOX_ANSWER_EXCEPTION,
  SANDBOX_ANSWER_VALUE,
  SANDBOX_CALL_JSON,
  SANDBOX_CALL_VALUES,
  SANDBOX_VALUE_LIST,
} from "../abi/constants.js";
import { decodeValue } from "../abi/decode-value.js";
import { encodeValue } from "../abi/encode-value.js";
import { GuestMemory, GuestMemoryError, guestPointer } from "../abi/memory.js";
import { MalformedValue } from "../abi/values.js";
import type { HostFunction } from "../base/host-functions.js";
import { testPlatform } from "../base/platform.test-tools.js";
import { StandardStreams } from "../wasi/standard-streams.js";
import { HostAnswers } from "./host-answers.js";
import { HostCalls } from "./host-calls.js";

const MEMORY_BYTES = 64 * 1024;
const AT = { name: 0, payload: 1024, answer: 8192 };

/** Host functions, called by a guest that is only a memory. */
function guest(functions: Record<string, HostFunction>) {
  const memory = new GuestMemory(new WebAssembly.Memory({ initial: 1 }));
  const calls = new HostCalls(memory, new StandardStreams(), testPlatform({}), () => null);
  const hostFunctions = new Map(Object.entries(functions));
  calls.use(new HostAnswers({ hostFunctions, maxHostResultBytes: 4096 }), false);
  const call = (name: string, payload: Uint8Array, capacity = 128, form = SANDBOX_CALL_VALUES) => {
    const nameBytes = new TextEncoder().encode(name);
    memory.write(guestPointer(AT.name), nameBytes);
    memory.write(guestPointer(AT.payload), payload);
    const { length } = payload;
    const { length: nameSize } = nameBytes;
    const size = calls.call(form, AT.name, nameSize, AT.payload, length, AT.answer, capacity);
    return size as number;
  };
  const answer = (size: number) => {
    const bytes = memory.bytes(guestPointer(AT.answer), size);
    return [bytes[0], decodeValue(bytes.subarray(1))];
  };
  return { answer, call, calls, memory };
}

const encode = (value: unknown) => encodeValue(value, { root: "value", maxBytes: Infinity });

describe("a call of the host", () => {
  it("returns a result or an exception", () => {
    const { answer, call } = guest({ add: (a: number, b: number) => a + b });
    expect(answer(call("add", encode([2, 3])))).toEqual([SANDBOX_ANSWER_VALUE, 5]);
    const missing = [SANDBOX_ANSWER_EXCEPTION, ["KeyError", "sub", -1]];
    expect(answer(call("sub", encode([])))).toEqual(missing);
  });

  it("keeps an answer that does not fit until it is taken, once", () => {
    const { answer, call, calls, memory } = guest({ get: () => "x".repeat(200) });
    const size = call("get", encode([]));
    expect(size).toBe(1 + 5 + 200);
    expect(memory.u8(guestPointer(AT.answer + 1))).toBe(0);
    expect(() => calls.takeAnswer(AT.answer, size - 1)).toThrow(MalformedValue);
    expect(() => calls.takeAnswer(MEMORY_BYTES - size + 1, size)).toThrow(GuestMemoryError);
    const again = call("get", encode([]));
    calls.takeAnswer(AT.answer, again);
    expect(answer(again)).toEqual([SANDBOX_ANSWER_VALUE, "x".repeat(200)]);
    expect(() => calls.takeAnswer(AT.answer, again)).toThrow(MalformedValue);
  });

  it("drops an answer that was not taken by the next call", () => {
    const { call, calls } = guest({ get: () => "x".repeat(200), one: () => 1 });
    const size = call("get", encode([]));
    call("one", encode([]));
    expect(() => calls.takeAnswer(AT.answer, size)).toThrow(MalformedValue);
  });

  it("from a corrupt guest calls no function", () => {
    const fn = vi.fn();
    const { call, calls } = guest({ fn });
    expect(() => call("fn", encode(5))).toThrow(MalformedValue);
    expect(() => call("fn", new Uint8Array([SANDBOX_VALUE_LIST, 255, 255, 255, 255]))).toThrow(
      MalformedValue,
    );
    expect(() => call("fn", encode([]), 128, 9)).toThrow(MalformedValue);
    for (const [name, size] of [
      [MEMORY_BYTES, 1],
      [0, -1],
      [-1, 2],
    ] as const) {
      const out = () => calls.call(SANDBOX_CALL_JSON, name, size, 0, 0, AT.answer, 128);
      expect(out).toThrow(GuestMemoryError);
      const payload = () => calls.call(SANDBOX_CALL_JSON, 0, 0, name, size, AT.answer, 128);
      expect(payload).toThrow(GuestMemoryError);
    }
    expect(fn).not.toHaveBeenCalled();
  });

  it("writes no answer outside the guest's memory", () => {
    const { calls } = guest({});
    const outside = () => calls.call(SANDBOX_CALL_JSON, 0, 0, 0, 0, MEMORY_BYTES - 1, -1);
    expect(outside).toThrow(GuestMemoryError);
  });
});
