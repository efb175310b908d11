import { exitCodeOf } from "./exit-codes.js";
import type { Ended } from "./protocol.js";
import { visible } from "./streams/visible.js";

/** What messages advise, and the same for the command line. */
const ADVICE = [
  ['(run with python="cpython")', "(run with --python cpython)"],
  [
    "The host adds packages with the option packages, and modules with the option modules.",
    "--packages PATH adds packages, and --mount FOLDER:/lib modules.",
  ],
  ["the host adds packages with the option packages", "--packages PATH adds packages"],
] as const;

/** The error text of a failed run for stderr; empty if there is nothing to report. */
export function complaintOf({ error }: Ended): string {
  if (error === null || error.code === "exit" || error.code === "broken-pipe") return "";
  if (error.code === "exception")
    return inWordsOfOptions(visible(error.traceback || `${error.message}\n`));
  return visible(`micropython-wasm: ${error.message}\n`);
}

/** The same text with what it advises in words of the command line. */
export function inWordsOfOptions(text: string): string {
  return ADVICE.reduce((changed, [words, own]) => changed.replaceAll(words, own), text);
}

/** Formats a run as one line of JSON. */
export function jsonOf(ended: Ended): string {
  const { exitCode: _, error, ...facts } = ended;
  return `${JSON.stringify({ ok: error === null, exitCode: exitCodeOf(ended), error, ...facts })}\n`;
}

/** Formats what a run used, in one line. */
export function statsOf({ fuelUsed, fuelRemaining, durationMs, peakMemoryBytes }: Ended): string {
  const time = `${durationMs.toFixed(1)} ms`;
  if (fuelUsed === null || peakMemoryBytes === null) return `${time}; fuel and memory unknown\n`;
  const ofAll = fuelRemaining === null ? "" : ` of ${fuelUsed + fuelRemaining}`;
  return `fuel ${fuelUsed}${ofAll}, ${time}, ${Math.ceil(peakMemoryBytes / 1024)} KiB of memory\n`;
}
