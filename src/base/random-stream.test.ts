import { describe, expect, it } from "vitest";
import { KEY_BYTES, RandomStream } from "./random-stream.js";

function taken(stream: RandomStream, bytes: number): Uint8Array {
  const numbers = new Uint8Array(bytes);
  stream.fillRandom(numbers);
  return numbers;
}

describe("a stream of random numbers", () => {
  it("is the key stream of ChaCha20", () => {
    const first = Buffer.from(taken(RandomStream.ofSeed(0), 64)).toString("hex");
    expect(first).toBe(
      "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7" +
        "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586",
    );
  });

  it("does not depend on how many bytes are taken at a time", () => {
    const stream = RandomStream.ofSeed(7);
    const pieces = [1, 62, 5, 200, 0, 64].map((bytes) => taken(stream, bytes));
    expect(Buffer.concat(pieces)).toEqual(Buffer.from(taken(RandomStream.ofSeed(7), 332)));
  });

  it("continues from any position", () => {
    const whole = taken(RandomStream.ofSeed(7), 200);
    const stream = RandomStream.ofSeed(7);
    stream.position = 100;
    expect(taken(stream, 100)).toEqual(whole.slice(100));
  });

  it("differs between keys", () => {
    const seeds = [0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER];
    const streams = seeds.map((seed) => RandomStream.ofSeed(seed));
    streams.push(new RandomStream(new Uint8Array(KEY_BYTES).fill(1)));
    const starts = streams.map((stream) => taken(stream, 16).join());
    expect(new Set(starts).size).toBe(starts.length);
  });
});
