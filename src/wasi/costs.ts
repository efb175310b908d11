import type { WASI_FUNCTIONS } from "../abi/boundary.js";

/** Bytes that the host copies or scans for one metered unit, as a power of two. */
const BYTES_PER_UNIT_LOG2 = 3;

/**
 * The metered units for a call of each WASI function, on top of the bytes that it moves. One unit is about
 * three nanoseconds; the numbers are the host's measured time, rounded up.
 */
export const CALL_UNITS = {
  clock_time_get: 64,
  fd_close: 1024,
  fd_fdstat_get: 64,
  fd_filestat_get: 256,
  fd_filestat_set_size: 16384,
  fd_filestat_set_times: 16384,
  fd_prestat_dir_name: 64,
  fd_prestat_get: 64,
  fd_read: 256,
  fd_readdir: 512,
  fd_seek: 256,
  fd_sync: 64,
  fd_write: 256,
  path_create_directory: 16384,
  path_filestat_get: 2048,
  path_filestat_set_times: 16384,
  path_open: 8192,
  path_remove_directory: 16384,
  path_rename: 16384,
  path_unlink_file: 16384,
  poll_oneoff: 256,
  proc_exit: 0,
  random_get: 2048,
} as const satisfies Record<(typeof WASI_FUNCTIONS)[number], number>;

/** Metered units for reading from or writing to a file, on top of the call. */
export const UNITS_PER_TRANSFER = 2048;

/** Metered units for each name in a path: a store may have to open every folder on the way. */
export const UNITS_PER_NAME = 2048;

/** Metered units for each folder entry that is read. */
export const UNITS_PER_ENTRY = 512;

/** How much longer encoding or decoding a byte of a value takes than copying a byte. */
const VALUE_COST = 16;

/** Metered units for encoding or decoding a value of this many bytes. */
export function unitsForValue(bytes: number): number {
  return unitsForBytes(VALUE_COST * bytes);
}

/** Metered units for moving or scanning this many bytes. */
export function unitsForBytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** BYTES_PER_UNIT_LOG2);
}
