import type { Platform } from "../../base/platform.js";
import { wallNs } from "../shared.js";
import { webApis } from "./common.js";

export { startProcess } from "./common.js";
export { startThread } from "./threads/start-thread.js";

/** Bundlers recognise exactly this form, and add the file to what they write. */
const micropython = new URL("./micropython-wasi.wasm", import.meta.url);

/** Pages and web workers. */
export const platform: Platform = {
  ...webApis,
  clockStandsStill: false,
  // The web workers of Chromium have about half as much.
  stackShare: isPage() ? 1 : 0.45,
  stackScale: () => 1,
  monotonicMs: () => performance.now(),
  waitedMs: () => 0,
  wallNs,
  parallelism: () => navigator.hardwareConcurrency,
  sleepMs(ms) {
    const endMs = performance.now() + ms;
    // Only workers may wait, and only pages that are isolated have shared memory to wait for.
    if (canWait()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    while (performance.now() < endMs);
  },
  packaged: {
    // The others not in that form: a bundle should not contain what most programs do not use.
    get micropython() {
      const marked = beside("micropython-wasi.marked.wasm");
      return { artifact: micropython, marked, image: null, library: null };
    },
    get cpython() {
      return {
        artifact: beside("cpython-wasi.wasm"),
        marked: null,
        image: beside("cpython-wasi.image"),
        library: beside("cpython-wasi.lib"),
      };
    },
  },
};

function beside(name: string): URL {
  // Some bundlers leave a URL that is relative to the page.
  return new URL(name, new URL(String(micropython), location.href));
}

function isPage(): boolean {
  return typeof document !== "undefined";
}

function canWait(): boolean {
  return typeof SharedArrayBuffer === "function" && !isPage();
}
