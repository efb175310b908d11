/**
 * What ended a call:
 *
 * - `"exception"`: Python code raised an exception and did not catch it;
 * - `"exit"`: Python code exited with a code other than 0;
 * - `"memory"`: there is not enough memory to start the program;
 * - `"crashed"`: the interpreter broke off in a way that Python cannot; the message says how;
 * - `"artifact-not-found"`: there is no file where the artifact should be;
 * - `"invalid-artifact"`: the bytes are not an artifact that this package can run.
 */
export type MicroPythonWasmErrorCode =
  | "exception"
  | "exit"
  | "memory"
  | "crashed"
  | "artifact-not-found"
  | "invalid-artifact";

/** What was known of a run when it ended; what is left out had not come to be. */
export interface KnownOfRun {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly durationMs?: number;
  readonly cause?: unknown;
}

/**
 * Root of all errors that this package throws, but for the `TypeError`s and `RangeError`s that
 * answer arguments it does not allow.
 */
export class MicroPythonWasmError extends Error {
  static {
    MicroPythonWasmError.prototype.name = "MicroPythonWasmError";
  }

  /** What ended the call; stable, meant for `switch`. */
  readonly code: MicroPythonWasmErrorCode;
  /** What the program wrote to `sys.stdout` until then. */
  readonly stdout: string;
  /** What the program wrote to `sys.stderr` until then; a traceback is not part of it. */
  readonly stderr: string;
  /** How long the program ran, in milliseconds; 0 where it did not start. */
  readonly durationMs: number;

  constructor(code: MicroPythonWasmErrorCode, message: string, known: KnownOfRun = {}) {
    super(message, known.cause === undefined ? undefined : { cause: known.cause });
    this.code = code;
    this.stdout = known.stdout ?? "";
    this.stderr = known.stderr ?? "";
    this.durationMs = known.durationMs ?? 0;
  }
}

/** An uncaught Python exception, as the interpreter described it. */
export interface GuestException {
  /** Name of the exception's class. */
  readonly pythonType: string;
  /** `str(exception)`. */
  readonly pythonMessage: string;
  /** The traceback as Python prints it; each text is cut after 64 KiB. */
  readonly traceback: string;
  /** Line of the program that was running, from 1; `null` where no line of it was. */
  readonly line: number | null;
  /** What a Python process would have exited with. */
  readonly exitCode: number;
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
  /** Name of the exception's class, such as `"ZeroDivisionError"`. */
  readonly pythonType: string;
  /** `str(exception)`; empty where its class cannot say. */
  readonly pythonMessage: string;
  /** The traceback as Python prints it. */
  readonly traceback: string;
  /** Line of the program that was running, from 1; `null` where no line of it was. */
  readonly line: number | null;
  /** What a Python process would have exited with: 1, or the code that was asked for. */
  readonly exitCode: number;

  constructor(code: "exception" | "exit", exception: GuestException, known: KnownOfRun) {
    const { pythonType, pythonMessage } = exception;
    super(code, pythonMessage === "" ? pythonType : `${pythonType}: ${pythonMessage}`, known);
    this.pythonType = pythonType;
    this.pythonMessage = pythonMessage;
    this.traceback = exception.traceback;
    this.line = exception.line;
    this.exitCode = exception.exitCode;
  }
}

/** There is no file where the artifact should be (`code: "artifact-not-found"`). */
export class MicroPythonWasmArtifactNotFound extends MicroPythonWasmError {
  static {
    MicroPythonWasmArtifactNotFound.prototype.name = "MicroPythonWasmArtifactNotFound";
  }

  declare readonly code: "artifact-not-found";

  /** @param location where the artifact was looked for. */
  constructor(location: string, cause?: unknown) {
    const message = `no MicroPython artifact at ${location}; build it with \`npm run build:artifact\``;
    super("artifact-not-found", message, { cause });
  }
}

/**
 * The bytes are no WebAssembly, or a WebAssembly module that is not an artifact of this package's
 * version (`code: "invalid-artifact"`).
 */
export class MicroPythonWasmInvalidArtifact extends MicroPythonWasmError {
  static {
    MicroPythonWasmInvalidArtifact.prototype.name = "MicroPythonWasmInvalidArtifact";
  }

  declare readonly code: "invalid-artifact";

  /** @param reason what is wrong with it. */
  constructor(reason: string, cause?: unknown) {
    super("invalid-artifact", `not a MicroPython artifact: ${reason}`, { cause });
  }
}
