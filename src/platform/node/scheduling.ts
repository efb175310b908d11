import { readFileSync } from "node:fs";

/** Linux's figures of the thread that reads it: nanoseconds of computing and of waiting, and how often it ran. */
export const SCHEDULING_OF_THREAD = "/proc/thread-self/schedstat";

/** Implements `Platform.waitedMs`. */
export function waitedMs(): number {
  if (process.platform !== "linux") return 0;
  try {
    const [, nanoseconds] = readFileSync(SCHEDULING_OF_THREAD, "latin1").split(" ");
    return Number(nanoseconds) / 1e6;
  } catch {
    return 0;
  }
}
