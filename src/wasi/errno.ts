/** Error numbers of WASI preview 1, as far as this sandbox answers with them. */
export const ERRNO = {
  SUCCESS: 0,
  BADF: 8,
  FAULT: 21,
  ILSEQ: 25,
  INVAL: 28,
  NOTSUP: 58,
  SPIPE: 70,
} as const;

/** One of the error numbers. */
export type Errno = (typeof ERRNO)[keyof typeof ERRNO];
