// The web worker that runs Python: one session.
import {
  type HostFunction,
  load,
  MicroPythonSession,
  MicroPythonSessionClosedError,
  MicroPythonWasmError,
  PythonException,
  type RunStats,
  type RunUsage,
} from "micropython-wasm";
import { INSPECT, variablesOf } from "./inspect.js";
import type {
  CallMessage,
  PythonService,
  RunReport,
  RunSettings,
  Start,
  WorkerMessage,
} from "./protocol.js";

/** Whether Python can wait for an answer of the page: JavaScript Promise Integration. */
const CAN_WAIT = "Suspending" in WebAssembly;
const MAX_OUTPUT_BYTES = 2_000_000;

let session: MicroPythonSession | null = null;
let stopper = new AbortController();
let giveAnswer: ((line: string | null) => void) | null = null;

const service: PythonService = {
  load,

  async start({ python, memoryBytes, state, files }: Start) {
    await session?.close();
    const options = {
      python,
      memoryBytes,
      hostFunctions: (CAN_WAIT ? { input: ask } : {}) as Record<string, HostFunction>,
      mounts: ["/input", "/output", "/tmp"].map((path) => ({ path, memory: {} })),
    };
    session =
      state === null
        ? new MicroPythonSession(options)
        : await MicroPythonSession.restore(state, options);
    for (const [path, content] of Object.entries(files)) await session.files.write(path, content);
  },

  async run(code, settings) {
    const current = present();
    stopper = new AbortController();
    const report = await runIn(current, code, settings);
    const saved = await current.save().catch((error: unknown) => error);
    return {
      ...report,
      state: saved instanceof Uint8Array ? saved : null,
      isDead: saved instanceof MicroPythonSessionClosedError,
    };
  },

  async stop() {
    stopper.abort("stopped");
    giveAnswer?.(null);
  },

  async answer(line) {
    giveAnswer?.(line);
  },

  async variables() {
    // In a fork, as looking at a variable may run the program's own code.
    const fork = await present().fork();
    try {
      return variablesOf(await fork.evaluate(INSPECT, { wallTimeoutMs: 2000, fuel: 100_000_000 }));
    } finally {
      await fork.close();
    }
  },

  save: async () => present().save(),
  isComplete: async (source) => present().isComplete(source),
  complete: async (prefix) => present().complete(prefix),
  listFiles: async () => present().files.list(),
  readFile: async (path) => present().files.read(path),
  writeFile: async (path, content) => present().files.write(path, content),
  removeFile: async (path) => present().files.remove(path),
};

function present(): MicroPythonSession {
  if (session === null) throw new Error("there is no session yet");
  return session;
}

async function runIn(
  session: MicroPythonSession,
  code: string,
  { inputLines, ...settings }: RunSettings,
): Promise<Omit<RunReport, "state" | "isDead">> {
  const lines = [...inputLines];
  const options = {
    ...settings,
    ...(CAN_WAIT ? {} : { stdin: () => lines.shift() }),
    excludeHostTime: true,
    maxStdoutBytes: MAX_OUTPUT_BYTES,
    maxStderrBytes: MAX_OUTPUT_BYTES,
    signal: stopper.signal,
    onStdout: (text: string) => send({ kind: "output", stream: "stdout", text }),
    onStderr: (text: string) => send({ kind: "output", stream: "stderr", text }),
    onUsage: (used: RunUsage) => send({ kind: "usage", used }),
  };
  try {
    const result = await session.run(code, options);
    const repr = settings.interactive ? null : (result.repr ?? null);
    return { error: null, repr: repr === "None" ? null : repr, ...usedBy(result) };
  } catch (error) {
    if (!(error instanceof MicroPythonWasmError)) throw error;
    return { error: error.toJSON(), repr: null, ...usedBy(error) };
  }
}

function usedBy(stats: RunStats) {
  const { fuelUsed, peakMemoryBytes, durationMs, stdoutTruncated, stderrTruncated } = stats;
  return {
    used: { fuelUsed, peakMemoryBytes, durationMs },
    isTruncated: stdoutTruncated || stderrTruncated,
  };
}

/** Python's `input`: waits until the page answers. */
async function ask(prompt: unknown = ""): Promise<string> {
  const answer = new Promise<string | null>((resolve) => {
    giveAnswer = resolve;
  });
  send({ kind: "input", prompt: String(prompt) });
  const line = await answer;
  giveAnswer = null;
  if (line === null) throw new PythonException("EOFError", "");
  return line;
}

function send(message: WorkerMessage): void {
  postMessage(message);
}

addEventListener("message", async ({ data }: MessageEvent<CallMessage>) => {
  const { id, name, args } = data;
  try {
    const call = service[name] as (...args: readonly unknown[]) => Promise<unknown>;
    send({ kind: "answer", id, value: await call(...args) });
  } catch (error) {
    send({ kind: "failure", id, message: error instanceof Error ? error.message : String(error) });
  }
});
