import { ValueRangeError, ValueTooLarge, ValueTypeError } from "../abi/values.js";
import { PythonException } from "../base/python-exception.js";

/** An exception for Python to raise. */
export interface HostException {
  /** Name of a built-in exception class. */
  readonly pythonType: string;
  readonly message: string;
}

/** Most characters of a message that reach Python. */
const MAX_MESSAGE = 4096;

/**
 * What Python is told of something that was thrown while it waited for a host function: a name and
 * a message, but no stack, no path and no cause. Reading them may throw, too; then less is told.
 */
export function hostExceptionOf(thrown: unknown): HostException {
  try {
    const { pythonType, message } = describeThrown(thrown);
    return {
      pythonType,
      message: message.slice(0, MAX_MESSAGE).replace(/\p{Surrogate}/gu, "\ufffd"),
    };
  } catch {
    return { pythonType: "RuntimeError", message: "Error" };
  }
}

function describeThrown(thrown: unknown): HostException {
  if (thrown instanceof ValueTooLarge) {
    return { pythonType: "ValueError", message: "host callback result too large" };
  }
  if (thrown instanceof ValueTypeError) return { pythonType: "TypeError", message: thrown.message };
  if (thrown instanceof ValueRangeError)
    return { pythonType: "ValueError", message: thrown.message };
  if (thrown instanceof PythonException) {
    return { pythonType: thrown.pythonType, message: textOf(thrown.message) };
  }
  if (!(thrown instanceof Error)) {
    return { pythonType: "RuntimeError", message: titled("Error", primitiveText(thrown)) };
  }
  return { pythonType: "RuntimeError", message: titled(nameOf(thrown), textOf(thrown.message)) };
}

function titled(name: string, message: string): string {
  return message === "" ? name : `${name}: ${message}`;
}

function nameOf(error: Error): string {
  const name: unknown = error.name;
  return typeof name === "string" && /^[A-Za-z_][\w.]{0,63}$/.test(name) ? name : "Error";
}

function textOf(message: unknown): string {
  return typeof message === "string" ? message : "";
}

/** The text of a value that is no object; objects would run code of their own. */
function primitiveText(value: unknown): string {
  const isPrimitive = value === null || (typeof value !== "object" && typeof value !== "function");
  return isPrimitive ? String(value) : "";
}
