/**
 * MicroPython's modules that no other module of the name can replace: `import` looks for files only
 * after them. A package of the name is its own, with all that is in it.
 */
const ALWAYS_BUILT_IN: ReadonlySet<string> = new Set([
  "__main__",
  "_asyncio",
  "asyncio",
  "builtins",
  "cmath",
  "deflate",
  "gc",
  "host",
  "host_objects",
  "math",
  "micropython",
  "sys",
  "uasyncio",
  "vfs",
  "zlib",
]);

/** Modules that can be replaced, but not under their old names, which begin with a `u`. */
const OLD_NAMES =
  /^u(array|binascii|collections|errno|hashlib|heapq|io|json|os|platform|random|re|select|struct|sys|time)$/;

/** Whether Python would never look for a module in files, as it has one of its own. */
export function isAlwaysBuiltIn(module: string): boolean {
  return ALWAYS_BUILT_IN.has(module) || OLD_NAMES.test(module);
}
