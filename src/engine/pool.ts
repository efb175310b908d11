import { MicroPythonWasmError } from "../base/errors.js";
import { PAGE_BYTES } from "../base/limits.js";
import type { Platform } from "../base/platform.js";
import { PYTHONS } from "../base/pythons.js";
import { type MountedStore, MountTable } from "../files/mount-table.js";
import type { SavedMount } from "../files/saved-files.js";
import { GuestClock } from "../wasi/guest-clock.js";
import { OpenFiles } from "../wasi/open-files.js";
import type { Artifact } from "./artifact.js";
import { SandboxInstance } from "./instance.js";
import { AwakeSleepers } from "./sleeping-state.js";
import type { Snapshot, WholeSnapshot } from "./snapshot.js";

/** Maximum number of idle instances that are kept for later. */
const MAX_IDLE = 8;

/** What interpreters start from that have done more than boot. */
interface OwnImage {
  readonly memory: WholeSnapshot;
  readonly files: readonly SavedMount[];
  readonly booted: InstancePool;
}

/**
 * Fresh interpreters of one artifact. The first one boots; all others start from its state, even reused ones,
 * so whatever an earlier user left in their memory is overwritten.
 */
export class InstancePool {
  readonly artifact: Artifact;
  readonly platform: Platform;
  /** The mounts of every program: the Python's library. */
  readonly library: readonly MountedStore[];
  /** The archive of the library, if it was loaded before a program needs it. */
  readonly archive: () => Uint8Array | null;
  /** What the memory mounts of a fresh interpreter hold. */
  readonly files: readonly SavedMount[];
  /** The sessions that hold an instance. */
  readonly awake = new AwakeSleepers();
  readonly #idle: SandboxInstance[] = [];
  /** The pool of interpreters that have only booted. */
  readonly #booted: InstancePool | null;
  #image: WholeSnapshot | null;
  #inUse = 0;
  #mostInUse = 0;

  constructor(
    artifact: Artifact,
    platform: Platform,
    library: readonly MountedStore[],
    image: OwnImage | null = null,
    archive: () => Uint8Array | null = () => null,
  ) {
    this.archive = archive;
    this.artifact = artifact;
    this.platform = platform;
    this.library = library;
    this.files = image?.files ?? [];
    this.#booted = image?.booted ?? null;
    this.#image = image?.memory ?? null;
  }

  /** A pool of interpreters that start from an image instead. */
  startingFrom(memory: WholeSnapshot, files: readonly SavedMount[]): InstancePool {
    const image = { memory, files, booted: this.booted };
    return new InstancePool(this.artifact, this.platform, this.library, image);
  }

  /** The pool of interpreters that have only booted: this one, unless it starts from an image. */
  get booted(): InstancePool {
    return this.#booted ?? this;
  }

  /** Starts from an image instead of booting, from now on. */
  useImage(image: WholeSnapshot): void {
    this.#image = image;
  }

  /**
   * Returns an interpreter in a given state.
   *
   * @param maxMemoryBytes maximum size of its memory; whole pages.
   * @param state by default that of an interpreter that has run nothing yet.
   * @param clock its clocks; by default the system's.
   * @throws MicroPythonWasmError if it cannot be started.
   */
  acquire(
    maxMemoryBytes: number,
    state: Snapshot = this.image,
    clock = new GuestClock(this.platform),
  ): SandboxInstance {
    const instance = this.#takeIdle(maxMemoryBytes) ?? this.#create(maxMemoryBytes);
    instance.restore(state, clock);
    this.#inUse += 1;
    this.#mostInUse = Math.max(this.#mostInUse, this.#inUse);
    return instance;
  }

  /** Takes back an interpreter that is no longer needed. */
  release(instance: SandboxInstance): void {
    this.#inUse -= 1;
    instance.dropHost();
    const unusedBytes = instance.allocatedBytes - this.image.memory.length;
    const isWorthKeeping =
      instance.crash === null && unusedBytes <= PYTHONS[this.artifact.python].maxIdleBytes;
    if (!isWorthKeeping) return;
    this.#idle.push(instance);
    if (this.#idle.length > Math.min(this.#mostInUse, MAX_IDLE)) this.#idle.shift();
  }

  /** Restores the interpreter that was released last now, so that the next one to acquire it need not wait for that. */
  restoreIdle(): void {
    this.#idle[this.#idle.length - 1]?.restore(this.image);
  }

  /** The state that its interpreters start from. For those that have only booted, it is the same in every process. */
  get image(): WholeSnapshot {
    this.#image ??= this.#boot();
    return this.#image;
  }

  #takeIdle(maxMemoryBytes: number): SandboxInstance | undefined {
    const index = this.#idle.findLastIndex((idle) => idle.maxMemoryBytes === maxMemoryBytes);
    return index === -1 ? undefined : this.#idle.splice(index, 1)[0];
  }

  #create(maxMemoryBytes: number): SandboxInstance {
    return new SandboxInstance(this.artifact, this.platform, maxMemoryBytes);
  }

  #boot(): WholeSnapshot {
    // Always with the same memory, whatever the limit of the first run is.
    const { initialPages, python } = this.artifact;
    const instance = this.#create(initialPages * PAGE_BYTES + PYTHONS[python].bootBytes);
    const outcome = instance.boot(new OpenFiles(new MountTable(this.library)));
    if (outcome.kind === "finished") {
      instance.clearFree();
      return { ...instance.takeWholeSnapshot(), elapsedMs: 0 };
    }
    if (outcome.kind === "crashed") {
      const { reason, cause } = outcome;
      throw new MicroPythonWasmError("crashed", `the sandbox crashed: ${reason}`, { cause });
    }
    const message = "the interpreter and its first data do not fit into the sandbox's memory";
    throw new MicroPythonWasmError("memory", message);
  }
}
