import type { Ended } from "./protocol.js";

export const FAILED = 1;
export const USED_WRONGLY = 2;
export const INTERRUPTED = 130;
const MEMORY = 6;

const BY_CODE: Readonly<Record<string, number>> = {
  usage: USED_WRONGLY,
  fuel: 3,
  timeout: 4,
  output: 5,
  memory: MEMORY,
  interrupted: INTERRUPTED,
  "broken-pipe": 0,
};

/** What the process exits with after a run. */
export function exitCodeOf({ error, exitCode }: Ended): number {
  if (error === null || error.code === "exit") return exitCode;
  if (error.code === "exception") return error.pythonType === "MemoryError" ? MEMORY : FAILED;
  return BY_CODE[error.code] ?? FAILED;
}
