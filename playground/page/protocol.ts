// What the page and the worker that runs Python say to each other.
import type { Completion, PlainError, PythonName, RunUsage } from "micropython-wasm";

/** The compiled artifact and the files of one Python, as `load` takes them. */
export interface PythonFiles {
  readonly python: PythonName;
  readonly wasm: WebAssembly.Module;
  readonly image?: Uint8Array;
  readonly library?: Uint8Array;
}

/** What a session starts with. */
export interface Start {
  readonly python: PythonName;
  readonly memoryBytes: number;
  /** What `save` returned, to continue from there; `null` to begin anew. */
  readonly state: Uint8Array | null;
  /** Files to begin with, by path. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** How a program is run. */
export interface RunSettings {
  /** The name in tracebacks. */
  readonly filename: string;
  /** Whether it was typed at the prompt. */
  readonly interactive: boolean;
  readonly fuel: number | null;
  readonly wallTimeoutMs: number | null;
  /** What `input()` reads where the engine cannot wait for an answer. */
  readonly inputLines: readonly string[];
}

/** How a run ended. */
export interface RunReport {
  readonly error: PlainError | null;
  /** The `repr` of the last expression's value, if there is one. */
  readonly repr: string | null;
  readonly used: RunUsage;
  readonly isTruncated: boolean;
  /** The session after the run; `null` if it cannot be saved. */
  readonly state: Uint8Array | null;
  /** Whether the run has killed the interpreter. */
  readonly isDead: boolean;
}

/** A global variable. */
export interface Variable {
  readonly name: string;
  readonly type: string;
  /** `sys.getsizeof`, or `null` if this Python does not tell. */
  readonly sizeBytes: number | null;
  /** The beginning of its `repr`. */
  readonly text: string;
}

/** What the page can ask of the worker; each answer is a promise for the page. */
export interface PythonService {
  /** Provides a Python; needed once, before `start`. */
  load(files: PythonFiles): Promise<void>;
  /** Starts a session instead of the present one. */
  start(start: Start): Promise<void>;
  run(code: string, settings: RunSettings): Promise<RunReport>;
  /** Stops the run, if the engine lets the worker hear this meanwhile. */
  stop(): Promise<void>;
  /** Answers `input()`; `null` is the end of the input. */
  answer(line: string | null): Promise<void>;
  variables(): Promise<Variable[]>;
  save(): Promise<Uint8Array>;
  isComplete(source: string): Promise<boolean>;
  complete(prefix: string): Promise<Completion>;
  /** The paths of all files. */
  listFiles(): Promise<string[]>;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, content: Uint8Array): Promise<void>;
  removeFile(path: string): Promise<void>;
}

export type ServiceName = keyof PythonService;

/** A call of the service. */
export interface CallMessage {
  readonly id: number;
  readonly name: ServiceName;
  readonly args: readonly unknown[];
}

/** What the worker sends. */
export type WorkerMessage =
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly message: string }
  | { readonly kind: "output"; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "usage"; readonly used: RunUsage }
  | { readonly kind: "input"; readonly prompt: string };
