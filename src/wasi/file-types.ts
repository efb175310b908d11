import { MicroPythonFileError } from "../base/errors.js";
import type { FileKind } from "../base/file-store.js";
import { type Errno, errnoOf } from "./errno.js";

/** WASI's file types. */
export const FILE_TYPES: Readonly<Record<FileKind, number>> = { folder: 3, file: 4 };

type FileFunction = (...args: never[]) => Errno;

/** Wraps functions so that they return file errors as numbers. */
export function filesOrFail<T extends Record<string, FileFunction>>(functions: T): T {
  const guarded = Object.entries(functions).map(([name, call]) => [
    name,
    (...args: never[]) => {
      try {
        return call(...args);
      } catch (error) {
        if (error instanceof MicroPythonFileError) return errnoOf(error.errno);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(guarded);
}
