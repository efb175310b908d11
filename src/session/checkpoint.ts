import { describe } from "../base/check.js";

/**
 * A moment that a session can be rolled back to: `checkpoint` returns it and `rollback` takes it. It is
 * valid only for its own session.
 *
 * @example
 * ```ts
 * const session = new MicroPythonSessionSync();
 * const start: SessionCheckpoint = session.checkpoint();
 * session.run("x = 1");
 * session.rollback(start);
 * session.globals.has("x"); // false
 * ```
 */
export class SessionCheckpoint {
  /** Distinguishes real checkpoints from objects that only look like one. */
  readonly #isOne = true;

  /** @internal */
  static is(value: unknown): value is SessionCheckpoint {
    return typeof value === "object" && value !== null && #isOne in value;
  }
}

/** The states that a session remembers. */
export class Checkpoints<State extends object> {
  readonly #states = new WeakMap<SessionCheckpoint, State>();

  add(state: State): SessionCheckpoint {
    const checkpoint = new SessionCheckpoint();
    this.#states.set(checkpoint, state);
    return checkpoint;
  }

  /** The state of a checkpoint. @throws TypeError if it is not one of the session's own */
  stateOf(checkpoint: SessionCheckpoint): State {
    const isOne = SessionCheckpoint.is(checkpoint);
    const state = isOne ? this.#states.get(checkpoint) : undefined;
    if (state !== undefined) return state;
    const allowed = "one of this session's checkpoints";
    throw new TypeError(`checkpoint is ${describe(checkpoint)}; allowed is ${allowed}`);
  }
}
