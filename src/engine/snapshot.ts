import { type Comparer, type Difference, DifferenceFinder } from "./difference.js";
import { orFull } from "./instantiate.js";

/** The state of an interpreter between two runs. */
export type Snapshot = WholeSnapshot | DeltaSnapshot;

/** A state as a copy of all memory. */
export interface WholeSnapshot {
  readonly kind: "whole";
  /** The memory from the end of the stack to the last byte in use; everything else is 0. Never changed. */
  memory: Uint8Array;
  /** The interpreter's monotonic clock, in milliseconds. */
  readonly elapsedMs: number;
}

/** A state as its difference from another one. */
export interface DeltaSnapshot {
  readonly kind: "delta";
  readonly base: WholeSnapshot;
  readonly difference: Difference;
  /** Address after the last byte in use. */
  readonly memoryEnd: number;
  /** The interpreter's monotonic clock, in milliseconds. */
  readonly elapsedMs: number;
}

/** Moves a state's memory to where all threads can read it without a copy, if the runtime has such a place. */
export function shareMemory(snapshot: WholeSnapshot): void {
  const { memory } = snapshot;
  if (typeof SharedArrayBuffer !== "function" || memory.buffer instanceof SharedArrayBuffer) return;
  const shared = orFull(() => new Uint8Array(new SharedArrayBuffer(memory.length)));
  shared.set(memory);
  snapshot.memory = shared;
}

/** The difference of a state from an image. */
export function deltaOf(
  snapshot: Snapshot,
  image: WholeSnapshot,
  stackBytes: number,
  platform: Comparer,
): DeltaSnapshot {
  if (snapshot.kind === "delta" && snapshot.base === image) return snapshot;
  const whole = snapshot.kind === "delta" ? wholeOf(snapshot, stackBytes) : snapshot;
  const { memory, elapsedMs } = whole;
  const memoryEnd = stackBytes + memory.length;
  const finder = new DifferenceFinder(memory, stackBytes, image.memory, stackBytes, platform);
  finder.compare(stackBytes, memoryEnd);
  return { kind: "delta", base: image, difference: finder.result(), memoryEnd, elapsedMs };
}

/** A copy of all memory of a state. */
export function wholeOf(snapshot: DeltaSnapshot, stackBytes: number): WholeSnapshot {
  const { base, difference, memoryEnd, elapsedMs } = snapshot;
  const memory = new Uint8Array(memoryEnd - stackBytes);
  memory.set(base.memory.subarray(0, memory.length));
  let from = 0;
  for (let i = 0; i < difference.runs.length; i += 2) {
    const at = (difference.runs[i] as number) - stackBytes;
    const size = Math.min(difference.runs[i + 1] as number, memory.length - at);
    memory.set(difference.bytes.subarray(from, from + size), at);
    from += difference.runs[i + 1] as number;
  }
  return { kind: "whole", memory, elapsedMs };
}
