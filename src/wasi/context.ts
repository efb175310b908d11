import type { GuestMemory } from "../abi/memory.js";
import type { Platform } from "../base/platform.js";
import type { OutputSink } from "./output.js";

/** What WASI's functions work on. */
export interface WasiContext {
  readonly memory: GuestMemory;
  readonly platform: Platform;
  readonly stdout: OutputSink;
  readonly stderr: OutputSink;
  /** Sleeps for as long, or for as long as the guest may. */
  sleepMs(ms: number): void;
  /** The guest wrote more to a stream than its limit allows. */
  onTruncated(): void;
}
