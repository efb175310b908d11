import type { GuestMemory } from "../abi/memory.js";
import type { Platform } from "../base/platform.js";
import type { HostLimits } from "./limited-calls.js";
import type { OpenFiles } from "./open-files.js";
import type { StandardStreams } from "./standard-streams.js";

/** What the WASI functions work on. */
export interface WasiContext extends HostLimits {
  readonly memory: GuestMemory;
  readonly platform: Platform;
  readonly streams: StandardStreams;
  /** The files of the current run. */
  files(): OpenFiles;
  /** How long the guest has existed, in milliseconds: its monotonic clock. */
  monotonicMs(): number;
  /** Fills `bytes` with random numbers. */
  fillRandom(bytes: Uint8Array): void;
  /** Sleeps, but not past the guest's deadline. */
  sleepMs(ms: number): void;
  /** Called when the guest has written more to a stream than its limit allows. */
  onTruncated(): void;
}
