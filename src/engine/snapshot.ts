/** The whole state of an interpreter between two runs. */
export interface Snapshot {
  /** Its memory from the end of the stack to the last byte that it has used; everything else is 0. */
  readonly memory: Uint8Array;
  /** What its clock that never goes back showed, in milliseconds. */
  readonly elapsedMs: number;
}
