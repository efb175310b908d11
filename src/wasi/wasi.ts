import { GuestMemoryError, guestPointer } from "../abi/memory.js";
import { clockFunctions } from "./clocks.js";
import type { WasiContext } from "./context.js";
import { ERRNO } from "./errno.js";
import { streamFunctions } from "./streams.js";

/** The module name that WASI's functions are imported from. */
export const WASI_MODULE = "wasi_snapshot_preview1";

/** Every function of WASI that the artifact imports. */
export const WASI_FUNCTIONS = [
  "clock_time_get",
  "fd_close",
  "fd_fdstat_get",
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

type WasiFunction = (...args: never[]) => number;

/** The functions, ready to be imported. */
export type Wasi = Readonly<Record<(typeof WASI_FUNCTIONS)[number], WasiFunction>>;

/** The guest asked to be ended; thrown through its frames. */
export class ProcExit extends Error {
  static {
    ProcExit.prototype.name = "ProcExit";
  }

  constructor() {
    super("the interpreter ended itself");
  }
}

/**
 * The WASI functions of one sandbox. They grant the standard streams, clocks, sleep and random
 * numbers; all else is answered as if no file and no folder existed. A pointer to outside the
 * guest's memory is answered with EFAULT.
 */
export function createWasi(context: WasiContext): Wasi {
  const { memory, platform } = context;
  const noSuchFile = () => ERRNO.BADF;
  const functions: Wasi = {
    ...streamFunctions(context),
    ...clockFunctions(context),

    random_get(buffer: number, size: number) {
      platform.fillRandom(memory.bytes(guestPointer(buffer), size >>> 0));
      return ERRNO.SUCCESS;
    },

    proc_exit(): never {
      throw new ProcExit();
    },

    fd_prestat_dir_name: noSuchFile,
    fd_prestat_get: noSuchFile,
    fd_readdir: noSuchFile,
    path_create_directory: noSuchFile,
    path_filestat_get: noSuchFile,
    path_open: noSuchFile,
    path_remove_directory: noSuchFile,
    path_rename: noSuchFile,
    path_unlink_file: noSuchFile,
  };
  const guarded = Object.entries(functions).map(([name, call]) => [name, faultOnBadPointer(call)]);
  return Object.fromEntries(guarded);
}

function faultOnBadPointer(call: WasiFunction): WasiFunction {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      if (error instanceof GuestMemoryError) return ERRNO.FAULT;
      throw error;
    }
  };
}
