import type { Ended } from "./protocol.js";

export const FAILED = 1;
export const USED_WRONGLY = 2;
const INTERRUPTED = 130;
const MEMORY = 6;

/** Exit codes for particular uncaught exceptions. */
const BY_TYPE: ReadonlyMap<string | null, number> = new Map([
  ["MemoryError", MEMORY],
  ["KeyboardInterrupt", INTERRUPTED],
]);

const BY_CODE: Readonly<Record<string, number>> = {
  usage: USED_WRONGLY,
  fuel: 3,
  timeout: 4,
  output: 5,
  memory: MEMORY,
  interrupted: INTERRUPTED,
  "broken-pipe": 0,
};

/** The exit code of the process after a run. */
export function exitCodeOf({ error, exitCode }: Ended): number {
  if (error === null || error.code === "exit") return exitCode;
  if (error.code === "exception") return BY_TYPE.get(error.pythonType) ?? FAILED;
  return BY_CODE[error.code] ?? FAILED;
}
