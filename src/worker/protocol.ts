import type { GuestException, MicroPythonWasmErrorCode } from "../base/error-types.js";
import type { OpenMode } from "../base/file-store.js";
import type { PlainError } from "../base/plain-error.js";
import type { PythonName } from "../base/pythons.js";
import type { RunStats, RunUsage } from "../base/run-stats.js";
import type { GuestCall, SourceCall } from "../engine/calls.js";
import type { StopCode } from "../engine/governor.js";
import type { WholeSnapshot } from "../engine/snapshot.js";
import type { SavedMount } from "../files/saved-files.js";
import type { FileOperation } from "../session/file-operation.js";
import type { Pause, Pausing } from "../session/pause/pausing.js";
import type { PlainCallSettings, PlainSettings } from "./plain-settings.js";

// What the host's thread and a worker tell each other. Values stay encoded on the way: only the host's
// thread decodes what a program gives it, and only what is left of the boundary is trusted there.

/**
 * The numbers that both share: how often the host woke the worker, whether the call has to end, and where the worker
 * looks for the next message.
 */
export const SHARED_NUMBERS = 3;
export const WAKE_UPS = 0;
export const STOP = 1;
export const LOOKOUT = 2;

/** Values of `STOP`. */
export const GO_ON = 0;
/** The call was aborted. */
export const ABORTED = 1;
/** The session is closing: the call must not wait for the host any longer. */
export const CLOSING = 2;

/** Values of `LOOKOUT`. The worker waits for events. */
export const ASLEEP = 0;
/** The worker looks for a message among the answers. */
export const LOOKING = 1;
/** The host is sending it one there. */
export const SENDING = 2;
/** The host is sending it one as an event. */
export const COMING = 3;

/** A message to a worker. It gets one request at a time. */
export type ToWorker =
  | ArtifactMessage
  | PackagedMessage
  | ImageMessage
  | { readonly kind: "forgetImage"; readonly number: number }
  | RequestMessage
  | AnswerMessage;

/** A request. */
export interface RequestMessage {
  readonly kind: "request";
  readonly id: number;
  readonly request: WorkerRequest;
  /** Whether the worker may look for the next message for a moment before it sleeps. */
  readonly mayLook: boolean;
}

/** The answer to a question. */
export interface AnswerMessage {
  readonly kind: "answer";
  readonly id: number;
  readonly answer: PlainAnswer;
}

/** An artifact that later requests use, by number. */
export interface ArtifactMessage {
  readonly kind: "artifact";
  readonly number: number;
  readonly module: WebAssembly.Module;
  readonly image: WholeSnapshot;
  /** The archive of its library, unless the worker can load that itself. */
  readonly archive: Uint8Array | null;
}

/** An artifact of the package that later requests use: the worker loads it. */
export interface PackagedMessage {
  readonly kind: "packaged";
  readonly number: number;
  readonly python: PythonName;
  /** Whether it is the one with page marks, or where that cannot be loaded, the one without. */
  readonly isMarked: boolean;
}

/** An image for an artifact that the worker has. */
export interface ImageMessage {
  readonly kind: "image";
  readonly number: number;
  /** The number of its artifact. */
  readonly artifact: number;
  readonly memory: WholeSnapshot;
  readonly files: readonly SavedMount[];
}

/** A message from a worker. */
export type FromWorker =
  | { readonly kind: "done"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: PlainFailure }
  | { readonly kind: "question"; readonly id: number; readonly question: Question };

/** An error of this package, or a TypeError or RangeError. */
export type PlainFailure =
  | (PlainError & { readonly code: MicroPythonWasmErrorCode })
  | { readonly name: string; readonly message: string; readonly code?: undefined };

/** What a worker can be asked to do. All but `run` are for its one session. */
export type WorkerRequest =
  | {
      readonly kind: "run";
      readonly artifact: number;
      readonly call: SourceCall;
      readonly settings: PlainSettings;
    }
  | {
      readonly kind: "open";
      readonly artifact: number;
      readonly settings: PlainSettings;
      readonly from: PlainState | null;
    }
  | {
      readonly kind: "perform";
      /** Host functions that were registered since the last call. */
      readonly functions: readonly string[];
      readonly call: GuestCall;
      readonly settings: PlainCallSettings;
      readonly isTransactional: boolean;
      readonly needsStats: boolean;
      /** If the call may pause. */
      readonly pausing?: Pausing;
      /** As in a `Request`. */
      readonly earlierMs?: number;
    }
  | { readonly kind: "files"; readonly operation: FileOperation }
  | { readonly kind: "prepare" | "save" | "takeState" | "close" }
  | { readonly kind: "putState"; readonly state: PlainState };

/** What a session continues from in a worker. */
export interface PlainState {
  /** As `Resident.save` returns it. */
  readonly saved: Uint8Array;
  /** What is left of the input; `null` for all of it. */
  readonly input: Uint8Array | null;
  /** Host functions that Python does not know yet. */
  readonly functions: readonly string[];
  /** How many random numbers have been taken; `null` if they come from no seed. */
  readonly randomPosition: number | null;
}

/** How a call ended, and what it used. What is missing takes no time. */
export interface PlainExecution {
  /** By default, it finished. */
  readonly end?: PlainEnd;
  /** Encoded. */
  readonly value?: Uint8Array;
  readonly repr?: string;
  readonly fuelUsed: number;
  readonly hostCalls: number;
  readonly memoryBytes: number;
  /** If requested. */
  readonly stats?: PlainStats;
  /** If the run was paused. */
  readonly paused?: Pause;
  /** The results of a series, encoded. */
  readonly results?: readonly Uint8Array[];
}

/** The statistics that do not follow from the rest; by default there was no output, and files are as before. */
export type PlainStats = Pick<RunStats, "durationMs"> &
  Partial<Pick<RunStats, "stdout" | "stderr" | "stdoutTruncated" | "stderrTruncated" | "files">>;

export type PlainEnd =
  | { readonly kind: "finished" | "memory" }
  | {
      readonly kind: "exception" | "exit";
      readonly exception: GuestException;
      /** The number of the host function's error that became the exception. */
      readonly hostError: number | null;
    }
  | { readonly kind: "stopped"; readonly code: StopCode }
  | {
      readonly kind: "crashed";
      readonly reason: string;
      /** `null` if a callback in the host's thread threw. */
      readonly cause: { readonly name: string; readonly message: string } | null;
    };

/** What a worker waits for while it is in a call. */
export type Question =
  | {
      readonly kind: "host";
      readonly form: number;
      readonly name: Uint8Array;
      readonly payload: Uint8Array;
    }
  | { readonly kind: "output"; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "usage"; readonly usage: RunUsage }
  | { readonly kind: "line" }
  | { readonly kind: "store"; readonly mount: number; readonly operation: StoreOperation };

/** An operation of a store, or of a file that is open in it. */
export type StoreOperation =
  | { readonly kind: "stat" | "list" | "makeFolder" | "removeFile" | "removeFolder"; path: string }
  | { readonly kind: "open"; readonly path: string; readonly mode: OpenMode }
  | { readonly kind: "rename"; readonly path: string; readonly to: string }
  | { readonly kind: "read"; readonly file: number; readonly size: number; readonly at: number }
  | { readonly kind: "write"; readonly file: number; readonly bytes: Uint8Array; at: number }
  | { readonly kind: "size" | "close"; readonly file: number };

/** The host's answer to a question. */
export type PlainAnswer =
  | { readonly kind: "host"; readonly answer: number; readonly value: Uint8Array }
  | { readonly kind: "value"; readonly value: unknown }
  /** A callback threw; why is known only in the host's thread. */
  | { readonly kind: "threw"; readonly message: string }
  | { readonly kind: "fileError"; readonly errno: string };
