/**
 * Runs untrusted Python: one-shot, or in resident sessions.
 *
 * @module micropython-wasm
 */

export { createImage, createImageSync, Image } from "./api/image.js";
export { type ArtifactInfo, artifactInfo, defaultWasmPath, load } from "./api/load.js";
export { inspectCall, resume, resumeSync } from "./api/resume.js";
export { createPool, run, runMicroPythonWasi, runSync } from "./api/run.js";
export {
  MicroPythonReplaySession,
  MicroPythonReplaySessionSync,
  MicroPythonSession,
  MicroPythonSessionSync,
} from "./api/sessions.js";
export type { ClockOption, FixedClock } from "./base/clock.js";
export { errorFromJSON } from "./base/error-from-json.js";
export type {
  FileErrno,
  GuestException,
  LimitCode,
  MicroPythonWasmErrorCode,
} from "./base/error-types.js";
export {
  MicroPythonArtifactNotFoundError,
  MicroPythonFileError,
  MicroPythonGuestError,
  MicroPythonInvalidArtifactError,
  MicroPythonInvalidStateError,
  MicroPythonLimitError,
  MicroPythonSessionClosedError,
  MicroPythonWasmError,
} from "./base/errors.js";
export type {
  FileEntry,
  FileInfo,
  FileKind,
  FileStore,
  OpenFile,
  OpenMode,
} from "./base/file-store.js";
export type { AwaitableFunction, HostCallable, HostFunction } from "./base/host-functions.js";
export type { ImageStats, StoredImage } from "./base/image.js";
export { KeywordArguments, kwargs } from "./base/kwargs.js";
export type { Limits, OutputLimitAction } from "./base/limits.js";
export type { FilesMount, HostDirMount, MemoryMount, Mount, StoreMount } from "./base/mounts.js";
export type {
  InputOption,
  Isolation,
  OutputCallback,
  RunOptions,
  UsageCallback,
} from "./base/options.js";
export type { PackageArchive, PackageSource } from "./base/packages.js";
export type { PlainCause, PlainCauseValue, PlainError } from "./base/plain-error.js";
export { PythonException } from "./base/python-exception.js";
export type { PythonName } from "./base/pythons.js";
export type { RunStats, RunUsage } from "./base/run-stats.js";
export type { FileSource, Wasm, WasmSource } from "./base/wasm.js";
export type { SessionCheckpoint } from "./session/checkpoint.js";
export type { Completion } from "./session/completion.js";
export type { ImageOptions } from "./session/image.js";
export type { LoadOptions, LoadProgress } from "./session/load.js";
export type { AskedCall } from "./session/pause/asked-call.js";
export type { FinishedRun, PendingCall } from "./session/pause/pending-call.js";
export type { SavedCall } from "./session/pause/saved-run.js";
export type {
  CallAnswer,
  PauseOptions,
  ResumeOptions,
  SigningOptions,
  StartOptions,
} from "./session/pause/start-options.js";
export type {
  PythonArguments,
  PythonFunction,
  PythonFunctionSync,
} from "./session/python-function.js";
export type { RunResult } from "./session/result.js";
export type { LoadImageOptions } from "./session/saved-image.js";
export type { RunStep, Session } from "./session/session.js";
export type { SessionFiles } from "./session/session-files.js";
export type { SessionFilesSync } from "./session/session-files-sync.js";
export type { SessionGlobals } from "./session/session-globals.js";
export type { SessionGlobalsSync } from "./session/session-globals-sync.js";
export type {
  CallOptions,
  MapOptions,
  ReplayRunOptions,
  SessionOptions,
  SessionRunOptions,
} from "./session/session-options.js";
export type { RunStepSync, SessionSync } from "./session/session-sync.js";
export type {
  Pool,
  PoolOptions,
  PoolResumeOptions,
  PoolRunOptions,
  PoolSessionOptions,
  PoolStats,
} from "./worker/pool.js";
