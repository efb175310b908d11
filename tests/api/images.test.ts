import {
  createImage,
  createImageSync,
  createPool,
  Image,
  type ImageOptions,
  MicroPythonReplaySessionSync,
  MicroPythonSession,
  MicroPythonSessionSync,
  run,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

/** What makes a setup's image large: MicroPython does not copy such a one for each program. */
const LARGE = "filling = bytearray(2_000_000)\n";

const KINDS = [
  { name: "MicroPython", python: "micropython", first: "" },
  { name: "MicroPython that is large", python: "micropython", first: LARGE },
  { name: "CPython", python: "cpython", first: "" },
] as const;

describe.each(KINDS)("an image of $name", ({ python, first }) => {
  const imageOf = (setup: string, more: ImageOptions = {}) =>
    createImageSync({ python, setup: first + setup, ...more });

  it("gives each program what its setup defined, computed and imported", () => {
    const image = imageOf(
      "import json\nrows = json.loads('[1, 2, 3]')\ndef total(): return sum(rows)",
    );
    expect(image.python).toBe(python);
    expect(runSync("print(total(), json.dumps(rows))", { image }).stdout).toBe("6 [1, 2, 3]\n");
  });

  it("is fresh for each program", () => {
    const image = imageOf("items = []");
    const code = "items.append(1)\nprint(len(items))";
    expect([1, 2, 3].map(() => runSync(code, { image }).stdout)).toEqual(["1\n", "1\n", "1\n"]);
  });

  it("does not change what programs without it find", () => {
    const image = imageOf("secret = 1");
    runSync("secret += 1", { image });
    expect(runSync("print('secret' in globals())", { python }).stdout).toBe("False\n");
  });

  it("uses the same fuel each time", () => {
    const image = imageOf("def f(n): return sum(range(n))");
    const cost = () => runSync("f(1000)", { image }).fuelUsed;
    expect(new Set([cost(), cost(), cost()]).size).toBe(1);
  });

  it("has random numbers that are new in each program, unless its setup seeded them", () => {
    const image = imageOf("import random\nfirst = [random.random(), random.getrandbits(64)]");
    const draw = () => runSync("print(random.random(), random.getrandbits(64))", { image }).stdout;
    expect(new Set([draw(), draw(), draw()]).size).toBe(3);
    const seeded = imageOf("import random\nrandom.seed(5)\nrandom.random()");
    const same = () => runSync("print(random.random())", { image: seeded }).stdout;
    expect(same()).toBe(same());
    const fixed = { image, randomSeed: 3 };
    const repeated = () => runSync("print(random.random())", fixed).stdout;
    expect(repeated()).toBe(repeated());
  });

  it("finds modules that were not there for its setup, even at the same time", () => {
    const clock = { nowMs: Date.UTC(2030, 0, 1) };
    const image = imageOf("import first", { modules: { "first.py": "x = 1" }, clock });
    const modules = { "first.py": "x = 2", "second.py": "x = 3" };
    const code = "import first, second\nprint(first.x, second.x)";
    expect(runSync(code, { image, modules, clock }).stdout).toBe("1 3\n");
  });

  it("has a clock that goes on", () => {
    const image = imageOf("import time\nstart = time.time_ns()", {});
    const code = "print(time.time_ns() >= start)";
    expect(runSync(code, { image }).stdout).toBe("True\n");
  });

  it("takes arguments, variables and host functions from each program", () => {
    const image = imageOf("def show(): return f'{shout(1)} {hint}'\nhint = shout(0)", {
      hostFunctions: { shout: (n: number) => `setup ${n}` },
      env: { STAGE: "test", A: "1" },
    });
    const result = runSync(
      "import os, sys\nprint(show(), sys.argv, os.getenv('STAGE'), os.getenv('A'))",
      {
        image,
        argv: ["x", "y"],
        env: { A: "2" },
        hostFunctions: { shout: (n: number) => `run ${n}` },
      },
    );
    expect(result.stdout).toBe("run 1 setup 0 ['x', 'y'] test 2\n");
    expect(() => runSync("show()", { image })).toThrow("KeyError");
  });

  it("contains its modules, files and memory mounts, each program with a copy of its own", () => {
    const image = imageOf("import helper\nopen('/data/a.txt', 'w').write('setup')", {
      modules: { "helper.py": "name = 'helper'", "later.py": "name = 'later'" },
      mounts: [
        { path: "/data", memory: { maxBytes: 1000 } },
        { path: "/texts", files: { "t.txt": "text" } },
      ],
    });
    const code = `
import later
print(helper.name, later.name, open('/data/a.txt').read(), open('/texts/t.txt').read())
open('/data/a.txt', 'w').write('program')
open('/data/b.txt', 'w').write('new')`;
    for (let i = 0; i < 2; i++) {
      const { stdout, files } = runSync(code, { image });
      expect(stdout).toBe("helper later setup text\n");
      expect(Object.keys(files).sort()).toEqual(["/data/a.txt", "/data/b.txt"]);
    }
    const own = { modules: { "own.py": "name = 'own'" }, image };
    expect(runSync("import own, later; print(own.name, later.name)", own).stdout).toBe(
      "own later\n",
    );
    const other = { image, mounts: [{ path: "/texts", files: { "u.txt": "u" } }] };
    const both = "print(open('/texts/t.txt').read(), open('/texts/u.txt').read())";
    expect(runSync(both, other).stdout).toBe("text u\n");
  });

  it("does not contain the host's folders", () => {
    const image = imageOf("import os\nnames = os.listdir('/input')", { readonlyDir: "tests/api" });
    expect(runSync("print(len(names) > 5)", { image }).stdout).toBe("True\n");
    expect(() => runSync("os.listdir('/input')", { image })).toThrow("FileNotFoundError");
  });

  it("can be saved, and loaded where the same package runs", async () => {
    const image = imageOf("import helper\nopen('/data/a.txt', 'w').write('kept')\nx = [1] * 1000", {
      modules: { "helper.py": "name = 'helper'" },
      mounts: [{ path: "/data", memory: {} }],
    });
    const loaded = await Image.load(image.save());
    expect(loaded.python).toBe(python);
    expect(loaded.stats).toEqual(image.stats);
    const code = "print(sum(x), helper.name, open('/data/a.txt').read())";
    const results = [image, loaded].map((image) => runSync(code, { image }));
    expect(results[1]?.stdout).toBe("1000 helper kept\n");
    expect(results[1]?.fuelUsed).toBe(results[0]?.fuelUsed);
    expect(loaded.save()).toEqual(image.save());
  });

  it("can be what another setup starts from", () => {
    const base = imageOf("x = 1", { modules: { "a.py": "v = 'a'" } });
    const image = createImageSync({
      image: base,
      setup: "x += 1\nimport a, b",
      modules: { "b.py": "v = 'b'" },
    });
    expect(runSync("print(x, a.v, b.v)", { image }).stdout).toBe("2 a b\n");
    expect(runSync("print(x)", { image: base }).stdout).toBe("1\n");
  });

  it("starts sessions, which save, fork and go back like others", async () => {
    const image = imageOf("x = 1\ndef up():\n    global x\n    x += 1\n    return x");
    using session = new MicroPythonSessionSync({ image });
    const start = session.checkpoint();
    session.call("up");
    using fork = session.fork();
    session.call("up");
    expect([session.evaluate("x"), fork.evaluate("x")]).toEqual([3, 2]);
    using later = MicroPythonSessionSync.restore(session.save(), { python });
    expect(later.call("up")).toBe(4);
    session.rollback(start);
    expect(session.evaluate("x")).toBe(1);
    const replay = new MicroPythonReplaySessionSync({ image });
    replay.run("up()");
    expect(replay.run("print(x)").stdout).toBe("2\n");
    replay.close();
  });

  it.each(["inline", "thread", "process"] as const)(
    "works with isolation %s",
    async (isolation) => {
      const image = await createImage({
        python,
        setup: `${first}open('/data/a', 'w').write('a')\nx = 1`,
        mounts: [{ path: "/data", memory: {} }],
      });
      const { stdout } = await run("print(x, open('/data/a').read())", { image, isolation });
      expect(stdout).toBe("1 a\n");
      await using session = new MicroPythonSession({ image, isolation });
      await session.run("x += 1");
      await using fork = await session.fork();
      expect([await session.evaluate("x"), await fork.evaluate("x")]).toEqual([2, 2]);
    },
  );

  it("serves inline programs, sessions and threads alike", async () => {
    const image = imageOf("x = [1, 2, 3]");
    using session = new MicroPythonSessionSync({ image });
    session.run("x.append(4)");
    const mark = session.checkpoint();
    await using pool = createPool({ size: 3 });
    const code = "x.append(0)\nprint(x)";
    const inThreads = () => Promise.all([1, 2, 3, 4].map(() => pool.run(code, { image })));
    const inline = runSync(code, { image });
    for (const { stdout, fuelUsed } of [...(await inThreads()), ...(await inThreads())]) {
      expect([stdout, fuelUsed]).toEqual(["[1, 2, 3, 0]\n", inline.fuelUsed]);
    }
    expect(runSync(code, { image }).stdout).toBe("[1, 2, 3, 0]\n");
    expect(session.evaluate("x")).toEqual([1, 2, 3, 4]);
    session.run("x.clear()");
    session.rollback(mark);
    expect(session.evaluate("x")).toEqual([1, 2, 3, 4]);
    expect(Image.loadSync(image.save()).stats).toEqual(image.stats);
  });

  it("serves as many images as there are in a pool of workers", async () => {
    await using pool = createPool({ size: 1 });
    const images = Array.from({ length: 12 }, (_, i) => imageOf(`x = ${i}`));
    for (const round of [0, 1]) {
      for (const [i, image] of images.entries()) {
        const { stdout } = await pool.run("print(x)", { image });
        expect([round, stdout]).toEqual([round, `${i}\n`]);
      }
    }
  });

  it("holds limits like any other interpreter", () => {
    const image = imageOf("def spin():\n    while True: pass");
    expect(() => runSync("spin()", { image, fuel: 100_000 })).toThrow("units of fuel");
    expect(runSync("print('next')", { image }).stdout).toBe("next\n");
  });

  it("tells how much it holds", () => {
    const small = imageOf("");
    const large = imageOf("x = bytearray(b'x' * 300000)", {
      mounts: [{ path: "/data", files: { "a.txt": "12345" } }],
    });
    expect(small.stats.fileBytes).toBe(0);
    expect(large.stats.fileBytes).toBe(5);
    expect(large.stats.ownBytes - small.stats.ownBytes).toBeGreaterThan(290_000);
    expect(large.stats.memoryBytes).toBeGreaterThan(large.stats.ownBytes);
  });

  it("gives programs at least the memory that its setup had", () => {
    const memoryBytes = 96 * 1024 * 1024;
    const image = imageOf("x = bytearray(20_000_000)", { memoryBytes });
    expect(runSync("y = bytearray(20_000_000); print(len(x))", { image }).stdout).toBe(
      "20000000\n",
    );
    expect(() => runSync("x", { image, memoryBytes: 16 * 1024 * 1024 })).toThrow(
      expect.objectContaining({ code: "memory" }),
    );
  });

  it("fails with what its setup failed with", () => {
    expect(() => imageOf("1 / 0")).toThrow("ZeroDivisionError");
    expect(() => imageOf("while True: pass", { fuel: 1000 })).toThrow("units of fuel");
    const open = "f = open('/data/a.txt', 'w')";
    expect(() => imageOf(open, { mounts: [{ path: "/data", memory: {} }] })).toThrow(
      expect.objectContaining({ code: "files-open" }),
    );
  });
});

describe("MicroPython's memory in an image", () => {
  it("costs programs no more fuel however large it is", () => {
    const fuel = (setup: string) =>
      runSync("print([1])", { image: createImageSync({ setup }) }).fuelUsed;
    const rows = (count: number) => `rows = [{"id": i, "name": str(i)} for i in range(${count})]`;
    expect(fuel(rows(10_000)) - fuel("")).toBeLessThan(100);
  });

  it("can be used in full, also what is free between objects", () => {
    const setup = "kept = [bytearray(9000) for i in range(1000)]\ndel kept[::2]";
    const fill = `
more = []
try:
    while True: more.append(bytearray(8000))
except MemoryError: pass
print(len(more))`;
    const limits = { fuel: null, wallTimeoutMs: null };
    const { stdout } = runSync(fill, { image: createImageSync({ setup }), ...limits });
    using session = new MicroPythonSessionSync(limits);
    session.run(setup);
    const inSession = Number(session.run(fill).stdout);
    expect(inSession).toBeGreaterThan(1000);
    expect(Number(stdout)).toBeGreaterThan(0.98 * inSession);
  });

  it("may have any limit", () => {
    const image = createImageSync({ setup: "x = bytearray(2_000_000)", memoryBytes: null });
    expect(runSync("print(len(x))", { image }).stdout).toBe("2000000\n");
    const { memoryBytes } = image.stats;
    expect(runSync("print(len(x))", { image, memoryBytes: memoryBytes + 65_536 }).stdout).toBe(
      "2000000\n",
    );
    const large = { image, memoryBytes: 2 ** 32 };
    expect(runSync("y = bytearray(100_000_000)\nprint(len(y))", large).stdout).toBe("100000000\n");
  });
});

describe("images", () => {
  it("refuse options that are for programs", () => {
    for (const name of ["argv", "stdin", "isolation", "returnValue", "maxAwakeSessions"]) {
      const options = { [name]: undefined } as ImageOptions;
      expect(() => createImageSync(options)).toThrow(`option ${name} is for programs`);
    }
    expect(() => createImageSync({ setup: 5 } as unknown as ImageOptions)).toThrow("option setup");
    expect(() => createImageSync({ setups: "" } as ImageOptions)).toThrow("unknown option");
  });

  it("are of one Python", () => {
    const image = createImageSync({ setup: "" });
    expect(() => runSync("", { image, python: "cpython" })).toThrow(
      'option python is "cpython"; the image is of "micropython"',
    );
    expect(runSync("print(1)", { image, python: "micropython" }).stdout).toBe("1\n");
  });

  it("are only what createImage returns", () => {
    for (const image of [{}, 1, "x", Object.create(Image.prototype)]) {
      expect(() => runSync("", { image } as object)).toThrow("option image is");
    }
  });
});
