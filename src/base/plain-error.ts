import { toBase64 } from "./bytes.js";
import type { FileErrno, GuestException, MicroPythonWasmErrorCode } from "./error-types.js";
import { isError } from "./kinds.js";
import type { RunStats } from "./run-stats.js";

/** The cause of an error, as plain data; other kinds of causes are left out. */
export type PlainCauseValue = PlainError | PlainCause | string | number | boolean | null;

/** An error that is not of this package, as plain data. */
export interface PlainCause {
  /** Name of the error's class. */
  readonly name: string;
  /** The error's message. */
  readonly message: string;
  /** What caused it, if known. */
  readonly cause?: PlainCauseValue;
}

/**
 * An error of this package as plain data, which JSON and `structuredClone` can carry. `toJSON` of
 * {@link MicroPythonWasmError} returns it, and {@link errorFromJSON} takes it.
 */
export interface PlainError extends PlainCause, Omit<RunStats, "files">, Partial<GuestException> {
  /** What ended the call. */
  readonly code: MicroPythonWasmErrorCode;
  /** As in `RunStats`, with the content of each file in Base64. */
  readonly files: Readonly<Record<string, string | null>>;
  /** For a `MicroPythonFileError`. */
  readonly errno?: FileErrno;
}

/** Maximum depth of nested causes; errors may be each other's causes. */
const MAX_CAUSES = 8;

/** One of our errors, with the parts of its plain form. */
type Source = Error & RunStats & { readonly code: MicroPythonWasmErrorCode };

/** @param isOurs returns whether a value is one of our errors. */
export function plainErrorOf(
  error: Source,
  isOurs: (value: unknown) => value is Source,
  maxCauses = MAX_CAUSES,
): PlainError {
  const plainCauseOf = ({ name, message, cause }: Error, maxCauses: number): PlainCause => {
    const plain = maxCauses > 0 ? plainValueOf(cause, maxCauses - 1) : undefined;
    const texts = { name: String(name), message: String(message) };
    return plain === undefined ? texts : { ...texts, cause: plain };
  };
  const plainValueOf = (cause: unknown, maxCauses: number): PlainCauseValue | undefined => {
    if (isOurs(cause)) return plainErrorOf(cause, isOurs, maxCauses);
    if (isError(cause)) return plainCauseOf(cause, maxCauses);
    const isPlain = ["string", "number", "boolean"].includes(typeof cause) || cause === null;
    return isPlain ? (cause as PlainCauseValue) : undefined;
  };
  // Stack and cause are not enumerable.
  const { files, ...fields }: Omit<Source, "cause" | "stack"> = { ...error };
  const encoded = Object.entries(files).map(([path, bytes]) => {
    return [path, bytes === null ? null : toBase64(bytes)] as const;
  });
  return { ...fields, ...plainCauseOf(error, maxCauses), files: Object.fromEntries(encoded) };
}
