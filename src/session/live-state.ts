import { MicroPythonWasmError } from "../base/errors.js";
import type { MountSettings } from "../base/mounts.js";
import type { RunSettings } from "../base/options.js";
import type { Platform } from "../base/platform.js";
import { RandomStream } from "../base/random-stream.js";
import type { RandomSource } from "../engine/calls.js";
import type { MountedStore } from "../files/mount-table.js";
import type { SavedMount } from "../files/saved-files.js";
import { GuestClock } from "../wasi/guest-clock.js";
import { InputSource } from "../wasi/input.js";
import { randomOf } from "./execution.js";
import { HeldInstance, type SleepSettings } from "./held-instance.js";
import { SandboxFiles } from "./sandbox-files.js";
import { sessionDead } from "./session-errors.js";
import type { SessionState } from "./session-state.js";

/** What a live state is made with. */
export interface LiveParts {
  readonly settings: RunSettings;
  readonly mounts: readonly MountSettings[];
  /** The mounts of every program. */
  readonly library: readonly MountedStore[];
  /** What the memory mounts of a fresh interpreter hold. */
  readonly freshFiles: readonly SavedMount[];
  readonly sleeping: SleepSettings;
  readonly platform: Platform;
}

/** Everything that a session's calls change: the interpreter, files, clock, random numbers and input. */
export class LiveState {
  readonly held: HeldInstance;
  readonly files: SandboxFiles;
  readonly clock: GuestClock;
  readonly random: RandomSource;
  /** Each call continues reading where earlier ones stopped. */
  stdin: InputSource;

  /** @param state what it continues from; `null` for a fresh interpreter. */
  constructor(
    { settings, mounts, library, freshFiles, sleeping, platform }: LiveParts,
    state: SessionState | null,
    stdin = new InputSource(settings.stdin),
  ) {
    this.stdin = stdin;
    this.clock = new GuestClock(platform, settings.clock);
    this.random = randomOf(settings, platform);
    const files = new SandboxFiles(mounts, platform, this.clock, library);
    this.files = files;
    const snapshot = state?.snapshot ?? null;
    this.held = new HeldInstance(sleeping, snapshot, () => files.open.count === 0);
    if (state !== null) {
      this.clock.continueFrom(snapshot?.elapsedMs ?? 0);
      this.randomPosition = state.randomPosition;
    }
    files.replace(state?.content ?? freshFiles);
  }

  /** How many random numbers have been taken; `null` if they come from no seed. */
  get randomPosition(): number | null {
    return this.random instanceof RandomStream ? this.random.position : null;
  }

  set randomPosition(position: number | null) {
    if (position !== null && this.random instanceof RandomStream) this.random.position = position;
  }

  /** The state at this moment. @throws MicroPythonWasmError while the program has files open */
  take(): SessionState {
    if (this.files.open.count > 0) {
      this.held.instance?.collect();
      this.refuseIfDead();
    }
    const { count } = this.files.open;
    if (count > 0) {
      const open = count === 1 ? "1 file or folder" : `${count} files or folders`;
      const message = `the program has ${open} open; a state can be taken when all are closed`;
      throw new MicroPythonWasmError("files-open", message);
    }
    const snapshot = this.held.snapshot(this.clock.elapsedMs);
    return { snapshot, content: this.files.content(), randomPosition: this.randomPosition };
  }

  /** Replaces the state, even if the interpreter is dead. */
  put({ snapshot, content, randomPosition }: SessionState): void {
    this.held.restore(snapshot);
    this.randomPosition = randomPosition;
    this.files.replace(content);
  }

  /** @throws MicroPythonSessionClosedError if the interpreter is dead */
  refuseIfDead(): void {
    const { crash } = this.held;
    if (crash !== null) throw sessionDead(crash.reason, crash.cause);
  }

  /** Gives everything back. */
  end(): void {
    this.held.drop();
    this.files.close();
  }
}
