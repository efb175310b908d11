import { MicroPythonInvalidStateError } from "../../base/errors.js";
import type { MountSettings } from "../../base/mounts.js";
import type { RunSettings } from "../../base/options.js";
import type { Platform } from "../../base/platform.js";
import { RandomStream } from "../../base/random-stream.js";
import type { RandomSource, SourceCall } from "../../engine/calls.js";
import type { AnswerSource } from "../../engine/host-answers.js";
import type { GuestClock } from "../../wasi/guest-clock.js";
import { InputSource } from "../../wasi/input.js";
import type { CallHost } from "../execution.js";
import type { Request } from "../requests.js";
import { filesDigest } from "./files-digest.js";
import { JournalledRun } from "./journalled-run.js";
import { decodePausedRun, encodePausedRun, type PausedRun } from "./paused-run.js";
import type { Pause, Pausing } from "./pausing.js";

/** What the run uses of its session. */
interface OfSession {
  readonly mounts: readonly MountSettings[];
  readonly clock: GuestClock;
  readonly random: RandomSource;
  readonly platform: Platform;
}

/** A run that may pause, with what it uses of the host. */
export interface PausableRun {
  readonly input: InputSource;
  readonly hasOwnInput: boolean;
  readonly host: CallHost;
  /** How many random numbers have been taken of its seed's. */
  readonly position: number | null;
  /** How it was paused. @param state the state before it, encoded */
  pause(state: Uint8Array): Pause;
}

/** Decodes the run that continues. @throws MicroPythonInvalidStateError if it cannot continue here */
export function pastRun(
  { from, maxJournalBytes }: Pausing,
  { memoryBytes }: RunSettings,
  mounts: readonly MountSettings[],
  platform: Platform,
): PausedRun | null {
  if (from === null) return null;
  const past = decodePausedRun(from.saved, platform, maxJournalBytes);
  const { journal } = past;
  if (journal.memoryBytes !== memoryBytes) {
    const reason = `it began with memoryBytes ${journal.memoryBytes}, and here it is ${memoryBytes}`;
    throw new MicroPythonInvalidStateError(reason);
  }
  const digest = filesDigest(mounts);
  if (digest.some((byte, i) => byte !== journal.filesDigest[i])) {
    throw new MicroPythonInvalidStateError("it began with other mounts, modules or files in them");
  }
  return past;
}

/**
 * Prepares a run that may pause.
 *
 * @param past what it continues from; `null` for a run from the beginning.
 * @param input the input that a run from the beginning reads.
 */
export function pausableRun(
  { call, settings, hasOwnStdin }: Request,
  { pauseOn, maxJournalBytes, from }: Pausing,
  past: PausedRun | null,
  session: OfSession,
  input: InputSource,
  host: CallHost & { readonly answers?: AnswerSource },
): PausableRun {
  const { clock, platform, random } = session;
  const { purpose, source, filename } = call as SourceCall;
  const seeded = random instanceof RandomStream ? random : null;
  const hasOwnInput = past?.journal.hasOwnInput ?? hasOwnStdin;
  const rest = past?.journal.input ?? input.rest.slice();
  const run = new JournalledRun(
    {
      program: { purpose, source, filename },
      memoryBytes: settings.memoryBytes,
      filesDigest: filesDigest(session.mounts),
      input: rest,
      hasOwnInput,
      nextLine: typeof settings.stdin === "function" ? settings.stdin : null,
      clock,
      nextRandom: (before) =>
        seeded === null
          ? RandomStream.unforeseeable(platform)
          : new RandomStream(seeded.key, (before ?? seeded).position),
      answers: host.answers as AnswerSource,
      pauseOn: new Set(pauseOn),
      maxJournalBytes,
    },
    past && from && { journal: past.journal, answer: from.answer },
  );
  return {
    input: new InputSource(run.nextLine as () => string | null, rest),
    hasOwnInput,
    host: {
      ...host,
      answers: run,
      random: run,
      onStart: (meter, streams) => {
        host.onStart?.(meter, streams);
        run.begin(meter, [streams.stdout, streams.stderr]);
      },
    },
    get position() {
      return seeded && (run.random?.position ?? null);
    },
    pause: (state) => {
      const journal = run.journal();
      return { saved: encodePausedRun({ state, journal }, platform), pending: journal.pending };
    },
  };
}
