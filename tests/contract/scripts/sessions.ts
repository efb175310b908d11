import { kwargs } from "micropython-wasm";
import { outcomeOf } from "../isolations.js";
import { inSession, type Script } from "./script.js";

/** What sessions do. */
export const SESSIONS: Record<string, Script> = {
  "a session's state": inSession(async (session) => {
    await session.run("x = [1]; g = (n for n in range(9)); next(g)");
    await session.run("x.append(2); next(g)");
    return [await session.evaluate("x"), await session.evaluate("next(g)")];
  }),
  "calls of functions": inSession(async (session) => {
    await session.run("def greet(name, loud=False): return name.upper() if loud else name");
    const greet = session.function<(name: string) => string>("greet");
    return [
      await session.call("greet", "Ada"),
      await session.call("greet", "Ada", kwargs({ loud: true })),
      await greet("Grace"),
      await outcomeOf(() => session.call("missing")),
    ];
  }),
  "a series": inSession(async (session) => {
    await session.run("def half(n):\n  print(n)\n  return 10 / n");
    const items = Array.from({ length: 600 }, (_, i) => i + 1);
    const results: unknown[] = [];
    for await (const result of session.map("half", items)) results.push(result);
    const some: unknown[] = [];
    const failed = await outcomeOf(async () => {
      for await (const result of session.map("half", [1, 2, 0, 3])) some.push(result);
    });
    return [results, some, failed];
  }),
  "a series whose limits are for all": inSession(async (session) => {
    await session.run("def work(n): return sum(range(n))");
    const results: unknown[] = [];
    const failed = await outcomeOf(async () => {
      const options = { limits: "all", fuel: 200_000 } as const;
      for await (const result of session.map("work", [10, 100, 1_000_000], options)) {
        results.push(result);
      }
    });
    return [results, failed];
  }),
  "global variables": inSession(async (session) => {
    await session.globals.set("rows", [{ price: 3 }]);
    await session.run("total = rows[0]['price']");
    const before = await session.globals.has("total");
    return [
      await session.globals.get("total"),
      before,
      await session.globals.delete("total"),
      await session.globals.get("total"),
      (await session.globals.keys()).includes("rows"),
    ];
  }),
  "a session's files": inSession(
    async (session) => {
      await session.files.write("/tmp/in.txt", "hello");
      await session.run("import os; os.rename('/tmp/in.txt', '/tmp/out.txt')");
      const list = await session.files.list();
      const content = await session.files.read("/tmp/out.txt");
      await session.files.remove("/tmp/out.txt");
      return [list, content, await outcomeOf(() => session.files.read("/tmp/out.txt"))];
    },
    { mounts: [{ path: "/tmp", memory: {} }] },
  ),
  forks: inSession(
    async (session) => {
      session.registerFunction(() => "first", { name: "own" });
      await session.run("table = [1]; line = input()");
      session.registerFunction(() => "second", { name: "later" });
      const fork = await session.fork();
      await fork.run("table.append(2)");
      const seen = [
        await session.evaluate("table"),
        await fork.evaluate("(table, line, input(), own(), later())"),
        await session.evaluate("input()"),
      ];
      await fork.close();
      return seen;
    },
    { stdin: "a\nb\nc\n" },
  ),
  checkpoints: inSession(
    async (session) => {
      const start = await session.checkpoint();
      await session.run("x = 1; open('/tmp/a', 'w').write('a')");
      const middle = await session.checkpoint();
      await session.run("x = 2; open('/tmp/a', 'w').write('b')");
      await session.rollback(middle);
      const seen = [await session.evaluate("x"), await session.files.read("/tmp/a")];
      await session.rollback(start);
      return [...seen, await session.globals.has("x"), await session.files.list()];
    },
    { mounts: [{ path: "/tmp", memory: {} }] },
  ),
  "a checkpoint of another session": inSession(async (session, isolation) => {
    const other = isolation.session();
    const checkpoint = await other.checkpoint();
    await other.close();
    return outcomeOf(() => session.rollback(checkpoint));
  }),
  "saving and restoring": inSession(
    async (session, isolation) => {
      await session.run("w = iter(['a', 'b']); next(w)");
      await session.files.write("/tmp/kept", "x");
      const bytes = await session.save();
      const restored = await isolation.restore(bytes, { hostFunctions: { one: () => 1 } });
      const seen = await restored.evaluate("(next(w), one())");
      const files = await restored.files.list();
      await restored.close();
      return [seen, files, await outcomeOf(() => isolation.restore(bytes.slice(0, 50)))];
    },
    { mounts: [{ path: "/tmp", memory: {} }] },
  ),
  "files that are open when a state is taken": inSession(
    async (session) => {
      await session.run("f = open('/tmp/a', 'w')");
      const refused = [
        await outcomeOf(() => session.save()),
        await outcomeOf(() => session.fork()),
      ];
      await session.run("f.write('late'); f.close()");
      return [refused, await session.files.read("/tmp/a")];
    },
    { mounts: [{ path: "/tmp", memory: {} }] },
  ),
  "a transaction that fails": inSession(async (session) => {
    await session.run("x = 1");
    const failed = await outcomeOf(() => session.run("x = 2; 1 / 0", { transactional: true }));
    return [failed, await session.evaluate("x")];
  }),
  "options of single runs": inSession(
    async (session) => {
      const texts: string[] = [];
      await session.run("print(input())", { stdin: "own", onStdout: (text) => texts.push(text) });
      await session.run("print(input())", { onStdout: (text) => texts.push(text) });
      const limited = await outcomeOf(() => session.run("while True: pass", { fuel: 50_000 }));
      const typed = await session.run("6 * 7", { interactive: true });
      return [texts, limited, typed.stdout];
    },
    { stdin: "session's" },
  ),
  "what can be typed at a prompt": inSession(async (session) => [
    await session.isComplete("for i in range(3):"),
    await session.complete("imp"),
  ]),
  "a session that a callback ended": inSession(async (session) => {
    const crash = await outcomeOf(() =>
      session.run("print('a')", {
        onStdout: () => {
          throw new RangeError("full");
        },
      }),
    );
    return [crash, await outcomeOf(() => session.run("1"))];
  }),
  "use of a session by its own callback": inSession(async (session) => {
    let inner: unknown;
    session.registerFunction(
      () => {
        inner = outcomeOf(async () => session.run("1"));
      },
      { name: "again" },
    );
    await session.run("again()");
    return inner;
  }),
  "a fixed clock and a seed, over forks and rollbacks": inSession(
    async (session) => {
      await session.run("import time, random; time.sleep(5)");
      const start = await session.checkpoint();
      const roll = "(time.time(), random.random(), random.random())";
      const first = await session.evaluate(roll);
      await session.rollback(start);
      const fork = await session.fork();
      const others = [await session.evaluate(roll), await fork.evaluate(roll)];
      await fork.close();
      return [first, ...others];
    },
    { clock: { nowMs: 1_800_000_000_000 }, randomSeed: 5 },
  ),
  "a session that was closed": async (isolation) => {
    const session = isolation.session();
    await session.run("x = 1");
    await session.close();
    await session.close();
    return [session.closed, await outcomeOf(() => session.run("x"))];
  },
};
