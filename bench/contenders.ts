import type { Contender } from "./contender.js";
import { nativeCPython } from "./contenders/cpython.js";
import { nativeMicroPython } from "./contenders/native.js";
import { Ours } from "./contenders/ours.js";
import { pythonPackage } from "./contenders/python-package.js";

/** What all others are compared with, where it takes part. */
export const BASELINE = "native";

/**
 * Everyone who can take part, in the order of the table.
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
