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
