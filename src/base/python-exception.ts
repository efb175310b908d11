import { checkText, describe } from "./check.js";

/** Python's built-in exception classes. */
const CLASSES: ReadonlySet<string> = new Set(
  `ArithmeticError AssertionError AttributeError BaseException BlockingIOError BrokenPipeError
   BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError
   ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Exception
   FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit ImportError
   ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError
   KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError
   NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError
   ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
   StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError
   TimeoutError TypeError UnboundLocalError UnicodeError UnicodeWarning UserWarning ValueError
   Warning ZeroDivisionError`.split(/\s+/),
);

/** Whether Python has a built-in exception class of that name. */
export function isExceptionClass(name: unknown): name is string {
  return typeof name === "string" && CLASSES.has(name);
}

/**
 * A host function throws this to raise the Python exception that it names.
 *
 * @example
 * ```ts
 * const stock = new Map([["apple", 3]]);
 * const countOf = (name: string) => {
 *   const count = stock.get(name);
 *   if (count === undefined) throw new PythonException("KeyError", name);
 *   return count;
 * };
 * ```
 */
export class PythonException extends Error {
  static {
    PythonException.prototype.name = "PythonException";
  }

  /** The name of the exception's class. */
  readonly pythonType: string;

  /**
   * @param pythonType name of a built-in exception class, such as `"ValueError"`.
   * @param message the text of `str(exception)`, which puts that of a KeyError in quotes; well-formed Unicode.
   * @throws RangeError if there is no such class, TypeError if an argument is not a string.
   */
  constructor(pythonType: string, message = "") {
    if (!isExceptionClass(pythonType)) {
      const Refusal = typeof pythonType === "string" ? RangeError : TypeError;
      const allowed = "the name of a built-in Python exception class";
      throw new Refusal(`pythonType is ${describe(pythonType)}; allowed is ${allowed}`);
    }
    super(checkText("message", message));
    this.pythonType = pythonType;
  }
}
