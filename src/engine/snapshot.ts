/** The state of an interpreter between two runs. */
export type Snapshot = WholeSnapshot | DeltaSnapshot;

/** A state as a copy of all memory. */
export interface WholeSnapshot {
  readonly kind: "whole";
  /** The memory from the end of the stack to the last byte in use; everything else is 0. */
  readonly memory: Uint8Array;
  /** What the interpreter's monotonic clock showed, in milliseconds. */
  readonly elapsedMs: number;
}

/** A state as what differs from another one. */
export interface DeltaSnapshot {
  readonly kind: "delta";
  readonly base: WholeSnapshot;
  /** Numbers of the pages that may differ, in order; those of the stack are left out. */
  readonly pages: readonly number[];
  /** What is in these pages, one after the other. */
  readonly bytes: Uint8Array;
  /** Address behind the last byte in use. */
  readonly memoryEnd: number;
  /** What the interpreter's monotonic clock showed, in milliseconds. */
  readonly elapsedMs: number;
}
