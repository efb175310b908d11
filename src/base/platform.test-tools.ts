import type { Platform } from "./platform.js";

/** A platform for tests: no files and a stopped clock, except for what is passed. */
export function testPlatform(given: Partial<Platform>): Platform {
  return {
    clockStandsStill: false,
    stackShare: 1,
    monotonicMs: () => 0,
    waitedMs: () => 0,
    wallNs: () => 0n,
    fillRandom: () => {},
    sleepMs: () => {},
    parallelism: () => 1,
    canStartThreads: () => false,
    startTimer: () => () => {},
    yieldToEvents: async () => {},
    stackScale: () => 1,
    areaComparer: null,
    gzip: (bytes) => bytes,
    gunzip: (bytes) => bytes,
    sha256: (bytes) => bytes,
    packaged: {
      micropython: { artifact: "", marked: null, image: null, library: null },
      cpython: { artifact: "", marked: null, image: null, library: null },
    },
    loadArtifact: () => Promise.reject(new Error("not in this test")),
    loadFile: () => Promise.reject(new Error("not in this test")),
    loadSync: () => new Uint8Array(),
    openHostFile: null,
    openHostDir: () => {
      throw new Error("not in this test");
    },
    ...given,
  };
}
