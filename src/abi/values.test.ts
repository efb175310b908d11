import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crossing } from "../../tests/api/values.js";
import {
  SANDBOX_VALUE_BIG_INT,
  SANDBOX_VALUE_DICT,
  SANDBOX_VALUE_FLOAT,
  SANDBOX_VALUE_FROZENSET,
  SANDBOX_VALUE_INT,
  SANDBOX_VALUE_LIST,
  SANDBOX_VALUE_MAX_COUNT,
  SANDBOX_VALUE_MAX_DEPTH,
  SANDBOX_VALUE_NONE,
  SANDBOX_VALUE_SET,
  SANDBOX_VALUE_STR,
  SANDBOX_VALUE_TUPLE,
} from "./constants.js";
import { decodeValue } from "./decode-value.js";
import { encodeValue } from "./encode-value.js";
import { MalformedValue, ValueRangeError, ValueTooLarge, ValueTypeError } from "./values.js";

const encode = (value: unknown, maxBytes = Infinity) =>
  encodeValue(value, { root: "result", maxBytes });
const decode = (...bytes: number[]) => decodeValue(new Uint8Array(bytes));
const thereAndBack = (value: unknown) => decodeValue(encode(value));

/** `value` inside this many arrays. */
function nested(levels: number, value: unknown = 1): unknown {
  let result = value;
  for (let i = 0; i < levels; i++) result = [result];
  return result;
}

describe("a value", () => {
  it("survives encoding and decoding", () => {
    fc.assert(
      fc.property(crossing, (value) => {
        expect(thereAndBack(value)).toStrictEqual(value);
      }),
    );
  });

  it("is decoded from a Buffer like from any other bytes", () => {
    const decoded = decodeValue(Buffer.from(encode([Buffer.from("ab"), "ab"])));
    expect(decoded).toStrictEqual([new Uint8Array([97, 98]), "ab"]);
  });

  it.each([
    [undefined, null],
    [1n, 1],
    [-(2n ** 53n) + 1n, -(2 ** 53) + 1],
    [new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2])],
    [Array(2), [null, null]],
    [new Map([["a", 1]]), Object.assign(Object.create(null), { a: 1 })],
    ["x".repeat(100), "x".repeat(100)],
    ["é", "é"],
  ])("%s is passed on as %s", (value, expected) => {
    expect(thereAndBack(value)).toStrictEqual(expected);
  });

  it("has keys that are plain data, whatever their names", () => {
    const value = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "toString": 3}');
    const decoded = thereAndBack(value) as object;
    expect(Object.getPrototypeOf(decoded)).toBeNull();
    expect(Object.keys(decoded)).toEqual(["__proto__", "constructor", "toString"]);
    expect("x" in decoded).toBe(false);
  });

  it("does not refer to the bytes it was decoded from", () => {
    const bytes = encode([new Uint8Array([1, 2, 3])]);
    const decoded = decodeValue(bytes);
    bytes.fill(0);
    expect(decoded).toStrictEqual([new Uint8Array([1, 2, 3])]);
  });
});

describe("encoding", () => {
  class Point {}
  const anonymous = new (class {})();
  it.each([
    ["a function", () => 1, "result is a function, which cannot be passed to Python"],
    ["a symbol", Symbol("s"), "result is a symbol, which cannot be passed to Python"],
    ["a date", new Date(0), "result is an instance of Date, which cannot be passed to Python"],
    ["an instance", { rows: [1, new Point()] }, "result.rows[1] is an instance of Point, which"],
    [
      "an instance of no name",
      [{ "a b": anonymous }],
      'result[0]["a b"] is an instance of a class, which',
    ],
    ["floats", new Float64Array(1), "result is an instance of Float64Array, which"],
    ["a function in a Map", new Map([[7, [Point]]]), "result[7][0] is a function, which"],
    [
      "an object as a key",
      new Map([[{}, 1]]),
      "result<key> is an object, which Python cannot hash",
    ],
    ["an array in a Set", new Set([[1]]), "result<item> is an array, which Python cannot hash"],
    [
      "a symbol in a Set",
      new Set([Symbol("s")]),
      "result<item> is a symbol, which cannot be passed to Python",
    ],
  ])("refuses %s, with its path", (_, value, message) => {
    expect(() => encode(value)).toThrow(ValueTypeError);
    expect(() => encode(value)).toThrow(message);
  });

  it("refuses a lone surrogate, even in a key", () => {
    const message = "result.a is a string with a lone surrogate";
    expect(() => encode({ a: "x\ud800" })).toThrow(message);
    expect(() => encode({ "\udc00": 1 })).toThrow("result<key> is a string with a lone surrogate");
    expect(() => encode("\ud800".repeat(100))).toThrow(ValueRangeError);
  });

  it("refuses values that are nested too deeply or contain themselves", () => {
    expect(thereAndBack(nested(SANDBOX_VALUE_MAX_DEPTH))).toEqual(nested(SANDBOX_VALUE_MAX_DEPTH));
    const message = `result${"[0]".repeat(15)}… is nested too deep, or part of itself`;
    expect(() => encode(nested(SANDBOX_VALUE_MAX_DEPTH + 1))).toThrow(message);
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => encode(cycle)).toThrow(message);
    const map = new Map();
    map.set("a", map);
    expect(() => encode(map)).toThrow(ValueRangeError);
  });

  it.each([
    ["text", "x".repeat(100)],
    ["text that is not ASCII", "é".repeat(60)],
    ["bytes", new Uint8Array(100)],
    ["a list", Array(100)],
    ["an int", 2n ** 900n],
    ["a dict", [[{}]]],
  ])("refuses %s that is larger than allowed", (_, value) => {
    const { length } = encode(value);
    expect(encode(value, length)).toHaveLength(length);
    for (const maxBytes of [0, 1, length - 1]) {
      expect(() => encode(value, maxBytes)).toThrow(ValueTooLarge);
    }
  });

  it("stops at its limit if a value is endless", () => {
    const endless = new Set();
    endless[Symbol.iterator] = function* () {
      for (let i = 0; ; i++) yield i;
    } as never;
    const huge = new Proxy([], { get: (_, name) => (name === "length" ? 2 ** 53 : null) });
    expect(() => encode(endless, 1000)).toThrow(ValueTooLarge);
    expect(() => encode(huge, 1000)).toThrow(ValueTooLarge);
  });

  it("passes on what a getter throws", () => {
    const thrown = new Error("mine");
    const value = {
      get a() {
        throw thrown;
      },
    };
    expect(() => encode(value)).toThrow(thrown);
  });
});

describe("decoding", () => {
  const u32 = (value: number) => [...new Uint8Array(new Uint32Array([value]).buffer)];

  it.each([
    ["nothing", []],
    ["an unknown kind", [13]],
    ["an unknown kind of the highest number", [255]],
    ["half an int", [SANDBOX_VALUE_INT, 1, 2, 3]],
    ["half a float", [SANDBOX_VALUE_FLOAT, 1, 2, 3]],
    ["bytes that follow the value", [SANDBOX_VALUE_NONE, SANDBOX_VALUE_NONE]],
    ["text that is longer than what is left", [SANDBOX_VALUE_STR, ...u32(2), 65]],
    ["text of 4 GiB", [SANDBOX_VALUE_STR, ...u32(2 ** 32 - 1), 65]],
    ["text that is no UTF-8", [SANDBOX_VALUE_STR, ...u32(1), 0xff]],
    ["text with a surrogate", [SANDBOX_VALUE_STR, ...u32(3), 0xed, 0xa0, 0x80]],
    ["a large int without its bytes", [SANDBOX_VALUE_BIG_INT, 0, ...u32(9), 1]],
    ["a list of 4 billion items", [SANDBOX_VALUE_LIST, ...u32(2 ** 32 - 1), 0, 0]],
    ["a tuple that lacks an item", [SANDBOX_VALUE_TUPLE, ...u32(2), 0]],
    ["a dict that lacks a value", [SANDBOX_VALUE_DICT, ...u32(1), 0]],
    ["a set of half a value", [SANDBOX_VALUE_SET, ...u32(1), SANDBOX_VALUE_STR, 0]],
    ["a frozenset without a count", [SANDBOX_VALUE_FROZENSET, 0]],
  ])("refuses %s", (_, bytes) => {
    expect(() => decode(...bytes)).toThrow(MalformedValue);
  });

  it("refuses more levels and more values than the guest may send", () => {
    const levels = Array.from({ length: 10_000 }, () => [SANDBOX_VALUE_LIST, ...u32(1)]).flat();
    expect(() => decode(...levels, SANDBOX_VALUE_NONE)).toThrow(MalformedValue);
    const many = new Uint8Array(5 + SANDBOX_VALUE_MAX_COUNT);
    many.set([SANDBOX_VALUE_LIST, ...u32(SANDBOX_VALUE_MAX_COUNT)]);
    expect(() => decodeValue(many)).toThrow(MalformedValue);
  });

  it("returns a number if a large int is in fact small", () => {
    expect(decode(SANDBOX_VALUE_BIG_INT, 1, ...u32(9), 5, 0, 0, 0, 0, 0, 0, 0, 0)).toBe(-5);
    expect(decode(SANDBOX_VALUE_BIG_INT, 1, ...u32(0))).toBe(0);
  });

  it("turns any bytes into a value or into one kind of error", () => {
    const damaged = fc.tuple(crossing, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }));
    fc.assert(
      fc.property(damaged, ([value, changes]) => {
        const bytes = encode(value);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        try {
          decodeValue(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedValue);
        }
      }),
    );
  });
});
