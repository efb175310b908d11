import type { Snapshot } from "../engine/snapshot.js";
import type { SavedMount } from "../files/saved-files.js";

/** Everything that a session continues from. */
export interface SessionState {
  /** `null` for an interpreter that has not been started. */
  readonly snapshot: Snapshot | null;
  /** The files in its memory mounts. */
  readonly content: readonly SavedMount[];
  /** How many random numbers have been taken; `null` if they come from no seed. */
  readonly randomPosition: number | null;
}

/** What a saved interpreter continues from. */
export interface Continuation {
  readonly saved: Uint8Array;
  /** What is left of the input; by default all of it. */
  readonly input?: Uint8Array;
  /** Host functions that were registered since the last call. */
  readonly registered?: readonly string[];
  /** As in a `SessionState`; by default `null`. */
  readonly randomPosition?: number | null;
}
