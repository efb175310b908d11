/**
 * A moment that a session can be rolled back to: what `checkpoint` gives and `rollback` takes. Only
 * the session that it is of can use it.
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
  /** Keeps what only looks like a checkpoint from being taken for one. */
  readonly #isOne = true;

  /** @internal */
  static is(value: unknown): value is SessionCheckpoint {
    return typeof value === "object" && value !== null && #isOne in value;
  }
}
