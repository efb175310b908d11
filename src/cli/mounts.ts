import type { HostDirMount } from "micropython-wasm";
import { UsageError } from "./usage-error.js";

/** A read-only mount of a host folder, at the same path as with the package's `readonlyDir`. */
export function readonlyMount(hostDir: string): HostDirMount {
  return { path: "/input", hostDir };
}

/** Parses a mount such as `data:/data` or `out:/out:rw`. @throws UsageError */
export function parseMount(value: string): HostDirMount {
  // The folder may contain a colon, as in `C:\data`.
  const [, hostDir, path, write] = /^(.+):(\/[^:]*)(:rw)?$/s.exec(value) ?? [];
  if (hostDir !== undefined && path !== undefined) {
    return { path, hostDir, access: write === undefined ? "read" : "read-write" };
  }
  const allowed = "HOST:GUEST or HOST:GUEST:rw, where GUEST starts with /, such as data:/data";
  throw new UsageError(`--mount is ${value}; allowed is ${allowed}`);
}
