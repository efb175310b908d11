import {
  MicroPythonReplaySession,
  MicroPythonReplaySessionSync,
  MicroPythonSession,
  MicroPythonSessionSync,
  MicroPythonWasmError,
  type RunOptions,
  type RunResult,
  run,
  runSync,
  type SessionOptions,
} from "micropython-wasm";

/** One way to run Python. All of them must do the same. */
export interface Isolation {
  readonly name: string;
  run(code: string, options?: RunOptions): Promise<RunResult>;
  session(options?: SessionOptions): MicroPythonSession;
  replay(options?: SessionOptions): MicroPythonReplaySession;
  restore(bytes: Uint8Array, options?: SessionOptions): Promise<MicroPythonSession>;
}

/** A synchronous session whose methods return promises. */
function promising(session: MicroPythonSessionSync): MicroPythonSession {
  const methods = {
    fork: async () => promising(session.fork()),
    function: session.function.bind(session),
    map: session.map.bind(session),
    registerFunction: session.registerFunction.bind(session),
    globals: later(session.globals),
    files: later(session.files),
  };
  return later(session, methods) as MicroPythonSession;
}

function promisingReplay(session: MicroPythonReplaySessionSync): MicroPythonReplaySession {
  const registerFunction = session.registerFunction.bind(session);
  return later(session, { registerFunction }) as MicroPythonReplaySession;
}

/** An object whose methods return promises, except those given. */
function later(target: object, given: Readonly<Record<string, unknown>> = {}): unknown {
  return new Proxy(target, {
    get: (_, name) => {
      if (Object.hasOwn(given, name)) return given[name as string];
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => member.apply(target, args);
    },
  });
}

function asynchronous(name: string, own: Pick<RunOptions, "isolation">): Isolation {
  return {
    name,
    run: (code, options) => run(code, { ...options, ...own }),
    session: (options) => new MicroPythonSession({ ...options, ...own }),
    replay: (options) => new MicroPythonReplaySession({ ...options, ...own }),
    restore: (bytes, options) => MicroPythonSession.restore(bytes, { ...options, ...own }),
  };
}

export const ISOLATIONS: readonly Isolation[] = [
  {
    name: "sync",
    run: async (code, options) => runSync(code, options),
    session: (options) => promising(new MicroPythonSessionSync(options)),
    replay: (options) => promisingReplay(new MicroPythonReplaySessionSync(options)),
    restore: async (bytes, options) => promising(MicroPythonSessionSync.restore(bytes, options)),
  },
  asynchronous("the default", {}),
  asynchronous("inline", { isolation: "inline" }),
  asynchronous("thread", { isolation: "thread" }),
  asynchronous("process", { isolation: "process" }),
];

/** The fields that depend on time, or on random hashes: they make CPython's memory a page larger at times. */
const VARYING = ["durationMs", "stack", "peakMemoryBytes"];

/** How something ended: its value, or its error with class, fields and cause. */
export async function outcomeOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return { value: plain(await work()) };
  } catch (error) {
    if (!(error instanceof Error)) return { thrown: error };
    const fields = Object.entries(error).filter(([name]) => !VARYING.includes(name));
    return {
      class: error.constructor.name,
      isOurs: error instanceof MicroPythonWasmError,
      name: error.name,
      message: error.message,
      fields: Object.fromEntries(fields),
      cause: causeOf(error.cause),
    };
  }
}

function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("durationMs" in value)) return value;
  const fields = Object.entries(value).filter(([name]) => !VARYING.includes(name));
  return Object.fromEntries(fields);
}

function causeOf(cause: unknown): unknown {
  return cause instanceof Error ? [cause.constructor.name, cause.name, cause.message] : cause;
}
