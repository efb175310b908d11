import { runInNewContext } from "node:vm";

/** Ctrl-C ended what was running. */
export class Interruption extends Error {}

/**
 * Does something that keeps this thread busy, and stops it at Ctrl-C wherever it is. What it worked on
 * cannot be trusted afterwards.
 *
 * @throws Interruption, and whatever the work throws.
 */
export function interruptible<T>(work: () => T): T {
  try {
    // Only code that is run like this is ended by a signal: the thread never gets to a handler.
    return runInNewContext("work()", { work }, { breakOnSigint: true, displayErrors: false });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" ? new Interruption() : error;
  }
}
