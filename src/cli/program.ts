import { readFileSync } from "node:fs";

/** A program that cannot be read; the message names the file and the reason. */
export class ProgramError extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EISDIR: "is a directory",
  EACCES: "permission denied",
};

/**
 * Reads a program from a UTF-8 file.
 *
 * @throws ProgramError
 */
export function readProgram(path: string): string {
  return decodeProgram(path, readBytes(path));
}

/**
 * Decodes a program as UTF-8.
 *
 * @throws ProgramError
 */
export function decodeProgram(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ProgramError(`${path}: not UTF-8 text`);
  }
}

/** Reads a file. @throws ProgramError */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new ProgramError(`${path}: ${REASONS[code] ?? message}`);
  }
}
