import { GuestMemoryError, guestPointer } from "../abi/memory.js";
import { clockFunctions } from "./clocks.js";
import type { WasiContext } from "./context.js";
import { CALL_UNITS, unitsForBytes } from "./costs.js";
import { ERRNO } from "./errno.js";
import { fileFunctions } from "./file-functions.js";
import { MAX_IO_BYTES } from "./iovecs.js";
import { limitedCalls } from "./limited-calls.js";
import { ROOT_FD } from "./open-files.js";
import { pathFunctions } from "./path-functions.js";
import { streamFunctions } from "./streams.js";

/** The module that WASI functions are imported from. */
export const WASI_MODULE = "wasi_snapshot_preview1";

/** How much longer creating a random byte takes than copying a byte. */
const RANDOM_COST = 16;

/** Only `poll_oneoff` may return a promise. */
type WasiFunction = (...args: never[]) => number | Promise<number>;

/** The functions, ready for the guest to import. */
export type Wasi = Readonly<Record<keyof typeof CALL_UNITS, WasiFunction>>;

/** The guest asked to exit; thrown through its frames. */
export class ProcExit extends Error {
  static {
    ProcExit.prototype.name = "ProcExit";
  }

  constructor() {
    super("the interpreter ended itself");
  }
}

/**
 * The WASI functions of one sandbox. They grant standard streams, clocks, sleep, random numbers and
 * mounted files. They return EFAULT for a pointer outside the guest's memory.
 */
export function createWasi(context: WasiContext): Wasi {
  const { memory } = context;
  const functions: Wasi = {
    ...pathFunctions(context),
    ...byDescriptor(streamFunctions(context), fileFunctions(context)),
    ...clockFunctions(context),

    random_get(buffer: number, size: number) {
      const bytes = memory.bytesToWrite(guestPointer(buffer), size >>> 0);
      if (bytes.length > MAX_IO_BYTES) return ERRNO.INVAL;
      context.charge(unitsForBytes(RANDOM_COST * bytes.length));
      context.fillRandom(bytes);
      return ERRNO.SUCCESS;
    },

    proc_exit(): never {
      throw new ProcExit();
    },
  };
  const guarded = Object.entries(functions).map(([name, call]) => [name, faultOnBadPointer(call)]);
  return limitedCalls(Object.fromEntries(guarded) as Wasi, CALL_UNITS, context);
}

/** Functions for descriptors: those of streams for the standard streams, those of files otherwise. */
function byDescriptor<T extends Record<string, WasiFunction>>(
  streams: Partial<Record<keyof T, WasiFunction>>,
  files: T,
): T {
  const chosen = Object.entries(files).map(([name, ofFile]) => {
    const ofStream = streams[name] ?? ofFile;
    const call = (fd: number, ...rest: number[]) =>
      (fd >= 0 && fd < ROOT_FD ? ofStream : ofFile)(...([fd, ...rest] as never[]));
    return [name, call];
  });
  return Object.fromEntries(chosen);
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
