/**
 * MicroPython modules that `import` always finds before files. Files cannot add submodules to them
 * either.
 */
const ALWAYS_BUILT_IN: ReadonlySet<string> = new Set([
  "__future__",
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
  "typing",
  "uasyncio",
  "vfs",
  "zlib",
]);

/** Old names, beginning with `u`, of modules that files can replace under their current names. */
const OLD_NAMES =
  /^u(array|binascii|collections|errno|hashlib|heapq|io|json|os|platform|random|re|select|struct|sys|time)$/;

/** Whether `import` finds a MicroPython module before any file of that name. */
export function isAlwaysBuiltIn(module: string): boolean {
  return ALWAYS_BUILT_IN.has(module) || OLD_NAMES.test(module);
}
