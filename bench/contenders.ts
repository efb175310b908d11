import type { Contender } from "./contender.js";
import { nativeCPython } from "./contenders/cpython.js";
import { nativeMicroPython } from "./contenders/native.js";
import { Ours } from "./contenders/ours.js";
import { pythonPackage } from "./contenders/python-package.js";

/** The contender that all others are compared with, if it runs. */
export const BASELINE = "native";

/**
 * Lists all contenders, in the order of the table.
 *
 * @param sourceDir MicroPython's source.
 */
export function listContenders(sourceDir: string): Contender[] {
  return [
    new Ours("ours", "this package", "micropython", null),
    new Ours("unmetered", "… unmetered", "micropython", "meter"),
    new Ours("unsafe-gc", "… without GC safety", "micropython", "gc-roots"),
    new Ours("ours-cpython", "its CPython", "cpython", null),
    new Ours("cpython-unmetered", "its CPython, unmetered", "cpython", "meter"),
    nativeMicroPython(sourceDir),
    nativeCPython,
    pythonPackage,
  ];
}
