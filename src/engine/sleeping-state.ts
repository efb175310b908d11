import type { Platform } from "../base/platform.js";
import { decodeMemory, encodeMemory, type MemoryOrigin } from "./saved-memory.js";
import type { Snapshot } from "./snapshot.js";

/** What a state belongs to. */
interface Origin extends MemoryOrigin {
  readonly platform: Pick<Platform, "gzip" | "gunzip" | "areaComparer">;
}

/** The state of an interpreter that is not used for a while: compressed, without an instance. */
export class SleepingState {
  readonly #origin: Origin;
  readonly #compressed: Uint8Array;
  readonly #size: number;

  constructor(snapshot: Snapshot, origin: Origin) {
    const encoded = encodeMemory(snapshot, origin, origin.platform);
    this.#origin = origin;
    this.#size = encoded.length;
    // A copy: what `gzip` returns may be a part of a larger buffer.
    this.#compressed = new Uint8Array(origin.platform.gzip(encoded));
  }

  /** The state again, at a later time of its clock. */
  wake(elapsedMs: number): Snapshot {
    const encoded = this.#origin.platform.gunzip(this.#compressed, this.#size);
    const snapshot = encoded && decodeMemory(encoded, this.#origin, elapsedMs, Infinity);
    if (snapshot === null || snapshot === "too large")
      throw new Error("a sleeping state is damaged");
    return snapshot;
  }
}

/** Something that holds an instance, and can do without it for a while. */
export interface Sleeper {
  /** Releases its instance, unless that is in use. Returns whether it holds none any more. */
  sleep(): boolean;
}

/** Those who hold an instance, the ones whose last use is longest ago first. */
export class AwakeSleepers {
  /** Weak, because a session may be dropped without being closed. */
  readonly #awake = new Set<WeakRef<Sleeper>>();

  /** Someone has used its instance. If more than `most` hold one now, others have to sleep. */
  used(sleeper: WeakRef<Sleeper>, most: number): void {
    this.gone(sleeper);
    this.#awake.add(sleeper);
    let surplus = this.#awake.size - most;
    for (const other of this.#awake) {
      if (surplus <= 0 || other === sleeper) return;
      surplus -= 1;
      const isAsleep = other.deref()?.sleep() ?? true;
      this.#awake.delete(other);
      // As if it had been used just now: it is not asked again each time.
      if (!isAsleep) this.#awake.add(other);
    }
  }

  /** Someone no longer holds an instance. */
  gone(sleeper: WeakRef<Sleeper>): void {
    this.#awake.delete(sleeper);
  }
}
