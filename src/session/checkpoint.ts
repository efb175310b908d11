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

/** The state that a session remembered at a checkpoint. @throws TypeError if it is not one of its own */
export function stateOf<State>(
  states: WeakMap<SessionCheckpoint, State>,
  checkpoint: SessionCheckpoint,
): State {
  const state = SessionCheckpoint.is(checkpoint) ? states.get(checkpoint) : undefined;
  if (state !== undefined) return state;
  const allowed = "one of this session's checkpoints";
  throw new TypeError(`checkpoint is ${describe(checkpoint)}; allowed is ${allowed}`);
}
