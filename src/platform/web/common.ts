import type { Platform } from "../../base/platform.js";
import { Sha256 } from "../../base/sha256.js";
import type { StartThread } from "../../worker/python-worker.js";
import { fillRandom, startTimer } from "../shared.js";
import { fetchArtifact, fetchFile } from "./fetch-files.js";
import { gunzip, gzip } from "./gzip.js";

/** What every runtime with web APIs has. */
export const webApis = {
  fillRandom,
  startTimer,
  yieldToEvents,
  canStartThreads: () => false,
  areaComparer: null,
  gzip,
  gunzip,
  sha256: (bytes) => new Sha256().update(bytes).digest(),
  loadArtifact: fetchArtifact,
  loadFile: fetchFile,
  loadSync: null,
  openHostFile: null,
  openHostDir() {
    throw new RangeError("folders of the host can be mounted on Node.js, Deno and Bun only");
  },
} satisfies Partial<Platform>;

/** A message, because browsers delay timers that follow each other. */
function yieldToEvents(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** @throws TypeError */
export const startThread: StartThread = () => refuse("thread", "there are none");

/** @throws TypeError: pages cannot start processes. */
export const startProcess: StartThread = () => refuse("process", "processes need Node.js");

function refuse(isolation: string, reason: string): never {
  throw new TypeError(`option isolation is "${isolation}"; allowed is "inline" here: ${reason}`);
}
