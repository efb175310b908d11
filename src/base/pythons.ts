const MIB = 1024 * 1024;

/** What differs between the Pythons that a sandbox can run. */
export const PYTHONS = {
  micropython: {
    /** Default for the option `memoryBytes`. */
    memoryBytes: 16 * MIB,
    /** Memory that booting may use beyond the module's initial memory, in bytes. */
    bootBytes: MIB,
    /** An instance with this much more memory than its image is not kept for another run, in bytes. */
    maxIdleBytes: 4 * MIB,
    /** Where its library is mounted; `null` if all of it is in the artifact. */
    libraryPath: null,
    /** Whether its recursion may be deeper on a thread with a larger stack. */
    usesEngineStack: false,
  },
  cpython: {
    memoryBytes: 64 * MIB,
    bootBytes: 32 * MIB,
    maxIdleBytes: 48 * MIB,
    libraryPath: "/usr/lib/python3.13",
    usesEngineStack: true,
  },
} as const;

/** Which Python a sandbox runs: the small one that is always available, or the whole language. */
export type PythonName = keyof typeof PYTHONS;

/** The Pythons that a sandbox can run. */
export const PYTHON_NAMES = Object.keys(PYTHONS) as readonly PythonName[];

/** Whether a value names one of them. */
export function isPythonName(value: unknown): value is PythonName {
  return PYTHON_NAMES.some((name) => name === value);
}
