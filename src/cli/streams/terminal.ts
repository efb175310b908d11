import { fstatSync } from "node:fs";
import { createRequire } from "node:module";

/** Tells whether a standard stream of this process is a terminal. */
export function isTerminal(fd: 0 | 1 | 2): boolean {
  if (!isDevice(fd)) return false;
  // Loaded only here, as it takes long and no file or pipe needs it.
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
