import type { GuestMemory } from "../abi/memory.js";
import type { Platform } from "../base/platform.js";
import type { HostLimits } from "./limited-calls.js";
import type { OpenFiles } from "./open-files.js";
import type { StandardStreams } from "./standard-streams.js";

/** What WASI's functions work on. */
export interface WasiContext extends HostLimits {
  readonly memory: GuestMemory;
  readonly platform: Platform;
  readonly streams: StandardStreams;
  /** The files of the present run. */
  files(): OpenFiles;
  /** How long the guest has been there, in milliseconds: its clock that never goes back. */
  monotonicMs(): number;
  /** Fills `bytes` with random numbers. */
  fillRandom(bytes: Uint8Array): void;
  /** Sleeps for as long, or for as long as the guest may. */
  sleepMs(ms: number): void;
  /** The guest wrote more to a stream than its limit allows. */
  onTruncated(): void;
}
