// Generated from port/sandbox.h by artifact/abi.ts (npm run build:abi); edit the header instead.

/**
 * Number of this boundary. It changes whenever a host that was built for another
 * number could misbehave.
 */
export const SANDBOX_ABI_VERSION = 2;

/** ran to its end */
export const SANDBOX_STATUS_OK = 0;

/** ended by an uncaught exception */
export const SANDBOX_STATUS_EXCEPTION = 1;

/** ended by SystemExit; exit code reported */
export const SANDBOX_STATUS_EXIT = 2;

/** ended because the host said so in `slice_ended` */
export const SANDBOX_STATUS_STOPPED = 3;

/** How many metered units are one unit of fuel; see docs/limits.md. */
export const SANDBOX_UNITS_PER_FUEL = 16;

/** the exception's class name */
export const SANDBOX_REPORT_TYPE = 1;

/** str(exception) */
export const SANDBOX_REPORT_MESSAGE = 2;

/** the traceback as Python prints it */
export const SANDBOX_REPORT_TRACEBACK = 3;

/** decimal line number in the program, or nothing */
export const SANDBOX_REPORT_LINE = 4;

/** decimal exit code of SystemExit */
export const SANDBOX_REPORT_EXIT_CODE = 5;

export const SANDBOX_GO_ON = 0;

export const SANDBOX_STOP = 1;
