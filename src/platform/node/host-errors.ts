import type { FileErrno } from "../../base/error-types.js";
import { MicroPythonFileError } from "../../base/errors.js";

/** System errors that programs see as other ones. */
const TRANSLATED: Readonly<Record<string, FileErrno>> = {
  EDQUOT: "ENOSPC",
  ENXIO: "EACCES",
  EPERM: "EACCES",
  ETXTBSY: "EACCES",
};

const AS_THEY_ARE: ReadonlySet<string> = new Set<FileErrno>([
  "EACCES",
  "EBUSY",
  "EEXIST",
  "EFBIG",
  "EINVAL",
  "EISDIR",
  "ELOOP",
  "EMFILE",
  "ENAMETOOLONG",
  "ENOENT",
  "ENOSPC",
  "ENOTDIR",
  "ENOTEMPTY",
  "EROFS",
  "EXDEV",
]);

/** Runs work on the host's files. Errors do not name paths of the host. */
export function onHost<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MicroPythonFileError) throw error;
    const code = String((error as NodeJS.ErrnoException).code);
    const errno = AS_THEY_ARE.has(code) ? (code as FileErrno) : (TRANSLATED[code] ?? "EIO");
    throw new MicroPythonFileError(errno);
  }
}
