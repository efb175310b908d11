/**
 * What ended a call:
 *
 * - `"exception"`: Python code raised an exception and did not catch it;
 * - `"exit"`: Python code exited with a code other than 0;
 * - the codes of {@link LimitCode}: a limit was reached;
 * - `"memory"`: there is not enough memory to start the program;
 * - `"crashed"`: the interpreter crashed; the message says how;
 * - `"artifact-not-found"`: there is no file where the artifact should be;
 * - `"invalid-artifact"`: the bytes are not an artifact that this package can run;
 * - `"invalid-state"`: the bytes are not a session that this package can restore;
 * - `"not-loaded"`: the artifact has to be loaded with `load` first, or the runtime may not compile it;
 * - `"session-closed"`: the session was closed, or its interpreter is dead;
 * - `"session-busy"`: the session was used by a callback of its own run, or while a call of it is pending;
 * - `"diverged"`: a run that was paused did not do the same again, so that it cannot continue;
 * - `"not-pending"`: a pending call was answered or cancelled before;
 * - `"files-open"`: the session's state cannot be taken while the program has files open;
 * - `"file"`: a file operation failed; the error's `errno` says why;
 * - `"pool-full"`: too many calls already wait for a worker of the pool;
 * - `"pool-closed"`: the pool was closed.
 */
export type MicroPythonWasmErrorCode =
  | "exception"
  | "exit"
  | LimitCode
  | "memory"
  | "crashed"
  | "artifact-not-found"
  | "invalid-artifact"
  | "invalid-state"
  | "not-loaded"
  | "session-closed"
  | "session-busy"
  | "diverged"
  | "not-pending"
  | "files-open"
  | "file"
  | "pool-full"
  | "pool-closed";

/**
 * Which limit ended a run:
 *
 * - `"fuel"`: the program used up its fuel;
 * - `"timeout"`: it ran longer than allowed;
 * - `"aborted"`: its signal was aborted;
 * - `"output"`: it wrote more than allowed;
 * - `"source"`: its source is too long, so it did not run;
 * - `"journal"`: it took more from outside than a run that can pause may.
 */
export type LimitCode = "fuel" | "timeout" | "aborted" | "output" | "source" | "journal";

/** An uncaught Python exception, as the interpreter described it. */
export interface GuestException {
  /** The name of the exception's class. */
  readonly pythonType: string;
  /** `str(exception)`. */
  readonly pythonMessage: string;
  /** The traceback as Python prints it; each text is truncated after 64 KiB. */
  readonly traceback: string;
  /** The program's line that was running, from 1; `null` if none of its lines was. */
  readonly line: number | null;
  /** The exit code that a Python process would have had. */
  readonly exitCode: number;
}

/**
 * Why a file operation failed, by the names in Python's `errno`:
 *
 * - `"EACCES"`: it is not allowed, or not a regular file;
 * - `"EBADF"`: the file is not open, or not in the right mode;
 * - `"EBUSY"`: a mount cannot be removed or renamed;
 * - `"EEXIST"`: it already exists;
 * - `"EFBIG"`: the file is too large;
 * - `"EILSEQ"`: the path is not UTF-8;
 * - `"EINVAL"`: the arguments are invalid, for example a path with a control character;
 * - `"EIO"`: the store failed;
 * - `"EISDIR"`: it is a folder;
 * - `"ELOOP"`: it is a link, which is never followed;
 * - `"EMFILE"`: the program has too many files open;
 * - `"ENAMETOOLONG"`: the path or a part of it is too long;
 * - `"ENOENT"`: there is no such file or folder;
 * - `"ENOSPC"`: the mount is full;
 * - `"ENOTDIR"`: it is not a folder;
 * - `"ENOTEMPTY"`: the folder is not empty;
 * - `"EROFS"`: nothing can be changed there;
 * - `"EXDEV"`: a file cannot be renamed from one mount to another.
 */
export type FileErrno =
  | "EACCES"
  | "EBADF"
  | "EBUSY"
  | "EEXIST"
  | "EFBIG"
  | "EILSEQ"
  | "EINVAL"
  | "EIO"
  | "EISDIR"
  | "ELOOP"
  | "EMFILE"
  | "ENAMETOOLONG"
  | "ENOENT"
  | "ENOSPC"
  | "ENOTDIR"
  | "ENOTEMPTY"
  | "EROFS"
  | "EXDEV";
