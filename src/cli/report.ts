import { exitCodeOf } from "./exit-codes.js";
import type { Ended } from "./protocol.js";
import { visible } from "./streams/visible.js";

/** What messages of MicroPython advise, and the same for the command line. */
const ADVICE = ['(run with python="cpython")', "(run with --python cpython)"] as const;

/** The error text of a failed run for stderr; empty if there is nothing to report. */
export function complaintOf({ error }: Ended): string {
  if (error === null || error.code === "exit" || error.code === "broken-pipe") return "";
  if (error.code === "exception")
    return visible(error.traceback || `${error.message}\n`).replaceAll(...ADVICE);
  return visible(`micropython-wasm: ${error.message}\n`);
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
