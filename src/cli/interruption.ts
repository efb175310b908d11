import { runInThisContext } from "node:vm";

/** Ctrl-C interrupted the work. */
export class Interruption extends Error {}

/** The work for the script below, which can only access global variables. */
const scope = globalThis as { interruptibleWork?: () => unknown };

/**
 * Runs work that blocks this thread, and interrupts it on Ctrl-C at any point. What it worked on cannot be
 * used afterwards.
 *
 * @throws Interruption, or what the work throws.
 */
export function interruptible<T>(work: () => T): T {
  scope.interruptibleWork = work;
  try {
    // Signal handlers cannot run while the thread is blocked; only this option interrupts it.
    const options = { breakOnSigint: true, displayErrors: false };
    return runInThisContext("interruptibleWork()", options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" ? new Interruption() : error;
  } finally {
    delete scope.interruptibleWork;
  }
}
