import type { Platform } from "../base/platform.js";
import { compressWords, decompressWords } from "./compression.js";
import { decodeMemory, encodeMemory, type MemoryOrigin } from "./saved-memory.js";
import type { Snapshot } from "./snapshot.js";

/** What a state belongs to. */
interface Origin extends MemoryOrigin {
  readonly platform: Pick<Platform, "areaComparer">;
}

const WORD_BYTES = 4;

/** The state of an interpreter that is not used for a while: compressed, without an instance. */
export class SleepingState {
  readonly #origin: Origin;
  readonly #compressed: Uint8Array;
  /** How many words there were. */
  readonly #count: number;

  constructor(snapshot: Snapshot, origin: Origin) {
    const encoded = encodeMemory(snapshot, origin, origin.platform);
    this.#origin = origin;
    const words = new Int32Array(encoded.buffer, 0, encoded.length / WORD_BYTES);
    this.#count = words.length;
    this.#compressed = compressWords(words);
  }

  /** The state again, at a later time of its clock. */
  wake(elapsedMs: number): Snapshot {
    const words = decompressWords(this.#compressed, this.#count);
    const encoded = new Uint8Array(words.buffer);
    const snapshot = decodeMemory(encoded, this.#origin, elapsedMs, Infinity);
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
