import { platform } from "#platform";
import { Replay } from "../session/replay.js";
import { ReplaySession } from "../session/replay-session.js";
import { ReplaySessionSync } from "../session/replay-session-sync.js";
import { Resident } from "../session/resident.js";
import { sameClass } from "../session/same-class.js";
import { Session } from "../session/session.js";
import type { SessionOptions } from "../session/session-options.js";
import { SessionSync } from "../session/session-sync.js";
import { pools, sandboxes } from "./shared.js";

/**
 * A resident Python interpreter that keeps its state between runs; nothing in its interface depends on
 * where it runs.
 *
 * @example
 * ```ts
 * await using session = new MicroPythonSession({ fuel: 1_000_000 });
 * await session.run("x = 10");
 * (await session.run("print(x + 5)")).stdout; // "15\n"
 * ```
 */
export class MicroPythonSession extends Session {
  /**
   * @param options for all runs; the limits start afresh for each.
   * @throws TypeError, RangeError if an option is invalid.
   */
  constructor(options?: SessionOptions) {
    super(sandboxes.interpreter(options));
  }

  /**
   * Creates a session that continues from what `save` returned.
   *
   * @param bytes what `save` returned; they may be untrusted.
   * @param options as for a new session, except `argv` and `env`, which are saved.
   * @throws TypeError, RangeError if an argument is invalid.
   * @throws MicroPythonInvalidStateError if the bytes are damaged, or from another artifact.
   * @example
   * ```ts
   * await using session = new MicroPythonSession();
   * await session.run("x = 10");
   * await using later = await MicroPythonSession.restore(await session.save());
   * await later.evaluate("x"); // 10
   * ```
   */
  static async restore(bytes: Uint8Array, options?: SessionOptions): Promise<MicroPythonSession> {
    const interpreter = await sandboxes.restored(bytes, options);
    return sameClass(MicroPythonSession.prototype, Session, interpreter);
  }
}

/**
 * The synchronous twin of {@link MicroPythonSession}, always in the calling thread.
 *
 * @example
 * ```ts
 * using session = new MicroPythonSessionSync();
 * session.run("x = 10");
 * session.run("print(x + 5)").stdout; // "15\n"
 * ```
 */
export class MicroPythonSessionSync extends SessionSync {
  /**
   * @param options for all runs; the limits start afresh for each.
   * @throws TypeError, RangeError if an option is invalid.
   */
  constructor(options?: SessionOptions) {
    super(Resident.create(pools, options));
  }

  /**
   * Creates a session that continues from what `save` returned.
   *
   * @param bytes what `save` returned; they may be untrusted.
   * @param options as for a new session, except `argv` and `env`, which are saved.
   * @throws TypeError, RangeError if an argument is invalid.
   * @throws MicroPythonInvalidStateError if the bytes are damaged, or from another artifact.
   * @example
   * ```ts
   * using session = new MicroPythonSessionSync();
   * session.run("x = 10");
   * using later = MicroPythonSessionSync.restore(session.save());
   * later.evaluate("x"); // 10
   * ```
   */
  static restore(bytes: Uint8Array, options?: SessionOptions): MicroPythonSessionSync {
    const resident = Resident.restore(pools, bytes, options);
    return sameClass(MicroPythonSessionSync.prototype, SessionSync, resident);
  }
}

/**
 * A session with the same interface but no resident interpreter: each run starts afresh and repeats all
 * earlier snippets.
 *
 * @example
 * ```ts
 * const session = new MicroPythonReplaySession();
 * await session.run("x = 10");
 * (await session.run("print(x + 5)")).stdout; // "15\n"
 * ```
 */
export class MicroPythonReplaySession extends ReplaySession {
  /**
   * @param options for all runs.
   * @throws TypeError, RangeError if an option is invalid.
   */
  constructor(options?: SessionOptions) {
    const replay = new Replay(platform, options);
    super(replay, sandboxes.replays(replay.settings));
  }
}

/**
 * The synchronous twin of {@link MicroPythonReplaySession}.
 *
 * @example
 * ```ts
 * using session = new MicroPythonReplaySessionSync();
 * session.run("x = 10");
 * session.run("print(x + 5)").stdout; // "15\n"
 * ```
 */
export class MicroPythonReplaySessionSync extends ReplaySessionSync {
  /**
   * @param options for all runs.
   * @throws TypeError, RangeError if an option is invalid.
   */
  constructor(options?: SessionOptions) {
    super(pools, options);
  }
}
