import { SANDBOX_RUN_EVALUATE } from "../abi/constants.js";
import { encodeText } from "../base/bytes.js";
import type { PythonName } from "../base/pythons.js";
import type { SourceCall } from "./calls.js";

/** What puts folders on `sys.path`; port/cpython/lib/_sandbox_packages.py is CPython's. */
const FUNCTIONS = {
  micropython: '__import__("sys").path.extend',
  cpython: '__import__("_sandbox_packages").use',
} as const;

/** The call that makes the packages in folders importable. */
export function callToUsePackages(python: PythonName, folders: readonly string[]): SourceCall {
  // A path has no characters that JSON and Python write differently.
  const source = encodeText(`${FUNCTIONS[python]}(${JSON.stringify(folders)})`);
  return { kind: "source", purpose: SANDBOX_RUN_EVALUATE, source, filename: "<packages>" };
}
