import { readdirSync, readFileSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import {
  createPool,
  type FileStore,
  MicroPythonFileError,
  MicroPythonReplaySession,
  MicroPythonWasmError,
  type Pool,
  type PoolSessionOptions,
  type PythonName,
  type Session,
  type SessionOptions,
} from "micropython-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Random } from "./random.js";

const ACTORS = 24;
const STEPS = 6;
/** Longer than any of this takes, however busy the machine is: what hangs exceeds the test's own limit. */
const LONG_MS = 100_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The threads that this process has started. */
const threads = new Set<Worker>();
const started = (worker: Worker) => {
  threads.add(worker);
  worker.once("exit", () => threads.delete(worker));
};
beforeAll(() => void process.on("worker", started));
afterAll(() => void process.off("worker", started));

const processes = () =>
  readdirSync("/proc/self/task")
    .flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" "))
    .filter((pid) => pid !== "" && isOfPython(pid))
    .map(Number);

function isOfPython(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("python-process.js");
  } catch {
    return false;
  }
}

/** Ends a thread or a process from outside, without telling anybody. Returns whether there was one. */
const ENDERS = {
  thread: (random: Random) => {
    const victim = random.pick([...threads]);
    void victim?.terminate();
    return victim !== undefined;
  },
  process: (random: Random) => {
    const victim = random.pick(processes());
    if (victim !== undefined) process.kill(victim, "SIGKILL");
    return victim !== undefined;
  },
};

/** A store that counts the files that are open in it. */
class CountingStore implements FileStore {
  openFiles = 0;
  readonly #bytes = new TextEncoder().encode("in a store");

  stat(path: string) {
    if (path === "") return { kind: "folder", size: 0, modifiedMs: 0 } as const;
    return path === "f" ? ({ kind: "file", size: 10, modifiedMs: 0 } as const) : null;
  }
  list() {
    return [{ name: "f", kind: "file" }] as const;
  }
  open() {
    this.openFiles += 1;
    return {
      read: (target: Uint8Array, at: number) => {
        const part = this.#bytes.subarray(at, at + target.length);
        target.set(part);
        return part.length;
      },
      write: () => {},
      size: () => this.#bytes.length,
      close: () => {
        this.openFiles -= 1;
      },
    };
  }
  makeFolder = refuse;
  removeFile = refuse;
  removeFolder = refuse;
  rename = refuse;
}

function refuse(): never {
  throw new MicroPythonFileError("EROFS");
}

/** What one step of an actor does; it fails if the answer is wrong. */
type Step = (session: Session, random: Random) => Promise<unknown>;

const is = (actual: unknown, wanted: unknown) => expect(actual).toEqual(wanted);

const STEPS_OF_SESSIONS: readonly Step[] = [
  async (session) => is(await session.evaluate("sum(range(2000))"), 1_999_000),
  async (session, random) => {
    const n = random.below(50);
    is(await session.evaluate(`later(${n}) + now(${n})`), 2 * n);
  },
  async (session) => {
    const seen: string[] = [];
    const { stdout } = await session.run("for i in range(9): print(i, later(i))", {
      onStdout: (text) => void seen.push(text),
    });
    is(seen.join(""), stdout);
    is(stdout.split("\n").length, 10);
  },
  async (session) => {
    await session.files.write("/m/a", "text");
    const code = "open('/m/a').read() + open('/s/f').read() + input()";
    is(await session.evaluate(code, { stdin: () => "line" }), "textin a storeline");
  },
  async (session) => {
    const held = "f = open('/s/f'); later(1); x = f.read(); f.close(); x";
    is((await session.run(held)).value, "in a store");
  },
  async (session) => {
    await session.run("def double(n): return 2 * now(n)");
    const results: unknown[] = [];
    for await (const result of session.map("double", [1, 2, 3])) results.push(result);
    is(results, [2, 4, 6]);
  },
  async (session) => {
    await session.run("y = [1]");
    const mark = await session.checkpoint();
    const fork = await session.fork();
    try {
      await session.run("y.append(2)");
      is(await fork.evaluate("y"), [1]);
      await session.rollback(mark);
      is(await session.evaluate("y"), [1]);
    } finally {
      await fork.close();
    }
  },
  async (session) => {
    const limits = { fuel: null, wallTimeoutMs: 30 };
    const error = await session.run("while True: pass", limits).catch((error) => error);
    if (error?.code !== "timeout") throw error;
  },
];

/** How often something failed, by `code`. */
type Failures = Record<string, number>;

describe.runIf(process.platform === "linux").each(["thread", "process"] as const)(
  "a %s that is ended at a random moment",
  (isolation) => {
    it.each([1, 2])("fails its own call only, and says why (seed %i)", async (seed) => {
      const random = new Random(seed);
      const store = new CountingStore();
      const options: PoolSessionOptions = {
        wallTimeoutMs: LONG_MS,
        mounts: [
          { path: "/m", memory: {} },
          { path: "/s", store },
        ],
        hostFunctions: {
          now: (n: number) => n,
          later: (n: number) => pause(n % 7).then(() => n),
        },
      };
      const pool = createPool({ isolation, size: 3 });
      const failures: Failures = {};
      const sessions = new Set<Session>();
      let isOver = false;
      let killed = 0;
      let ended = 0;
      const killing = (async () => {
        while (!isOver) {
          await pause(random.below(isolation === "thread" ? 25 : 120));
          if (random.below(3) > 0) {
            if (ENDERS[isolation](random)) ended += 1;
          } else {
            void random.pick([...sessions])?.kill();
            killed += 1;
          }
        }
      })();
      const work = Array.from({ length: ACTORS }, (_, i) =>
        act(pool, options, new Random(1000 * seed + i), sessions, failures),
      );
      const replay = replayed({ ...options, isolation } satisfies SessionOptions, failures);
      await Promise.all([...work, replay]);
      isOver = true;
      await killing;
      await pool.close();
      // Each end fails at most one call; sessions that were in the worker cannot go on.
      expect(failures.crashed ?? 0).toBeLessThanOrEqual(ended);
      expect(
        Object.keys(failures).filter((code) => !/^(crashed|session-closed)$/.test(code)),
      ).toEqual([]);
      expect(ended + killed).toBeGreaterThan(0);
      expect(pool.stats()).toMatchObject({ workers: 0, queued: 0, waitingForHost: 0 });
      expect(store.openFiles).toBe(0);
      const after = createPool({ isolation, size: 1 });
      expect((await after.run("print('well')", { wallTimeoutMs: LONG_MS })).stdout).toBe("well\n");
      await after.close();
    });
  },
);

/** Uses sessions, one after the other, and runs in between. */
async function act(
  pool: Pool,
  options: PoolSessionOptions,
  random: Random,
  sessions: Set<Session>,
  failures: Failures,
): Promise<void> {
  const python: PythonName = random.below(3) === 0 ? "cpython" : "micropython";
  let session = pool.session({ ...options, python });
  sessions.add(session);
  for (let i = 0; i < STEPS; i++) {
    const step = random.pick(STEPS_OF_SESSIONS) as Step;
    try {
      if (random.below(4) === 0) is((await pool.run("print(now(3))", options)).stdout, "3\n");
      else await step(session, random);
    } catch (error) {
      note(error, failures);
      sessions.delete(session);
      await session.close();
      session = pool.session({ ...options, python });
      sessions.add(session);
    }
  }
  sessions.delete(session);
  await session.close();
}

async function replayed(options: SessionOptions, failures: Failures): Promise<void> {
  const session = new MicroPythonReplaySession(options);
  let last = 0;
  for (let i = 0; i < 8; i++) {
    try {
      const { value } = await session.run(last === 0 ? "x = 1\nx" : "x += later(1)\nx");
      last += 1;
      is(value, last);
    } catch (error) {
      note(error, failures);
    }
  }
  await session.close();
}

/** Notes why something failed; the reason must be one that a user understands. */
function note(error: unknown, failures: Failures): void {
  if (!(error instanceof MicroPythonWasmError)) throw error;
  expect(error.message).toMatch(
    /^the sandbox crashed: its worker ended: it exited with (code \d|SIGKILL)$|^the session was closed$|^the session's interpreter is dead: its worker ended: it exited with/,
  );
  failures[error.code] = (failures[error.code] ?? 0) + 1;
}
