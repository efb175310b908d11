/**
 * Runs untrusted Python: one-shot, or in resident sessions.
 *
 * @module micropython-wasm
 */

import { platform, startProcess, startThread } from "#platform";
import { MicroPythonWasmError } from "./base/errors.js";
import { StoredImage } from "./base/image.js";
import { checkInline, type RunOptions } from "./base/options.js";
import type { PythonName } from "./base/pythons.js";
import type { WasmSource } from "./base/wasm.js";
import { InstancePools } from "./engine/pools.js";
import { type ImageOptions, makeImage, makeImageSync } from "./session/image.js";
import { type LoadOptions, normaliseLoadOptions } from "./session/load.js";
import { describeSavedCall, openSavedRun, type SavedCall } from "./session/pause/saved-run.js";
import type { CallAnswer, ResumeOptions, SigningOptions } from "./session/pause/start-options.js";
import { poolOf, poolSync } from "./session/pool-of.js";
import { Replay } from "./session/replay.js";
import { ReplaySession } from "./session/replay-session.js";
import { ReplaySessionSync } from "./session/replay-session-sync.js";
import { Resident } from "./session/resident.js";
import type { RunResult } from "./session/result.js";
import { checkProgram, runFresh } from "./session/run.js";
import { sameClass } from "./session/same-class.js";
import {
  decodeImage,
  decodeImageSync,
  encodeImage,
  type LoadImageOptions,
} from "./session/saved-image.js";
import { type RunStep, Session } from "./session/session.js";
import type { SessionOptions } from "./session/session-options.js";
import { type RunStepSync, SessionSync } from "./session/session-sync.js";
import { Pool, type PoolOptions } from "./worker/pool.js";
import { Sandboxes } from "./worker/sandboxes.js";
import { sharedWorkers } from "./worker/shared-workers.js";

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
  PoolRunOptions,
  PoolSessionOptions,
  PoolStats,
} from "./worker/pool.js";

const pools = new InstancePools(platform);

/** What starts workers, by isolation. */
const START = { thread: startThread, process: startProcess } as const;

const sandboxes = new Sandboxes(pools, sharedWorkers(START, platform.parallelism()));

/**
 * Runs a Python program in a fresh sandbox. It sees nothing of earlier runs, no network, no environment and
 * no files except mounted ones. {@link Limits} always apply, each with a default.
 *
 * @param code the program; well-formed Unicode.
 * @throws TypeError, RangeError if an argument is invalid; then nothing has run.
 * @throws MicroPythonGuestError if the program ends with an uncaught exception, or exits with a code
 * other than 0.
 * @throws MicroPythonLimitError if a limit ends it; its `code` says which.
 * @throws MicroPythonArtifactNotFoundError if the artifact has not been built.
 * @throws MicroPythonWasmError if the sandbox fails; its `code` says how.
 * @example
 * ```ts
 * const { stdout } = await run("print(sum(range(10)))");
 * console.log(stdout); // 45
 * ```
 */
export async function run(code: string, options?: RunOptions): Promise<RunResult> {
  const program = checkProgram(code, options);
  return sandboxes.run(poolOf(pools, program.settings, null), program);
}

/**
 * The synchronous twin of {@link run}.
 *
 * @param code the program; well-formed Unicode.
 * @throws what {@link run} rejects with.
 * @example
 * ```ts
 * runSync("import sys; print(sys.argv[1])", { argv: ["greet", "Ada"] }).stdout; // "Ada\n"
 * ```
 */
export function runSync(code: string, options?: RunOptions): RunResult {
  const program = checkProgram(code, options);
  checkInline(program.settings);
  return runFresh(poolSync(pools, program.settings, null), program);
}

/**
 * Runs a Python program like {@link run}, with an artifact of your choice.
 *
 * @param code the program; well-formed Unicode.
 * @param wasm the artifact: a path, a `file:` URL, its bytes, or a `WebAssembly.Module`. A module
 * is verified once; everything else is compiled again for each call.
 * @throws MicroPythonArtifactNotFoundError if there is no such file.
 * @throws MicroPythonInvalidArtifactError if it is not an artifact of this package's version; then no
 * Python has run.
 * @throws TypeError if `wasm` is not of an allowed type, and what {@link run} rejects with.
 * @example
 * ```ts
 * const bytes = await readFile(defaultWasmPath());
 * (await runMicroPythonWasi("print(1 + 1)", bytes)).stdout; // "2\n"
 * ```
 */
export async function runMicroPythonWasi(
  code: string,
  wasm: WasmSource,
  options?: RunOptions,
): Promise<RunResult> {
  const program = checkProgram(code, options);
  if (program.settings.image !== null) {
    throw new TypeError("option image is given; an image belongs to its own artifact");
  }
  return sandboxes.run(pools.load(wasm), program);
}

/**
 * A Python that has done its setup: what was imported, computed and written to memory mounts is there for
 * every program that starts from it, at no cost. Nothing that one program changes is seen by another.
 * {@link createImage} creates images.
 *
 * @example
 * ```ts
 * const image = await createImage({ setup: "import json\ndef double(x): return 2 * x" });
 * runSync("print(double(21))", { image }).stdout; // "42\n"
 * ```
 */
export class Image extends StoredImage {
  /**
   * Returns the image as bytes for {@link Image.load}. They contain what the setup left in memory.
   *
   * @example
   * ```ts
   * const bytes = createImageSync({ setup: "x = 1" }).save();
   * bytes.length < 10_000; // true
   * ```
   */
  save(): Uint8Array {
    return encodeImage(this.parts);
  }

  /**
   * Restores an image that `save` saved, in any process, runtime or machine with the same version of this
   * package.
   *
   * @param bytes what `save` returned; they may be untrusted: a program from the image can do no more than
   * any other.
   * @throws TypeError, RangeError if an argument is invalid.
   * @throws MicroPythonInvalidStateError if the bytes are damaged, or from another artifact.
   * @example
   * ```ts
   * const bytes = createImageSync({ setup: "x = 1" }).save();
   * const image = await Image.load(bytes);
   * (await run("print(x)", { image })).stdout; // "1\n"
   * ```
   */
  static async load(bytes: Uint8Array, options?: LoadImageOptions): Promise<Image> {
    return new Image(await decodeImage(pools, bytes, options));
  }

  /**
   * The synchronous twin of {@link Image.load}.
   *
   * @throws what {@link Image.load} rejects with.
   * @example
   * ```ts
   * const image = Image.loadSync(createImageSync({ setup: "x = 1" }).save());
   * runSync("print(x)", { image }).stdout; // "1\n"
   * ```
   */
  static loadSync(bytes: Uint8Array, options?: LoadImageOptions): Image {
    return new Image(decodeImageSync(pools, bytes, options));
  }
}

/**
 * Creates an image: runs a setup, and keeps the interpreter's state for any number of programs.
 *
 * @param options the setup, and what it may use.
 * @throws TypeError, RangeError if an option is invalid.
 * @throws MicroPythonWasmError what {@link run} rejects with if the setup fails, and `code: "files-open"` if
 * it leaves files open.
 * @example
 * ```ts
 * const image = await createImage({
 *   python: "cpython",
 *   setup: "import statistics",
 *   modules: { "shop.py": "def price(n): return 3 * n" },
 * });
 * (await run("import shop; print(statistics.mean([shop.price(2), 8]))", { image })).stdout; // "7\n"
 * ```
 */
export async function createImage(options?: ImageOptions): Promise<Image> {
  return new Image(await makeImage(pools, options));
}

/**
 * The synchronous twin of {@link createImage}.
 *
 * @throws what {@link createImage} rejects with.
 * @example
 * ```ts
 * const image = createImageSync({ setup: "greeting = 'hello'" });
 * runSync("print(greeting)", { image }).stdout; // "hello\n"
 * ```
 */
export function createImageSync(options?: ImageOptions): Image {
  return new Image(makeImageSync(pools, options));
}

/**
 * Creates a pool of worker threads: for servers, which run many programs for many users.
 *
 * @param options how it works, and defaults for its runs and sessions.
 * @throws TypeError, RangeError if an option is invalid.
 * @example
 * ```ts
 * await using pool = createPool({ size: 2, wallTimeoutMs: 500 });
 * (await pool.run("print('hello')")).stdout; // "hello\n"
 * ```
 */
export function createPool(options?: PoolOptions): Pool {
  return new Pool(pools, START, options);
}

/**
 * Loads a Python before it is first used, or from somewhere else than the package.
 *
 * `run` and the asynchronous sessions load what they need by themselves. In pages and web workers, the
 * synchronous interface works only after this.
 *
 * @param options which Python, where its files are, and who is told how much has been loaded. By default
 * the packaged MicroPython.
 * @throws TypeError, RangeError if an option is invalid.
 * @throws MicroPythonArtifactNotFoundError if there is no such file.
 * @throws MicroPythonInvalidArtifactError if it is not an artifact of this package's version.
 * @throws MicroPythonWasmError (`code: "not-loaded"`) if the runtime may not compile WebAssembly.
 * @example
 * ```ts
 * await load({ python: "cpython" });
 * runSync("import this", { python: "cpython" }).stdout.length; // 857
 * ```
 */
export async function load(options?: LoadOptions): Promise<void> {
  const { python, onProgress, ...sources } = normaliseLoadOptions(options);
  const onLoaded =
    onProgress === null
      ? undefined
      : (loadedBytes: number, totalBytes: number | null) => onProgress({ loadedBytes, totalBytes });
  const isGiven = Object.values(sources).some((source) => source !== null);
  if (isGiven) await pools.provide(python, sources, onLoaded);
  else await pools.packaged(python, onLoaded);
}

/**
 * Returns where an artifact of the package is, whether or not it has been built: a path, or in pages and
 * web workers a URL.
 *
 * @param python the Python that it contains.
 * @throws MicroPythonWasmError (`code: "not-loaded"`) where artifacts are imported as modules: in workerd.
 * @example
 * ```ts
 * const { size } = await stat(defaultWasmPath());
 * ```
 */
export function defaultWasmPath(python: PythonName = "micropython"): string {
  const { artifact } = platform.packaged[python];
  if (typeof artifact === "string" || artifact instanceof URL) return String(artifact);
  throw new MicroPythonWasmError("not-loaded", "artifacts are modules in this runtime");
}

/** What a packaged artifact contains. */
export interface ArtifactInfo {
  /** Which Python it is. */
  readonly python: PythonName;
  /** The Python's version, such as `1.25.0`. */
  readonly version: string;
  /** SHA-256 of the artifact's code and data, in hexadecimal: the same for the same source. */
  readonly hash: string;
}

/**
 * Describes a packaged artifact.
 *
 * @param python the Python that it contains.
 * @throws MicroPythonArtifactNotFoundError if the artifact has not been built.
 * @throws MicroPythonInvalidArtifactError if it is not an artifact of this package's version.
 * @example
 * ```ts
 * artifactInfo().version; // "1.25.0"
 * ```
 */
export function artifactInfo(python: PythonName = "micropython"): ArtifactInfo {
  const { version, hash } = pools.packagedSync(python).artifact;
  return Object.freeze({ python, version, hash });
}

/**
 * A resident Python interpreter that keeps its state between runs; nothing in its interface depends on
 * where it runs.
 *
 * @example
 * ```ts
 * await using session = new MicroPythonSession({ fuel: 1_000_000 });
 * await session.run("x = 10");
 * (await session.run("print(x + 5)")).stdout; // "15\n"
 * ```
 */
export class MicroPythonSession extends Session {
  /**
   * @param options for all runs; the limits start afresh for each.
   * @throws TypeError, RangeError if an option is invalid.
   */
  constructor(options?: SessionOptions) {
    super(sandboxes.interpreter(options));
  }

  /**
   * Creates a session that continues from what `save` returned.
   *
   * @param bytes what `save` returned; they may be untrusted.
   * @param options as for a new session, except `argv` and `env`, which are saved.
   * @throws TypeError, RangeError if an argument is invalid.
   * @throws MicroPythonInvalidStateError if the bytes are damaged, or from another artifact.
   * @example
   * ```ts
   * await using session = new MicroPythonSession();
   * await session.run("x = 10");
   * await using later = await MicroPythonSession.restore(await session.save());
   * await later.evaluate("x"); // 10
   * ```
   */
  static async restore(bytes: Uint8Array, options?: SessionOptions): Promise<MicroPythonSession> {
    const interpreter = await sandboxes.restored(bytes, options);
    return sameClass(MicroPythonSession.prototype, Session, interpreter);
  }
}

/**
 * The synchronous twin of {@link MicroPythonSession}, always in the calling thread.
 *
 * @example
 * ```ts
 * using session = new MicroPythonSessionSync();
 * session.run("x = 10");
 * session.run("print(x + 5)").stdout; // "15\n"
 * ```
 */
export class MicroPythonSessionSync extends SessionSync {
  /**
   * @param options for all runs; the limits start afresh for each.
   * @throws TypeError, RangeError if an option is invalid.
   */
  constructor(options?: SessionOptions) {
    super(Resident.create(pools, options));
  }

  /**
   * Creates a session that continues from what `save` returned.
   *
   * @param bytes what `save` returned; they may be untrusted.
   * @param options as for a new session, except `argv` and `env`, which are saved.
   * @throws TypeError, RangeError if an argument is invalid.
   * @throws MicroPythonInvalidStateError if the bytes are damaged, or from another artifact.
   * @example
   * ```ts
   * using session = new MicroPythonSessionSync();
   * session.run("x = 10");
   * using later = MicroPythonSessionSync.restore(session.save());
   * later.evaluate("x"); // 10
   * ```
   */
  static restore(bytes: Uint8Array, options?: SessionOptions): MicroPythonSessionSync {
    const resident = Resident.restore(pools, bytes, options);
    return sameClass(MicroPythonSessionSync.prototype, SessionSync, resident);
  }
}

/**
 * A session with the same interface but no resident interpreter: each run starts afresh and repeats all
 * earlier snippets.
 *
 * @example
 * ```ts
 * const session = new MicroPythonReplaySession();
 * await session.run("x = 10");
 * (await session.run("print(x + 5)")).stdout; // "15\n"
 * ```
 */
export class MicroPythonReplaySession extends ReplaySession {
  /**
   * @param options for all runs.
   * @throws TypeError, RangeError if an option is invalid.
   */
  constructor(options?: SessionOptions) {
    const replay = new Replay(platform, options);
    super(replay, sandboxes.replays(replay.settings));
  }
}

/**
 * The synchronous twin of {@link MicroPythonReplaySession}.
 *
 * @example
 * ```ts
 * using session = new MicroPythonReplaySessionSync();
 * session.run("x = 10");
 * session.run("print(x + 5)").stdout; // "15\n"
 * ```
 */
export class MicroPythonReplaySessionSync extends ReplaySessionSync {
  /**
   * @param options for all runs.
   * @throws TypeError, RangeError if an option is invalid.
   */
  constructor(options?: SessionOptions) {
    super(pools, options);
  }
}

/**
 * Answers a call that {@link PendingCall.save} saved: its session and its run go on here, wherever it paused.
 *
 * The run first repeats what it did before, with the same results of host functions, times and random numbers;
 * nothing is called or written again. If it does not do the same, it ends with a `MicroPythonWasmError` of
 * `code: "diverged"`.
 *
 * @param bytes what `save` returned; they may be untrusted: forged ones can do no more than Python code could.
 * @param answer what the call returns, or what it throws.
 * @param options the options of the session, again, except `argv` and `env`; the limits are those of the whole run.
 * @returns the finished run, or the next pending call, with the session, which you close.
 * @throws TypeError, RangeError if an argument is invalid.
 * @throws MicroPythonInvalidStateError if the bytes are damaged, not signed with the key, or from another artifact.
 * @throws MicroPythonWasmError what `session.start` rejects with.
 * @example
 * ```ts
 * const session = new MicroPythonSession();
 * const step = await session.start("x = 2 * ask('How many?')", { pauseOn: ["ask"] });
 * const bytes = step.status === "pending" ? step.save() : new Uint8Array();
 * await session.close();
 * // In another process, perhaps:
 * const next = await resume(bytes, { result: 21 });
 * await next.session.evaluate("x"); // 42
 * ```
 */
export async function resume(
  bytes: Uint8Array,
  answer: CallAnswer,
  options: ResumeOptions = {},
): Promise<RunStep> {
  const opened = openSavedRun(bytes, options, platform);
  const interpreter = await sandboxes.restored(opened.state, opened.options);
  const session: Session = sameClass(MicroPythonSession.prototype, Session, interpreter);
  try {
    return await session.continueRun(opened.run, answer, opened.pause);
  } catch (error) {
    await session.close();
    throw error;
  }
}

/**
 * The synchronous twin of {@link resume}.
 *
 * @throws what {@link resume} rejects with.
 * @example
 * ```ts
 * const session = new MicroPythonSessionSync();
 * const step = session.start("print(ask())", { pauseOn: ["ask"] });
 * const bytes = step.status === "pending" ? step.save() : new Uint8Array();
 * const next = resumeSync(bytes, { result: 42 });
 * if (next.status === "finished") console.log(next.result.stdout); // 42
 * ```
 */
export function resumeSync(
  bytes: Uint8Array,
  answer: CallAnswer,
  options: ResumeOptions = {},
): RunStepSync {
  const opened = openSavedRun(bytes, options, platform);
  const resident = Resident.restore(pools, opened.state, opened.options);
  const session: SessionSync = sameClass(MicroPythonSessionSync.prototype, SessionSync, resident);
  try {
    return session.continueRun(opened.run, answer, opened.pause);
  } catch (error) {
    session.close();
    throw error;
  }
}

/**
 * Tells what a saved call asks for, without running anything: for the person who decides.
 *
 * @param bytes what `save` returned; they may be untrusted.
 * @throws TypeError, RangeError if an argument is invalid.
 * @throws MicroPythonInvalidStateError if the bytes are damaged, or not signed with the key.
 * @example
 * ```ts
 * const session = new MicroPythonSessionSync();
 * const step = session.start("refund(7, amount=20)", { pauseOn: ["refund"] });
 * const bytes = step.status === "pending" ? step.save() : new Uint8Array();
 * const call = inspectCall(bytes);
 * console.log(call.name, call.args[0], call.kwargs.amount); // refund 7 20
 * ```
 */
export function inspectCall(
  bytes: Uint8Array,
  options: SigningOptions & Pick<ResumeOptions, "maxJournalBytes"> = {},
): SavedCall {
  return describeSavedCall(bytes, options, platform);
}
