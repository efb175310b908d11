import type { Answer } from "../../engine/host-answers.js";

import type { HostCall } from "./journal.js";

/** How a run may pause. */
export interface Pausing {
  /** Names of functions whose calls pause the run. */
  readonly pauseOn: readonly string[];
  readonly maxJournalBytes: number;
  /** What it continues from; `null` for a run from the beginning. */
  readonly from: PausedBefore | null;
}

/** A paused run that continues. */
export interface PausedBefore {
  /** As `encodePausedRun` returns it. */
  readonly saved: Uint8Array;
  /** Of the call that waits for it. */
  readonly answer: Answer;
}

/** What a run was paused by. */
export interface Pause {
  /** As `encodePausedRun` returns it. */
  readonly saved: Uint8Array;
  readonly pending: HostCall;
}
