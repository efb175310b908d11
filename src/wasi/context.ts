import type { GuestMemory } from "../abi/memory.js";
import type { GuestClock } from "./guest-clock.js";
import type { HostLimits } from "./limited-calls.js";
import type { OpenFiles } from "./open-files.js";
import type { StandardStreams } from "./standard-streams.js";

/** What the WASI functions work on. */
export interface WasiContext extends HostLimits {
  readonly memory: GuestMemory;
  readonly streams: StandardStreams;
  /** The files of the current run. */
  files(): OpenFiles;
  /** The clocks of the current run. */
  clock(): GuestClock;
  /** Fills `bytes` with random numbers. */
  fillRandom(bytes: Uint8Array): void;
  /** Sleeps, but not past the guest's deadline. Returns a promise if the guest is suspended meanwhile. */
  sleepMs(ms: number): Promise<void> | undefined;
  /** Called when the guest has written more to a stream than its limit allows. */
  onTruncated(): void;
}
