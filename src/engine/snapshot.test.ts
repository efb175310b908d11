import { afterEach, describe, expect, it, vi } from "vitest";
import { shareMemory, type WholeSnapshot } from "./snapshot.js";

const snapshot = (): WholeSnapshot => ({
  kind: "whole",
  memory: new Uint8Array([9, 1, 2, 3]).subarray(1),
  elapsedMs: 0,
});

describe("the memory of a state", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("moves to where threads share it, once", () => {
    const state = snapshot();
    shareMemory(state);
    const { memory } = state;
    expect(memory.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...memory]).toEqual([1, 2, 3]);
    shareMemory(state);
    expect(state.memory).toBe(memory);
  });

  it("stays where it is if nothing can be shared", () => {
    const state = snapshot();
    const { memory } = state;
    vi.stubGlobal("SharedArrayBuffer", undefined);
    shareMemory(state);
    expect(state.memory).toBe(memory);
  });
});
