import type { HostDirMount } from "micropython-wasm";
import { UsageError } from "./usage-error.js";

/** A folder of the host for reading, where the package's option `readonlyDir` has it. */
export function readonlyMount(hostDir: string): HostDirMount {
  return { path: "/input", hostDir };
}

/** Reads a mount as in `data:/data` or `out:/out:rw`. @throws UsageError */
export function parseMount(value: string): HostDirMount {
  // The folder may have a colon in it, as `C:\data` has.
  const [, hostDir, path, write] = /^(.+):(\/[^:]*)(:rw)?$/s.exec(value) ?? [];
  if (hostDir !== undefined && path !== undefined) {
    return { path, hostDir, access: write === undefined ? "read" : "read-write" };
  }
  const allowed = "HOST:GUEST or HOST:GUEST:rw, where GUEST begins with / as in data:/data";
  throw new UsageError(`--mount is ${value}; allowed is ${allowed}`);
}
