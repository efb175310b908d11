import { describe } from "./check.js";
import {
  type FileErrno,
  MicroPythonArtifactNotFoundError,
  MicroPythonFileError,
  MicroPythonGuestError,
  MicroPythonInvalidArtifactError,
  MicroPythonInvalidStateError,
  MicroPythonLimitError,
  MicroPythonSessionClosedError,
  MicroPythonWasmError,
  type MicroPythonWasmErrorCode,
} from "./errors.js";
import { fromBase64 } from "./base64.js";
import type { RunStats } from "./run-stats.js";

const CLASSES: Readonly<Record<MicroPythonWasmErrorCode, typeof MicroPythonWasmError.prototype>> = {
  exception: MicroPythonGuestError.prototype,
  exit: MicroPythonGuestError.prototype,
  fuel: MicroPythonLimitError.prototype,
  timeout: MicroPythonLimitError.prototype,
  aborted: MicroPythonLimitError.prototype,
  output: MicroPythonLimitError.prototype,
  source: MicroPythonLimitError.prototype,
  memory: MicroPythonWasmError.prototype,
  crashed: MicroPythonWasmError.prototype,
  "artifact-not-found": MicroPythonArtifactNotFoundError.prototype,
  "invalid-artifact": MicroPythonInvalidArtifactError.prototype,
  "invalid-state": MicroPythonInvalidStateError.prototype,
  "session-closed": MicroPythonSessionClosedError.prototype,
  "session-busy": MicroPythonWasmError.prototype,
  "files-open": MicroPythonWasmError.prototype,
  file: MicroPythonFileError.prototype,
};
