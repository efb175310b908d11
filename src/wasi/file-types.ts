import { MicroPythonFileError } from "../base/errors.js";
import type { FileKind } from "../base/file-store.js";
import type { WasiContext } from "./context.js";
import { type Errno, errnoOf } from "./errno.js";

/** WASI's numbers for what there is under a path. */
export const FILE_TYPES: Readonly<Record<FileKind, number>> = { folder: 3, file: 4 };

type FileFunction = (...args: never[]) => Errno;

/**
 * Functions that answer errors of files as numbers, and after which the limits of the run are looked
 * at: a disk may be slow.
 */
export function filesOrFail<T extends Record<string, FileFunction>>(
  context: WasiContext,
  functions: T,
): T {
  const guarded = Object.entries(functions).map(([name, call]) => [
    name,
    (...args: never[]) => {
      try {
        return call(...args);
      } catch (error) {
        if (error instanceof MicroPythonFileError) return errnoOf(error.errno);
        throw error;
      } finally {
        context.onHostUsed();
      }
    },
  ]);
  return Object.fromEntries(guarded);
}
