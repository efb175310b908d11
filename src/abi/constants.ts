// Generated from port/common/sandbox.h by artifact/abi.ts (npm run build:abi); edit the header instead.

/**
 * Version of this boundary. It changes whenever a host built for another
 * version could misbehave.
 */
export const SANDBOX_ABI_VERSION = 7;

/** a program */
export const SANDBOX_RUN_PROGRAM = 0;

/** a program; if its last statement is an expression, the value's `repr` is */
export const SANDBOX_RUN_FOR_RESULT = 1;

/** a statement typed at a prompt: if it is an expression whose value is not */
export const SANDBOX_RUN_STATEMENT = 2;

/** statements; if the last one is an expression, its value is passed to */
export const SANDBOX_RUN_EVALUATE = 3;

/** gives a bool: whether it can be run, even if it is wrong */
export const SANDBOX_PROMPT_IS_COMPLETE = 0;

/** gives a list: a str, the only possible continuation, */
export const SANDBOX_PROMPT_COMPLETIONS = 1;

/** gives the value, or nothing if there is none */
export const SANDBOX_GLOBAL_GET = 0;

/** gives nothing */
export const SANDBOX_GLOBAL_SET = 1;

/** gives a bool */
export const SANDBOX_GLOBAL_HAS = 2;

/** gives a bool: whether it existed */
export const SANDBOX_GLOBAL_DELETE = 3;

/** gives a list of str */
export const SANDBOX_GLOBAL_NAMES = 4;

/** sets it to the host function of that name */
export const SANDBOX_GLOBAL_SET_HOST_FUNCTION = 5;

/** the same, unless there already is such a variable */
export const SANDBOX_GLOBAL_ADD_HOST_FUNCTION = 6;

/** ran to its end */
export const SANDBOX_STATUS_OK = 0;

/** ended by an uncaught exception */
export const SANDBOX_STATUS_EXCEPTION = 1;

/** ended by SystemExit; exit code reported */
export const SANDBOX_STATUS_EXIT = 2;

/** the host stopped it: see `slice_ended` */
export const SANDBOX_STATUS_STOPPED = 3;

/** Metered units per unit of fuel; see docs/limits.md. */
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

/** decimal number of the host function's error that became the exception */
export const SANDBOX_REPORT_HOST_ERROR = 6;

/** repr of the last statement's value */
export const SANDBOX_REPORT_REPR = 7;

/** The host keeps at most this many bytes of a text. */
export const SANDBOX_REPORT_MAX_BYTES = 65536;

export const SANDBOX_GO_ON = 0;

export const SANDBOX_STOP = 1;

/** the payload is a list of the arguments, or a tuple if the last of them is a dict */
export const SANDBOX_CALL_VALUES = 0;

/** the payload is JSON text; the result is a str of JSON */
export const SANDBOX_CALL_JSON = 1;

/** the payload is a list: the maximum time in seconds, or None; waits until one of */
export const SANDBOX_CALL_WAIT = 2;

/** the payload is a list: the number of a call, and whether its result is wanted, or */
export const SANDBOX_CALL_TAKE = 3;

/** followed by the result */
export const SANDBOX_ANSWER_VALUE = 0;

/** followed by a list: the name of a class, the message, and the number */
export const SANDBOX_ANSWER_EXCEPTION = 1;

/** followed by a list: a class of the module `host_objects`, its arguments */
export const SANDBOX_ANSWER_OBJECT = 2;

/**
 * How values cross the boundary: one byte for the kind, followed by what the comment says. Sizes and
 * counts are u32; all numbers are little-endian.
 */
export const SANDBOX_VALUE_NONE = 0;

export const SANDBOX_VALUE_FALSE = 1;

export const SANDBOX_VALUE_TRUE = 2;

/** i64 */
export const SANDBOX_VALUE_INT = 3;

/** a byte (1: negative), the size, and that many bytes of magnitude */
export const SANDBOX_VALUE_BIG_INT = 4;

/** f64 */
export const SANDBOX_VALUE_FLOAT = 5;

/** the size, and that many bytes of UTF-8 */
export const SANDBOX_VALUE_STR = 6;

/** the size, and the bytes */
export const SANDBOX_VALUE_BYTES = 7;

/** the count, and that many values */
export const SANDBOX_VALUE_LIST = 8;

/** as a list; only to the host */
export const SANDBOX_VALUE_TUPLE = 9;

/** the count, and that many pairs of key and value */
export const SANDBOX_VALUE_DICT = 10;

/** as a list */
export const SANDBOX_VALUE_SET = 11;

/** as a list; only to the host */
export const SANDBOX_VALUE_FROZENSET = 12;

/** How deeply containers may be nested around a value. */
export const SANDBOX_VALUE_MAX_DEPTH = 100;

/** The guest passes at most this many bytes and values to the host at once. */
export const SANDBOX_VALUE_MAX_BYTES = 16777216;

export const SANDBOX_VALUE_MAX_COUNT = 262144;
