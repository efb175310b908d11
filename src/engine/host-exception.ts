import { ValueRangeError, ValueTooLarge, ValueTypeError } from "../abi/values.js";
import { isError } from "../base/kinds.js";
import { isExceptionClass, PythonException } from "../base/python-exception.js";

/** An exception for Python to raise. */
export interface HostException {
  /** The name of a built-in exception class. */
  readonly pythonType: string;
  readonly message: string;
  /** What was thrown, in one line: the name of its class, and its message. */
  readonly text: string;
}

/** Maximum number of characters of a message that reach Python. */
const MAX_MESSAGE = 4096;

/**
 * What Python learns about something that was thrown while it waited for a host function: a name and a
 * message, but no stack, path or cause. If reading those throws, Python learns less.
 */
export function hostExceptionOf(thrown: unknown): HostException {
  try {
    const { pythonType, name, message } = describeThrown(thrown);
    const text = shortened(titled(name, message));
    return { pythonType, text, message: pythonType === name ? shortened(message) : text };
  } catch {
    return { pythonType: "RuntimeError", message: "Error", text: "Error" };
  }
}

function shortened(message: string): string {
  return message.slice(0, MAX_MESSAGE).replace(/\p{Surrogate}/gu, "\ufffd");
}

/** An error that says as what to raise it. */
interface RaisedError extends Error {
  readonly pythonType?: unknown;
  readonly pythonMessage?: unknown;
  readonly code?: unknown;
}

interface Described {
  readonly pythonType: string;
  /** The name of the thrown object's class: Python's own name if Python has that class. */
  readonly name: string;
  readonly message: string;
}

function describeThrown(thrown: unknown): Described {
  if (thrown instanceof ValueTooLarge) {
    return python("ValueError", "host callback result too large");
  }
  if (thrown instanceof ValueTypeError) return python("TypeError", thrown.message);
  if (thrown instanceof ValueRangeError) return python("ValueError", thrown.message);
  if (!isError(thrown)) {
    return { pythonType: "RuntimeError", name: "Error", message: primitiveText(thrown) };
  }
  const raised = thrown as RaisedError;
  if (thrown instanceof PythonException && !isExceptionClass(raised.pythonType)) {
    return python("RuntimeError", textOf(thrown.message));
  }
  if (!isExceptionClass(raised.pythonType) || raised.code === "exit") {
    return { pythonType: "RuntimeError", name: nameOf(thrown), message: textOf(thrown.message) };
  }
  // A PythonException, or what ended a program of another sandbox; perhaps of another copy of this package.
  return python(raised.pythonType, textOf(raised.pythonMessage ?? raised.message));
}

function python(pythonType: string, message: string): Described {
  return { pythonType, name: pythonType, message };
}

function titled(name: string, message: string): string {
  return message === "" ? name : `${name}: ${message}`;
}

function nameOf(error: Error): string {
  const name: unknown = error.name;
  return isClassName(name) ? name : "Error";
}

function isClassName(name: unknown): name is string {
  return typeof name === "string" && /^[A-Za-z_][\w.]{0,63}$/.test(name);
}

function textOf(message: unknown): string {
  return typeof message === "string" ? message : "";
}

/** The text of a primitive value; converting objects could run their code. */
function primitiveText(value: unknown): string {
  const isPrimitive = value === null || (typeof value !== "object" && typeof value !== "function");
  return isPrimitive ? String(value) : "";
}
