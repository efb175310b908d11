/** The Pythons that a sandbox can run. */
export const PYTHON_NAMES = ["micropython", "cpython"] as const;

/** Which Python a sandbox runs: the small one that is always there, or the whole language. */
export type PythonName = (typeof PYTHON_NAMES)[number];

/** Whether a value names one of them. */
export function isPythonName(value: unknown): value is PythonName {
  return PYTHON_NAMES.some((name) => name === value);
}
