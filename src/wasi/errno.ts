import type { FileErrno } from "../base/error-types.js";

/** The error numbers of WASI preview 1 that this sandbox returns. */
export const ERRNO = {
  SUCCESS: 0,
  ACCES: 2,
  BADF: 8,
  BUSY: 10,
  EXIST: 20,
  FAULT: 21,
  FBIG: 22,
  ILSEQ: 25,
  INVAL: 28,
  IO: 29,
  ISDIR: 31,
  LOOP: 32,
  MFILE: 33,
  NAMETOOLONG: 37,
  NOENT: 44,
  NOSPC: 51,
  NOTDIR: 54,
  NOTEMPTY: 55,
  NOTSUP: 58,
  ROFS: 69,
  SPIPE: 70,
  XDEV: 75,
} as const;

/** One of the error numbers. */
export type Errno = (typeof ERRNO)[keyof typeof ERRNO];

/** The error number for a file error. */
export function errnoOf(errno: FileErrno): Errno {
  return ERRNO[errno.slice(1) as keyof typeof ERRNO];
}
