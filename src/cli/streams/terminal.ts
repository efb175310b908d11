import { fstatSync } from "node:fs";
import { createRequire } from "node:module";

/** Returns whether a standard stream of this process is a terminal. */
export function isTerminal(fd: 0 | 1 | 2): boolean {
  if (!isDevice(fd)) return false;
  // Slow to load, so it is loaded only if this is not a file or a pipe.
  const tty: typeof import("node:tty") = createRequire(import.meta.url)("node:tty");
  return tty.isatty(fd);
}

function isDevice(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch {
    return false;
  }
}
