/** The state of an interpreter between two runs. */
export type Snapshot = WholeSnapshot | DeltaSnapshot;

/** A state as a copy of all memory. */
export interface WholeSnapshot {
  readonly kind: "whole";
  /** The memory from the end of the stack to the last byte in use; everything else is 0. */
  readonly memory: Uint8Array;
  /** The interpreter's monotonic clock, in milliseconds. */
  readonly elapsedMs: number;
}

/** A state as its difference from another one. */
export interface DeltaSnapshot {
  readonly kind: "delta";
  readonly base: WholeSnapshot;
  /** Numbers of the pages that may differ, in order, without those of the stack. */
  readonly pages: readonly number[];
  /** The content of these pages, one after the other. */
  readonly bytes: Uint8Array;
  /** Address after the last byte in use. */
  readonly memoryEnd: number;
  /** The interpreter's monotonic clock, in milliseconds. */
  readonly elapsedMs: number;
}
