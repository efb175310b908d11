// Uses most of the interface, in whatever runtime this runs, and returns what it saw. Every runtime must see
// the same, to the last unit of fuel. Web APIs only, and no imports that are not bundled.
import type { MicroPythonWasmError, PythonName } from "micropython-wasm";
import { FIXED_OPTIONS, FIXED_PROGRAMS, PROGRAMS, WHEEL } from "./programs.js";

type Api = typeof import("micropython-wasm");

/** What the observer is told. */
export interface Given {
  readonly pythons: readonly PythonName[];
  /** Whether the clock advances while Python runs. */
  readonly hasClock: boolean;
  /** Programs to run, by name. */
  readonly programs: Readonly<Record<string, string>>;
  /** For each Python, a session that another runtime saved, in Base64. */
  readonly states: Readonly<Record<string, string>>;
  /** For each Python, a call that is pending in another runtime, in Base64. */
  readonly calls: Readonly<Record<string, string>>;
}

/** What became of a program. */
export type Ending = readonly [fuel: number, stdout: string, failure: string];

/** What it saw of one Python. */
export interface Observed {
  /** What each program used and wrote, and how it failed, if it did. */
  readonly programs: Readonly<Record<string, Ending>>;
  readonly facts: Readonly<Record<string, unknown>>;
  /** A saved session, in Base64. */
  readonly state: string;
  /** A pending call, in Base64. */
  readonly call: string;
}

export async function observe(api: Api, given: Given): Promise<Record<string, Observed>> {
  const observed: Record<string, Observed> = {};
  for (const python of given.pythons) {
    observed[python] = {
      programs: endingsOf(api, python, { ...PROGRAMS, ...given.programs }),
      facts: {
        ...(await factsOfRuns(api, python, given.hasClock)),
        ...(await factsOfSessions(api, python, given.states[python])),
        ...factsOfHostFunctions(api, python),
        packages: factOfPackages(api, python),
        image: await factOfImages(api, python),
        answered: await answeredCall(api, python, given.calls[python]),
      },
      state: await savedState(api, python),
      call: await savedCall(api, python),
    };
  }
  return observed;
}

/** A session as other runtimes should be able to continue it. */
export async function savedState({ MicroPythonSession }: Api, python: PythonName): Promise<string> {
  const session = new MicroPythonSession({ python });
  await session.run(
    "rows = [{'n': i} for i in range(100)]\ndef total(): return sum(r['n'] for r in rows)",
  );
  const bytes = await session.save();
  await session.close();
  return toBase64(bytes);
}

/** Pauses in the middle of `sorted`, `with`, a generator, several calls, tasks of asyncio, and `except`. */
const PAUSING = `
import asyncio, random, time
class Guard:
    def __enter__(self): return [random.random(), time.time()]
    def __exit__(self, *exc): ask("exit")
def items():
    with Guard() as noted:
        for i in range(3):
            yield price(i) + 1, noted == list(noted)
def depth(n): return depth(n - 1) if n else sorted(items(), key=lambda item: ask(item[0]))
async def task(i):
    await asyncio.sleep(0)
    return ask("task", i)
async def tasks(): return await asyncio.gather(*(task(i) for i in range(3)))
def again():
    try: {}[ask("key")]
    except KeyError as error: return [ask("except"), repr(error), list({ask("set"), "a", 2.5})]
depth(20) + [asyncio.run(tasks()), again(), [x for x in map(ask, "ab")], 0.1 + 0.2]
`;

const PAUSE_OPTIONS = {
  wallTimeoutMs: null,
  hostFunctions: { price: (n: number) => n * 10 },
} as const;

/** A call as other runtimes should be able to answer it. */
export async function savedCall({ MicroPythonSession }: Api, python: PythonName): Promise<string> {
  const session = new MicroPythonSession({ python, ...PAUSE_OPTIONS });
  const step = await session.start(PAUSING, { pauseOn: ["ask"] });
  if (step.status === "finished") return "";
  const bytes = step.save();
  await session.close();
  return toBase64(bytes);
}

/** Answers a call of another runtime, and what else its run asks, each time in a new session. */
export async function answeredCall(
  { resume }: Api,
  python: PythonName,
  call: string | undefined,
): Promise<unknown> {
  let bytes = fromBase64(call ?? "");
  const asked: unknown[] = [];
  for (;;) {
    const result = -asked.length;
    const step = await resume(bytes, { result }, { python, ...PAUSE_OPTIONS, pauseOn: ["ask"] });
    await step.session.close();
    if (step.status === "finished") return [asked, step.result.value, step.result.fuelUsed];
    asked.push(step.args);
    bytes = step.save();
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function endingsOf(
  { runSync }: Api,
  python: PythonName,
  programs: Readonly<Record<string, string>>,
): Observed["programs"] {
  const memoryBytes = python === "cpython" ? 64 * 1024 * 1024 : 2 * 1024 * 1024;
  const limits = { python, memoryBytes, fuel: 10_000_000, wallTimeoutMs: null };
  const { clock, randomSeed } = FIXED_OPTIONS;
  const mounts = ["/input", "/output"].map((path) => ({ path, memory: {} }));
  const endings = Object.entries(programs).map(([name, code]): [string, Ending] => {
    try {
      const { fuelUsed, stdout } = runSync(code, { ...limits, clock, randomSeed, mounts });
      return [name, [fuelUsed, stdout, ""]];
    } catch (error) {
      const { fuelUsed, stdout, message } = error as MicroPythonWasmError;
      const { traceback = message } = error as { traceback?: string };
      return [name, [fuelUsed, stdout, traceback]];
    }
  });
  return Object.fromEntries(endings);
}

async function factsOfRuns({ run, runSync }: Api, python: PythonName, hasClock: boolean) {
  const written: string[] = [];
  const output = await run("print('step', 0)\nimport sys\nprint('é', file=sys.stderr)\n6 * 7", {
    python,
    onStdout: (text) => void written.push(text),
  });
  const given = runSync(
    "import sys, os\nprint(sys.argv, os.getenv('A'), input(), open('/d/f').read())\nopen('/m/x', 'w').write('y')",
    {
      python,
      argv: ["a", "b"],
      env: { A: "1" },
      stdin: "line\n",
      mounts: [
        { path: "/d", files: { f: "text" } },
        { path: "/m", memory: {} },
      ],
    },
  );
  const raised = errorOf(() => runSync("def f():\n    return 1 / 0\nf()", { python }));
  const fuel = errorOf(() => runSync("while True: pass", { python, fuel: 100_000 }));
  const code =
    "import time\nt = time.time()\ntime.sleep(0.03)\nprint(0.025 < time.time() - t < 20)";
  const random = "import random\nrandom.random()";
  const fixed = () => {
    const { stdout, fuelUsed } = runSync(FIXED_PROGRAMS[python], { ...FIXED_OPTIONS, python });
    return [stdout, fuelUsed];
  };
  return {
    fixed: [fixed(), fixed()],
    output: [output.stdout, output.stderr, output.value, output.repr, written],
    given: given.stdout,
    raised: [raised.name, raised.code, raised.message, (raised as { line?: number }).line],
    fuel: [fuel.name, fuel.code, fuel.message, fuel.fuelRemaining],
    memory: errorOf(() => runSync("x = [0] * 100_000_000", { python })).message,
    depth: errorOf(() => runSync("def f(): f()\nf()", { python, wallTimeoutMs: null })).message,
    timeout: hasClock
      ? errorOf(() => runSync("while True: pass", { python, fuel: null, wallTimeoutMs: 200 })).code
      : "timeout",
    slept: runSync(code, { python, wallTimeoutMs: 60_000 }).stdout,
    random: new Set([1, 2, 3].map(() => runSync(random, { python }).value)).size,
  };
}

/** What a program imports from a wheel, its fuel, and how a wheel is refused that was tampered with. */
function factOfPackages({ runSync }: Api, python: PythonName) {
  const bytes = Uint8Array.from(atob(WHEEL), (character) => character.charCodeAt(0));
  const use = (bytes: Uint8Array) => {
    const packages = [{ name: "greet-1.0-py3-none-any.whl", bytes }];
    return runSync("import greet\nprint(greet.greet())", { python, packages });
  };
  const { stdout, fuelUsed } = use(bytes);
  const changed = bytes.map((byte, i) => (i === 60 ? byte + 1 : byte));
  return [stdout, fuelUsed, errorOf(() => use(changed)).message];
}

/** Programs from a large image: the same whether their memory is copied or page marks say what to restore. */
async function factOfImages({ createImage, run }: Api, python: PythonName) {
  const setup = "table = [str(i) * 9 for i in range(20_000)]";
  const image = await createImage({ python, setup, wallTimeoutMs: null });
  const ends: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    const code = "table.append(0)\ntable[::7] = [None] * 2858\nprint(len(table))";
    const { stdout, fuelUsed } = await run(code, { image, wallTimeoutMs: null });
    ends.push([stdout, fuelUsed]);
  }
  return ends;
}

async function factsOfSessions(api: Api, python: PythonName, state: string | undefined) {
  const { MicroPythonReplaySessionSync, MicroPythonSession, kwargs } = api;
  const session = new MicroPythonSession({ python });
  await session.run("x = 1\ndef double(n, plus=0): return n * 2 + plus");
  const mark = await session.checkpoint();
  await session.run("x += 1");
  const fork = await session.fork();
  await fork.run("x += 10");
  const doubled: unknown[] = [];
  for await (const item of session.map("double", [1, 2.5, true])) doubled.push(item);
  const called = await session.call("double", 4, kwargs({ plus: 1 }));
  const values = [await session.evaluate("x"), await fork.evaluate("x"), called, doubled];
  await session.rollback(mark);
  values.push(await session.globals.get("x"));
  await session.close();
  await fork.close();

  const replay = new MicroPythonReplaySessionSync({ python });
  replay.run("import random\ny = random.random()");
  const [first, second] = [replay.run("y").value, replay.run("y").value];
  const replayed = [first === second, replay.snippets.length];
  const restored = state === undefined ? undefined : await totalOf(api, python, state);
  return { values, replayed, restored };
}

/** Continues a saved session. */
export async function totalOf({ MicroPythonSession }: Api, python: PythonName, state: string) {
  const bytes = Uint8Array.from(atob(state), (character) => character.charCodeAt(0));
  const session = await MicroPythonSession.restore(bytes, { python });
  const total = await session.evaluate("total()");
  await session.close();
  return total;
}

function factsOfHostFunctions({ runSync }: Api, python: PythonName) {
  const seen: unknown[] = [];
  const cause = new RangeError("mine");
  const hostFunctions = {
    echo: (...values: unknown[]) => {
      seen.push(...values.map(plain));
      return values;
    },
    fail: () => {
      throw cause;
    },
  };
  const code =
    "print(echo(None, True, 7, 2 ** 70, 1.5, 'é', b'\\x00\\xff', [1, [2]], {'k': (3,)}))";
  const { stdout } = runSync(code, { python, hostFunctions });
  const error = errorOf(() => runSync("fail()", { python, hostFunctions }));
  return { seen, echoed: stdout, failed: [error.message, error.cause === cause] };
}

/** A value as JSON has it. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  return value instanceof Uint8Array ? `bytes ${value.join(" ")}` : value;
}

function errorOf(work: () => unknown): MicroPythonWasmError {
  try {
    work();
  } catch (error) {
    return error as MicroPythonWasmError;
  }
  throw new Error("nothing failed");
}
