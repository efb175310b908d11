import { Buffer, constants } from "node:buffer";
import { promises, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import {
  MicroPythonArtifactNotFoundError,
  MicroPythonInvalidArtifactError,
} from "../../base/errors.js";
import type { Location, OnLoaded, Platform } from "../../base/platform.js";
import { fillRandom, startTimer, wallNs } from "../shared.js";
import { openHostDir } from "./host-dir.js";
import { openHostFile } from "./open-host-file.js";
import { waitedMs } from "./scheduling.js";
import { canStartThreads } from "./threads/start-thread.js";

export { startProcess } from "./processes/start-process.js";
export { startThread } from "./threads/start-thread.js";

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** node:zlib is slow to load, and only saved sessions need it. */
const loadZlib = (): typeof import("node:zlib") => createRequire(import.meta.url)("node:zlib");

const loadCrypto = (): typeof import("node:crypto") =>
  createRequire(import.meta.url)("node:crypto");

const loadWorkerThreads = (): typeof import("node:worker_threads") =>
  createRequire(import.meta.url)("node:worker_threads");

/** For so few bytes, that takes half the time, and the result is some percent larger. */
const FEW_BYTES = 16_384;
const FOR_FEW_BYTES = { windowBits: 14, memLevel: 6, level: 3 };

/** Node.js, Deno and Bun. */
export const platform: Platform = {
  clockStandsStill: false,
  stackShare: 1,
  monotonicMs() {
    // Not `performance`, which Node.js loads on first use.
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1000 + nanoseconds / 1e6;
  },
  waitedMs,
  wallNs,
  fillRandom,
  sleepMs(ms) {
    Atomics.wait(sleeper, 0, 0, ms);
  },
  parallelism: () => availableParallelism(),
  canStartThreads,
  startTimer,
  yieldToEvents: () => new Promise((resolve) => setImmediate(resolve)),
  // Only Node's workers say how large their stack is, in units of about a main thread's.
  stackScale() {
    const { resourceLimits } = loadWorkerThreads();
    return Math.max(1, Math.floor(resourceLimits.stackSizeMb ?? 1));
  },
  areaComparer(left, right) {
    const [a, b] = [bufferOf(left), bufferOf(right)];
    return (leftAt, rightAt, size) =>
      a.compare(b, rightAt, rightAt + size, leftAt, leftAt + size) === 0;
  },
  gzip: (bytes) => loadZlib().gzipSync(bytes, bytes.length <= FEW_BYTES ? FOR_FEW_BYTES : {}),
  gunzip(bytes, maxBytes) {
    try {
      return loadZlib().gunzipSync(bytes, {
        maxOutputLength: Math.min(maxBytes, constants.MAX_LENGTH),
      });
    } catch {
      return null;
    }
  },
  sha256: (bytes) => loadCrypto().createHash("sha256").update(bytes).digest(),
  // Not at once: where a bundler has put this code elsewhere, the files are not beside it.
  packaged: {
    get micropython() {
      return {
        artifact: beside("micropython-wasi.wasm"),
        marked: beside("micropython-wasi.marked.wasm"),
        image: null,
        library: null,
      };
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
  loadArtifact: readFile,
  loadFile: readFile,
  loadSync(location) {
    try {
      return readFileSync(location);
    } catch (error) {
      return refuse(location, error);
    }
  },
  openHostDir,
  openHostFile,
};

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

/** Path of a file next to the bundle that contains this code. */
function beside(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

async function readFile(location: Location, onLoaded?: OnLoaded): Promise<Uint8Array> {
  const content = await promises.readFile(location).catch((error) => refuse(location, error));
  onLoaded?.(content.length, content.length);
  return content;
}

function refuse(location: Location, error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") {
    throw new MicroPythonArtifactNotFoundError(String(location), error);
  }
  if (error instanceof TypeError) throw error;
  throw new MicroPythonInvalidArtifactError(
    `${location} cannot be read (${code ?? message})`,
    error,
  );
}
