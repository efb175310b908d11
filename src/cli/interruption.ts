import { runInThisContext } from "node:vm";

/** Ctrl-C ended what was running. */
export class Interruption extends Error {}

/** What the script below calls: it sees nothing but global variables. */
const scope = globalThis as { interruptibleWork?: () => unknown };

/**
 * Does something that keeps this thread busy, and stops it at Ctrl-C wherever it is. What it worked on
 * cannot be trusted afterwards.
 *
 * @throws Interruption, and whatever the work throws.
 */
export function interruptible<T>(work: () => T): T {
  scope.interruptibleWork = work;
  try {
    // Only code that is run like this is ended by a signal: the thread never gets to a handler.
    const options = { breakOnSigint: true, displayErrors: false };
    return runInThisContext("interruptibleWork()", options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" ? new Interruption() : error;
  } finally {
    delete scope.interruptibleWork;
  }
}
