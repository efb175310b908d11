import {
  Image,
  MicroPythonSessionSync,
  type PythonName,
  type SessionOptions,
  type SessionRunOptions,
} from "micropython-wasm";
import { monotonicMs } from "./clock.js";
import { endedBy, failureOf, plainFailure } from "./failure.js";
import type { GuestSignal } from "./guest-signal.js";
import { findModule, type ModuleFile } from "./module.js";
import { findNames } from "./names.js";
import type { Ended, Failure, GuestOptions, GuestProgram, Request, Results } from "./protocol.js";
import type { OutputStream } from "./streams/output.js";
import { visible } from "./streams/visible.js";

const DEFAULT_TIMEOUT_MS = 1000;
const INTERRUPTED = plainFailure("interrupted", "interrupted");

/** The streams and the signal that a program is connected to. */
export interface Surroundings {
  readonly signal: GuestSignal;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Waits for the next line of input; returns `null` at the end. */
  readLine(): string | null;
}

function withImage({ image, ...options }: Partial<GuestOptions>): SessionOptions {
  if (image === undefined) return options;
  const { memoryBytes } = options;
  const limits = typeof memoryBytes === "number" ? { memoryBytes } : {};
  return { ...options, image: Image.loadSync(image, limits) };
}

/** Runs Python in the current thread, on the standard streams of this process. */
export class Python {
  readonly #world: Surroundings;
  /** Hidden output and start time of the current run, in case it is abandoned. */
  #unshown = { stdout: "", stderr: "" };
  #startMs = 0;
  #session = new MicroPythonSessionSync();
  #mounts: GuestOptions["mounts"] = [];
  #python: PythonName = "micropython";

  constructor(world: Surroundings) {
    this.#world = world;
  }

  /** Handles a request. @throws what the package throws, except for how a run ended. */
  handle<Kind extends Request["kind"]>(request: Extract<Request, { kind: Kind }>): Results[Kind];
  handle(request: Request): Results[keyof Results] {
    switch (request.kind) {
      case "start":
        this.#goOnWith(new MicroPythonSessionSync(withImage(request.options)), request.options);
        return null;
      case "run":
        return this.#run(request.program);
      case "isComplete":
        return this.#session.isComplete(request.source);
      case "names":
        return findNames(this.#session, this.#python, request.scope, this.#world.signal);
      case "save":
        return this.#session.save();
      case "load": {
        const { argv: _, ...options } = request.options;
        const session = MicroPythonSessionSync.restore(request.bytes, withImage(options));
        this.#goOnWith(session, request.options);
        return null;
      }
    }
  }

  /** Finds a module in the mounts and prepares to run it; returns `null` if there is none. */
  findModule(module: string): ModuleFile | null {
    return findModule(this.#session, this.#mounts, module);
  }

  /** Describes a run that was interrupted midway. The session is unusable afterwards. */
  abandoned(): Ended {
    this.#flush();
    const durationMs = monotonicMs() - this.#startMs;
    const ended = endedBy(null, INTERRUPTED);
    return { ...ended, ...this.#unshown, durationMs, fuelUsed: null, peakMemoryBytes: null };
  }

  #goOnWith(session: MicroPythonSessionSync, { mounts, python }: GuestOptions): void {
    this.#session.close();
    this.#session = session;
    this.#mounts = mounts;
    this.#python = python ?? "micropython";
  }

  #run(program: GuestProgram): Ended {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = program.limits;
    this.#world.signal.start(timeoutMs);
    this.#startMs = monotonicMs();
    this.#unshown = { stdout: "", stderr: "" };
    try {
      const ended = this.#session.run(program.code, this.#runOptions(program));
      this.#endOutput(program);
      return { ...ended, error: null };
    } catch (error) {
      const failure = this.#stopOf(error, timeoutMs) ?? failureOf(error);
      if (failure.code !== "broken-pipe") this.#endOutput(program);
      return endedBy(error, failure);
    }
  }

  #runOptions({ filename, interactive, show, limits }: GuestProgram): SessionRunOptions {
    const { fuel, outputBytes } = limits;
    return {
      filename,
      interactive,
      signal: this.#world.signal as Partial<AbortSignal> as AbortSignal,
      wallTimeoutMs: null,
      onOutputLimit: "stop",
      stdin: () => this.#nextLine(),
      ...(fuel !== undefined && { fuel }),
      ...(outputBytes !== undefined && {
        maxStdoutBytes: outputBytes,
        maxStderrBytes: outputBytes,
      }),
      onStdout: (text) => this.#hear("stdout", text, show),
      onStderr: (text) => this.#hear("stderr", text, show),
    };
  }

  #hear(stream: "stdout" | "stderr", text: string, show: boolean): void {
    if (!show) {
      this.#unshown[stream] += text;
      return;
    }
    const { signal, stdout, stderr } = this.#world;
    signal.untimed(() => {
      if (stream === "stdout") return stdout.write(stdout.isTerminal ? visible(text) : text);
      stdout.flush();
      stderr.write(stderr.isTerminal ? visible(text) : text);
      stderr.flush();
    });
  }

  /** If the signal stopped the run, says whether by an interrupt or the time limit. */
  #stopOf(error: unknown, timeoutMs: number | null): Failure | null {
    const { isInterrupted } = this.#world.signal;
    if ((error as { code?: unknown }).code !== "aborted" && !isInterrupted) return null;
    if (isInterrupted) return INTERRUPTED;
    return plainFailure("timeout", `the program ran for longer than ${timeoutMs} ms`);
  }

  #nextLine(): string | null {
    const { signal, stdout } = this.#world;
    return signal.untimed(() => {
      stdout.flush();
      const line = this.#world.readLine();
      stdout.lineEnded();
      return line;
    });
  }

  /** Flushes the output. On a terminal, the next prompt starts on a line of its own. */
  #endOutput({ interactive, show }: GuestProgram): void {
    const { stdout } = this.#world;
    if (interactive && show && stdout.isTerminal && stdout.lastLine !== "") stdout.write("\n");
    this.#flush();
  }

  #flush(): void {
    this.#world.stdout.flush();
    this.#world.stderr.flush();
  }
}
