/*
 * Type checks that also work for values from another realm: a frame, a `vm` context, or a test runner's
 * sandbox. Those have their own classes, which `instanceof` does not recognise.
 */

/** Reads the class name of a typed array from its internal state, which nothing can fake. */
const typedArrayName = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)?.get as (this: unknown) => string | undefined;

/** Whether a value is an object that was not created by a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  // `Object.prototype` in another realm.
  return (
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, "hasOwnProperty") &&
    Object.hasOwn(prototype, "isPrototypeOf")
  );
}

export function isUint8Array(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array || typedArrayName.call(value) === "Uint8Array";
}

export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return value instanceof ArrayBuffer || hasSlots(value, ArrayBuffer.prototype, "byteLength");
}

export function isMap(value: unknown): value is Map<unknown, unknown> {
  return value instanceof Map || hasSlots(value, Map.prototype, "size");
}

export function isSet(value: unknown): value is Set<unknown> {
  return value instanceof Set || hasSlots(value, Set.prototype, "size");
}

export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

/** Whether a getter of a built-in class accepts a value: it checks the engine's internal state. */
function hasSlots(value: unknown, prototype: object, name: string): boolean {
  if (typeof value !== "object") return false;
  try {
    Object.getOwnPropertyDescriptor(prototype, name)?.get?.call(value);
    return true;
  } catch {
    return false;
  }
}
