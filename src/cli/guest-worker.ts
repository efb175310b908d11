// The thread that runs Python, so that the one that owns the terminal sees Ctrl-C.
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from "node:worker_threads";
import { MicroPythonSessionSync, type SessionRunOptions } from "micropython-wasm";
import { endedBy, failureOf, plainFailure } from "./failure.js";
import { GuestSignal } from "./guest-signal.js";
import { findModule } from "./module.js";
import { OutputStream } from "./output.js";
import {
  type Answers,
  type Ended,
  type Failure,
  type GuestOptions,
  type GuestProgram,
  LINES,
  type Line,
  type Message,
  type Request,
} from "./protocol.js";

const DEFAULT_TIMEOUT_MS = 1000;

const { shared, lines } = workerData as { shared: Int32Array; lines: MessagePort };
const stdout = new OutputStream(1);
const signal = new GuestSignal(shared, () => stdout.flushIfDue());
const stderr = new OutputStream(2);
let session = new MicroPythonSessionSync();
let mounts: GuestOptions["mounts"] = [];

parentPort?.on("message", (request: Request) => {
  try {
    send({ kind: "answer", value: answer(request) });
  } catch (error) {
    send({ kind: "refusal", error: failureOf(error) });
  }
});

function answer(request: Request): Answers[keyof Answers] {
  switch (request.kind) {
    case "start":
      goOnWith(new MicroPythonSessionSync(optionsOf(request.options)), request.options);
      return null;
    case "findModule":
      return findModule(session, mounts, request.module);
    case "run":
      return run(request.program);
    case "isComplete":
      return session.isComplete(request.source);
    case "complete":
      return session.complete(request.prefix);
    case "save":
      return session.save();
    case "load": {
      const { argv: _, ...options } = optionsOf(request.options);
      goOnWith(MicroPythonSessionSync.restore(request.bytes, options), request.options);
      return null;
    }
  }
}

function goOnWith(next: MicroPythonSessionSync, options: GuestOptions): void {
  session.close();
  session = next;
  mounts = options.mounts;
}

/** The time limit is the signal's, but for what is looked up and completed. */
function optionsOf({ argv, memoryBytes, mounts }: GuestOptions) {
  return { argv, mounts, ...(memoryBytes !== undefined && { memoryBytes }) };
}

function run(program: GuestProgram): Ended {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = program.limits;
  signal.start(timeoutMs);
  try {
    const ended = session.run(program.code, runOptions(program));
    flush();
    return { ...ended, error: null };
  } catch (error) {
    const failure = stopOf(error, timeoutMs) ?? failureOf(error);
    if (failure.code !== "broken-pipe") flush();
    return endedBy(error, failure);
  }
}

function runOptions({ filename, interactive, show, limits }: GuestProgram): SessionRunOptions {
  const { fuel, outputBytes } = limits;
  return {
    filename,
    interactive,
    signal: signal as Partial<AbortSignal> as AbortSignal,
    wallTimeoutMs: null,
    onOutputLimit: "stop",
    stdin: nextLine,
    ...(fuel !== undefined && { fuel }),
    ...(outputBytes !== undefined && { maxStdoutBytes: outputBytes, maxStderrBytes: outputBytes }),
    ...(show && {
      onStdout: (text) => signal.untimed(() => stdout.write(text)),
      onStderr: (text) =>
        signal.untimed(() => {
          stdout.flush();
          stderr.write(text);
          stderr.flush();
        }),
    }),
  };
}

/** What the signal stopped, in the words of the limit that it stands for. */
function stopOf(error: unknown, timeoutMs: number | null): Failure | null {
  if ((error as { code?: unknown }).code !== "aborted" && !signal.isInterrupted) return null;
  if (signal.isInterrupted) return plainFailure("interrupted", "interrupted");
  return plainFailure("timeout", `the program ran for longer than ${timeoutMs} ms`);
}

/** Waits until the other thread has the next line. */
function nextLine(): string | null {
  return signal.untimed(() => {
    stdout.flush();
    const seen = Atomics.load(shared, LINES);
    send({ kind: "line", shown: stdout.lastLine });
    Atomics.wait(shared, LINES, seen);
    const received = receiveMessageOnPort(lines) as { message: Line } | undefined;
    stdout.lineEnded();
    return received?.message.line ?? null;
  });
}

function flush(): void {
  stdout.flush();
  stderr.flush();
}

function send(message: Message): void {
  parentPort?.postMessage(message);
}
