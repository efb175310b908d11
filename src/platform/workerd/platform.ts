import type { Platform } from "../../base/platform.js";
import { webApis } from "../web/common.js";
import micropython from "./micropython-wasi.wasm";

export { startProcess, startThread } from "../web/common.js";

/** How long programs have slept: the clock stands still while one runs, and nothing can wait. */
let sleptMs = 0;

/** Cloudflare's workerd. It compiles no WebAssembly at run time; artifacts are imported as modules. */
export const platform: Platform = {
  ...webApis,
  clockStandsStill: true,
  stackShare: 1,
  stackScale: () => 1,
  monotonicMs: () => Date.now() + sleptMs,
  waitedMs: () => 0,
  wallNs: () => BigInt(Math.round(Date.now() + sleptMs)) * 1_000_000n,
  parallelism: () => 1,
  sleepMs(ms) {
    sleptMs += ms;
  },
  packaged: {
    micropython: { artifact: micropython, marked: null, image: null, library: null },
    cpython: { artifact: null, marked: null, image: null, library: null },
  },
};
