import { describe, expect, it } from "vitest";
import { normaliseRunOptions } from "./options.js";

const KIB = 1024;
const GIB = KIB ** 3;

const normalise = (options: unknown) => normaliseRunOptions(options as object);

describe("limits", () => {
  it("can be lifted", () => {
    const lifted = {
      memoryBytes: null,
      fuel: null,
      wallTimeoutMs: null,
      signal: null,
      maxStdoutBytes: null,
      maxStderrBytes: null,
      maxSourceBytes: null,
    };
    expect(normalise(lifted)).toMatchObject({
      memoryBytes: 4 * GIB - 64 * KIB,
      fuel: Infinity,
      wallTimeoutMs: Infinity,
      signal: null,
      maxStdoutBytes: 256 * KIB ** 2,
      maxStderrBytes: 256 * KIB ** 2,
      maxSourceBytes: Infinity,
    });
  });

  it.each([
    [704 * KIB, 704 * KIB],
    [768 * KIB - 1, 704 * KIB],
    [GIB + 1, GIB],
    [4 * GIB, 4 * GIB - 64 * KIB],
  ])("have memory in whole pages: %i bytes are %i", (memoryBytes, whole) => {
    expect(normalise({ memoryBytes }).memoryBytes).toBe(whole);
  });

  it("can be as low as possible", () => {
    const tight = { fuel: 1, wallTimeoutMs: 0.001, maxStdoutBytes: 0, maxSourceBytes: 0 };
    expect(normalise(tight)).toMatchObject(tight);
  });

  it("accept any signal, from this realm or another", () => {
    const { signal } = new AbortController();
    expect(normalise({ signal }).signal).toBe(signal);
    const other = { aborted: false };
    expect(normalise({ signal: other }).signal).toBe(other);
  });

  it.each([
    [
      { memoryBytes: 704 * KIB - 1 },
      "memoryBytes is 720895; allowed is a whole number from 720896",
    ],
    [{ memoryBytes: 4 * GIB + 1 }, "memoryBytes is 4294967297; allowed is"],
    [{ fuel: 0 }, "fuel is 0; allowed is a whole number from 1 to 9007199254740991, or null"],
    [{ fuel: 2 ** 53 }, "fuel is 9007199254740992; allowed is"],
    [{ wallTimeoutMs: 0 }, "wallTimeoutMs is 0; allowed is a number above 0, or null"],
    [{ wallTimeoutMs: Infinity }, "wallTimeoutMs is Infinity; allowed is"],
    [{ wallTimeoutMs: Number.NaN }, "wallTimeoutMs is NaN; allowed is"],
    [{ maxStdoutBytes: -1 }, "maxStdoutBytes is -1; allowed is a whole number from 0 to 268435456"],
    [{ maxStderrBytes: 2 ** 29 }, "maxStderrBytes is 536870912; allowed is"],
    [{ maxSourceBytes: 0.5 }, "maxSourceBytes is 0.5; allowed is a whole number from 0 to"],
    [
      { maxHostResultBytes: 0 },
      "maxHostResultBytes is 0; allowed is a whole number from 1 to 268435456",
    ],
    [{ maxHostCalls: -1 }, "maxHostCalls is -1; allowed is a whole number from 0 to"],
    [{ onOutputLimit: "drop" }, 'onOutputLimit is "drop"; allowed is "truncate" or "stop"'],
  ])("refuse %j with a RangeError that says what is allowed", (options, message) => {
    expect(() => normalise(options)).toThrow(RangeError);
    expect(() => normalise(options)).toThrow(`option ${message}`);
  });

  it.each([
    [{ memoryBytes: "16MB" }, 'memoryBytes is "16MB"; allowed is'],
    [{ wallTimeoutMs: [] }, "wallTimeoutMs is an array; allowed is"],
    [{ onOutputLimit: null }, "onOutputLimit is null; allowed is"],
    [{ signal: new EventTarget() }, "signal is an object; allowed is an AbortSignal, or null"],
    [{ signal: 5 }, "signal is 5; allowed is an AbortSignal, or null"],
  ])("refuse %j with a TypeError that says what is allowed", (options, message) => {
    expect(() => normalise(options)).toThrow(TypeError);
    expect(() => normalise(options)).toThrow(`option ${message}`);
  });
});
