import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The WASI preview 1 functions that the artifact may import, and no other. */
export const WASI_IMPORTS = [
  "clock_time_get",
  "fd_close",
  "fd_fdstat_get",
  "fd_filestat_get",
  "fd_prestat_dir_name",
  "fd_prestat_get",
  "fd_read",
  "fd_readdir",
  "fd_seek",
  "fd_sync",
  "fd_write",
  "path_create_directory",
  "path_filestat_get",
  "path_open",
  "path_remove_directory",
  "path_rename",
  "path_unlink_file",
  "poll_oneoff",
  "proc_exit",
  "random_get",
] as const;

/** What crosses the boundary, as `port/common/sandbox.h` declares it. */
export interface Boundary {
  /** SANDBOX_ABI_VERSION. */
  readonly version: number;
  /** Names and kinds of what the artifact exports. */
  readonly exports: readonly string[];
  /** Names of the functions that it imports from the module `sandbox`. */
  readonly imports: readonly string[];
}

/** Reads the boundary's names from the header, the only place that lists them. */
export function readBoundary(portDir: string): Boundary {
  const header = readFileSync(join(portDir, "common/sandbox.h"), "utf8");
  const names = (pattern: RegExp) =>
    [...header.matchAll(pattern)].map((match) => match[1] as string);
  return {
    version: Number(names(/^#define SANDBOX_ABI_VERSION (\d+)/gm)[0]),
    exports: [
      ...names(/SANDBOX_EXPORT\((sandbox_\w+)\)/g).map((name) => `${name} (function)`),
      "_initialize (function)",
      "sandbox_units (global)",
      "sandbox_stack_limit (global)",
    ],
    imports: names(/^SANDBOX_IMPORT\((\w+)\)/gm),
  };
}
