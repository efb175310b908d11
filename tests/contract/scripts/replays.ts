import type { MicroPythonReplaySession, ReplayRunOptions, SessionOptions } from "micropython-wasm";
import { outcomeOf } from "../isolations.js";
import type { Note, Script } from "./script.js";

/** A script that uses a replay session. */
const inReplay =
  (
    work: (session: MicroPythonReplaySession, note: Note) => Promise<unknown>,
    options: SessionOptions | ((note: Note) => SessionOptions) = {},
  ): Script =>
  async (isolation, note) => {
    const session = isolation.replay(typeof options === "function" ? options(note) : options);
    try {
      return await work(session, note);
    } finally {
      await session.close();
    }
  };

/** What replay sessions do. */
export const REPLAYS: Record<string, Script> = {
  "a replay session": inReplay(async (session) => {
    const runs = [
      await session.run("x = 1\nprint('first')\nx"),
      await session.run("x += 1\nprint('second')"),
      await session.run("print(x)\nx"),
    ];
    return [runs.map(({ stdout, value, fuelUsed }) => [stdout, value, fuelUsed]), session.snippets];
  }),
  "a replayed snippet that fails": inReplay(async (session) => {
    await session.run("x = 1");
    const failures = [
      await outcomeOf(() => session.run("x = 2\nraise ValueError('boom')")),
      await outcomeOf(() => session.run("x = = 2")),
      await outcomeOf(() => session.run("import sys; sys.exit(3)")),
    ];
    const { exited, stdout } = await session.run("import sys; print(x); sys.exit()");
    return [failures, exited, stdout, session.snippets];
  }),
  "what replayed snippets call, read and write": inReplay(
    async (session, note) => {
      session.registerFunction((value: unknown) => note(["registered", value]), { name: "later" });
      await session.run("import sys; note(sys.argv); line = input()", { stdin: "one\n" });
      await session.run("other = input(); open('/m/x', 'w').write('text'); later(1)");
      const { stdout, files } = await session.run(
        "print(line, other, open('/m/x').read()); open('/m/y', 'w').write(input())",
        { stdin: () => "asked" },
      );
      return [stdout, files, Object.keys(session.hostFunctions)];
    },
    (note) => ({
      argv: ["a"],
      stdin: "session's\n",
      mounts: [{ path: "/m", memory: {} }],
      hostFunctions: { note: (value: unknown) => note(value) },
      onStdout: (text) => note(["stdout", text]),
    }),
  ),
  "limits that replayed snippets share": async (isolation) => {
    const failures: unknown[] = [];
    const cases: [SessionOptions, string[]][] = [
      [{ fuel: 300_000 }, ["for i in range(10000): pass", "while True: pass"]],
      [{ maxStdoutBytes: 10, onOutputLimit: "stop" }, ["print('1234567')", "print('1234567')"]],
      [{ maxStdoutBytes: 10 }, ["print('1234567')", "print('1234567')"]],
      [{ maxSourceBytes: 20 }, ["x = 123456789", "x = 123456789"]],
      [{ maxHostCalls: 1, hostFunctions: { f: () => 1 } }, ["f()", "f()"]],
    ];
    for (const [options, snippets] of cases) {
      const session = isolation.replay(options);
      for (const code of snippets) failures.push(await outcomeOf(() => session.run(code)));
      await session.close();
    }
    return failures;
  },
  "a signal of a replayed snippet": inReplay(async (session) => {
    await session.run("x = 1");
    const controller = new AbortController();
    const aborted = await outcomeOf(() =>
      session.run("print('a')\nwhile True: pass", {
        fuel: null,
        wallTimeoutMs: 60_000,
        signal: controller.signal,
        onStdout: () => controller.abort("enough"),
      }),
    );
    const refused = await outcomeOf(() => session.run("x", { signal: AbortSignal.abort("no") }));
    return [aborted, refused, (await session.run("x")).value];
  }),
  "what is random in a replay session": inReplay(async (session) => {
    const draw = await session.run("import random\nx = random.random()\nx");
    await session.run("y = random.random()");
    const again = await session.run("(x, y)");
    const third = await session.run("(x, y)");
    return [draw.value === (again.value as unknown[])[0], again.repr === third.repr];
  }),
  "a fixed clock and a seed in a replay session": inReplay(
    async (session) => {
      await session.run("import time, random; time.sleep(5); start = time.time()");
      const { value } = await session.run("time.sleep(1); (start, time.time(), random.random())");
      return value;
    },
    { clock: { nowMs: 1_800_000_000_000 }, randomSeed: 5 },
  ),
  "a callback that ends a replayed run": inReplay(async (session) => {
    const onStdout = () => {
      throw new RangeError("full");
    };
    const crash = await outcomeOf(() => session.run("print('a')", { onStdout }));
    return [crash, (await session.run("print('b')")).stdout];
  }),
  "use of a replay session by its own callback, and after its end": inReplay(async (session) => {
    let inner: unknown;
    session.registerFunction(
      () => {
        inner = outcomeOf(async () => session.run("1"));
      },
      { name: "again" },
    );
    await session.run("again()");
    const busy = await inner;
    const refused = await outcomeOf(async () =>
      session.run("1", { argv: ["x"] } as ReplayRunOptions),
    );
    await session.close();
    return [busy, refused, session.closed, await outcomeOf(async () => session.run("1"))];
  }),
};
