import type {
  FileErrno,
  GuestException,
  LimitCode,
  MicroPythonWasmErrorCode,
} from "./error-types.js";
import { type PlainError, plainErrorOf } from "./plain-error.js";
import type { RunStats } from "./run-stats.js";

const NO_FILES = Object.freeze(Object.create(null));

/**
 * Base class of all errors that this package throws, except the `TypeError`s and `RangeError`s for
 * invalid arguments.
 *
 * @example
 * ```ts
 * try {
 *   await run("print('partial'); 1 / 0");
 * } catch (error) {
 *   if (!(error instanceof MicroPythonWasmError)) throw error;
 *   console.log(error.code, error.stdout); // exception partial
 * }
 * ```
 */
export class MicroPythonWasmError extends Error implements RunStats {
  static {
    MicroPythonWasmError.prototype.name = "MicroPythonWasmError";
  }

  /** What ended the call; stable, so use it in a `switch`. */
  readonly code: MicroPythonWasmErrorCode;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutTruncated: boolean;
  readonly stderrTruncated: boolean;
  readonly durationMs: number;
  readonly fuelUsed: number;
  readonly fuelRemaining: number | null;
  readonly hostCalls: number;
  readonly peakMemoryBytes: number;
  readonly files: Readonly<Record<string, Uint8Array | null>>;

  /**
   * @param code what ended the call.
   * @param message a sentence for humans.
   * @param stats what is known about the run, and what caused the error; the rest is empty, 0 or `null`.
   */
  constructor(
    code: MicroPythonWasmErrorCode,
    message: string,
    stats: Partial<RunStats> & ErrorOptions = {},
  ) {
    super(message, stats.cause === undefined ? undefined : { cause: stats.cause });
    this.code = code;
    this.stdout = stats.stdout ?? "";
    this.stderr = stats.stderr ?? "";
    this.stdoutTruncated = stats.stdoutTruncated ?? false;
    this.stderrTruncated = stats.stderrTruncated ?? false;
    this.durationMs = stats.durationMs ?? 0;
    this.fuelUsed = stats.fuelUsed ?? 0;
    this.fuelRemaining = stats.fuelRemaining ?? null;
    this.hostCalls = stats.hostCalls ?? 0;
    this.peakMemoryBytes = stats.peakMemoryBytes ?? 0;
    this.files = stats.files ?? NO_FILES;
  }

  /**
   * Returns the error as plain data, without its stack: for JSON, and for `postMessage`, which would lose
   * its class and fields. {@link errorFromJSON} turns it back into an error.
   *
   * @example
   * ```ts
   * try {
   *   await run("1 / 0");
   * } catch (error) {
   *   if (!(error instanceof MicroPythonWasmError)) throw error;
   *   const received = errorFromJSON(JSON.parse(JSON.stringify(error)));
   *   console.log(received instanceof MicroPythonGuestError); // true
   * }
   * ```
   */
  toJSON(): PlainError {
    return plainErrorOf(this, (value) => value instanceof MicroPythonWasmError);
  }
}

/**
 * A limit ended the run; Python code cannot catch that. `code` says which limit.
 *
 * @example
 * ```ts
 * try {
 *   await run("while True: pass", { fuel: 1_000_000 });
 * } catch (error) {
 *   if (!(error instanceof MicroPythonLimitError)) throw error;
 *   console.log(error.code, error.fuelUsed); // fuel 1000000
 * }
 * ```
 */
export class MicroPythonLimitError extends MicroPythonWasmError {
  static {
    MicroPythonLimitError.prototype.name = "MicroPythonLimitError";
  }

  declare readonly code: LimitCode;

  /**
   * @param code which limit ended the run.
   * @param message a sentence for humans.
   * @param stats what is known about the run, and what caused the error; the rest is empty, 0 or `null`.
   */
  constructor(code: LimitCode, message: string, stats: Partial<RunStats> & ErrorOptions) {
    super(code, message, stats);
  }
}

/**
 * Python code ended with an exception that it did not catch (`code: "exception"`), or exited with a
 * code other than 0 (`code: "exit"`).
 *
 * @example
 * ```ts
 * try {
 *   await run("x = 1\ny = x / 0");
 * } catch (error) {
 *   if (!(error instanceof MicroPythonGuestError)) throw error;
 *   console.log(error.pythonType, error.line); // ZeroDivisionError 2
 * }
 * ```
 */
export class MicroPythonGuestError extends MicroPythonWasmError implements GuestException {
  static {
    MicroPythonGuestError.prototype.name = "MicroPythonGuestError";
  }

  declare readonly code: "exception" | "exit";
  /** The name of the exception's class, such as `"ZeroDivisionError"`. */
  readonly pythonType: string;
  /** `str(exception)`; empty if that fails. */
  readonly pythonMessage: string;
  /** The traceback as Python prints it, with a note at its end if what is missing is so because of the sandbox. */
  readonly traceback: string;
  /** The program's line that was running, from 1; `null` if none of its lines was. */
  readonly line: number | null;
  /** The exit code that a Python process would have had: 1, or the code passed to `sys.exit`. */
  readonly exitCode: number;

  /**
   * @param code whether Python code raised or exited.
   * @param exception the interpreter's description of it.
   * @param stats what is known about the run, and what caused the error; the rest is empty, 0 or `null`.
   */
  constructor(
    code: "exception" | "exit",
    exception: GuestException,
    stats: Partial<RunStats> & ErrorOptions,
  ) {
    const { pythonType, pythonMessage } = exception;
    super(code, pythonMessage === "" ? pythonType : `${pythonType}: ${pythonMessage}`, stats);
    this.pythonType = pythonType;
    this.pythonMessage = pythonMessage;
    this.traceback = exception.traceback;
    this.line = exception.line;
    this.exitCode = exception.exitCode;
  }
}

/**
 * There is no file where the artifact should be (`code: "artifact-not-found"`).
 *
 * @example
 * ```ts
 * try {
 *   await runMicroPythonWasi("print(1)", "missing.wasm");
 * } catch (error) {
 *   if (!(error instanceof MicroPythonArtifactNotFoundError)) throw error;
 *   console.log(error.code); // artifact-not-found
 * }
 * ```
 */
export class MicroPythonArtifactNotFoundError extends MicroPythonWasmError {
  static {
    MicroPythonArtifactNotFoundError.prototype.name = "MicroPythonArtifactNotFoundError";
  }

  declare readonly code: "artifact-not-found";

  /**
   * @param location where the artifact should have been.
   * @param cause what went wrong there.
   */
  constructor(location: string, cause?: unknown) {
    const message = `no MicroPython artifact at ${location}; build it with \`npm run build:artifact\``;
    super("artifact-not-found", message, { cause });
  }
}

/**
 * The bytes are not WebAssembly, or not an artifact of this package's version
 * (`code: "invalid-artifact"`).
 *
 * @example
 * ```ts
 * try {
 *   await runMicroPythonWasi("print(1)", new Uint8Array(8));
 * } catch (error) {
 *   if (!(error instanceof MicroPythonInvalidArtifactError)) throw error;
 *   console.log(error.code); // invalid-artifact
 * }
 * ```
 */
export class MicroPythonInvalidArtifactError extends MicroPythonWasmError {
  static {
    MicroPythonInvalidArtifactError.prototype.name = "MicroPythonInvalidArtifactError";
  }

  declare readonly code: "invalid-artifact";

  /**
   * @param reason what is wrong with it.
   * @param cause the error that revealed it.
   */
  constructor(reason: string, cause?: unknown) {
    super("invalid-artifact", `not a MicroPython artifact: ${reason}`, { cause });
  }
}

/**
 * The bytes are not a saved session, or the session is damaged, from another version or artifact, or
 * too large for the memory limit (`code: "invalid-state"`).
 *
 * @example
 * ```ts
 * try {
 *   await MicroPythonSession.restore(new Uint8Array(8));
 * } catch (error) {
 *   if (!(error instanceof MicroPythonInvalidStateError)) throw error;
 *   console.log(error.code); // invalid-state
 * }
 * ```
 */
export class MicroPythonInvalidStateError extends MicroPythonWasmError {
  static {
    MicroPythonInvalidStateError.prototype.name = "MicroPythonInvalidStateError";
  }

  declare readonly code: "invalid-state";

  /** @param reason what is wrong with it. */
  constructor(reason: string) {
    super("invalid-state", `cannot be restored: ${reason}`);
  }
}

/**
 * The session was closed, or its interpreter is dead (`code: "session-closed"`).
 *
 * @example
 * ```ts
 * const session = new MicroPythonSession();
 * await session.close();
 * try {
 *   await session.run("print(1)");
 * } catch (error) {
 *   if (!(error instanceof MicroPythonSessionClosedError)) throw error;
 *   console.log(error.message); // the session was closed
 * }
 * ```
 */
export class MicroPythonSessionClosedError extends MicroPythonWasmError {
  static {
    MicroPythonSessionClosedError.prototype.name = "MicroPythonSessionClosedError";
  }

  declare readonly code: "session-closed";

  /**
   * @param reason why it cannot be used.
   * @param cause what killed the interpreter.
   */
  constructor(reason: string, cause?: unknown) {
    super("session-closed", reason, { cause });
  }
}

/**
 * A file operation failed (`code: "file"`). File stores and `session.files` throw this.
 *
 * @example
 * ```ts
 * const session = new MicroPythonSessionSync({ mounts: [{ path: "/tmp", memory: {} }] });
 * try {
 *   session.files.read("/tmp/result.json");
 * } catch (error) {
 *   if (!(error instanceof MicroPythonFileError)) throw error;
 *   console.log(error.errno); // ENOENT
 * }
 * ```
 */
export class MicroPythonFileError extends MicroPythonWasmError {
  static {
    MicroPythonFileError.prototype.name = "MicroPythonFileError";
  }

  declare readonly code: "file";
  /** Why the operation failed. */
  readonly errno: FileErrno;

  /**
   * @param errno why the operation failed.
   * @param path the file's path, if known.
   */
  constructor(errno: FileErrno, path?: string) {
    super("file", path === undefined ? errno : `${errno}: ${path}`);
    this.errno = errno;
  }
}
