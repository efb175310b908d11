import {
  MicroPythonLimitError,
  MicroPythonSessionSync,
  MicroPythonWasmError,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { canaryTrouble, outcomeOf } from "./outcome.js";
import {
  FULL,
  HOSTILE_PROGRAMS,
  HOSTILE_SOURCES,
  type Hostile,
  programOf,
  READY,
  setupOf,
} from "./stops-programs.js";

const MEMORY_BYTES = 512 * 1024 * 1024;
/** How much longer than allowed a run may take here; the machine may have other work. */
const SLACK_MS = 10_000;

/** What the first part of a program needs. */
function measure(program: Hostile): { fuel: number; ms: number } {
  const options = { memoryBytes: MEMORY_BYTES, fuel: null, wallTimeoutMs: null };
  const { ending, facts } = outcomeOf(setupOf(program), options);
  expect(ending).toBe("finished");
  return { fuel: facts.fuelUsed, ms: facts.durationMs };
}

describe.each(Object.entries(HOSTILE_PROGRAMS))("%s", (_, program) => {
  const code = programOf(program);

  it("is stopped by fuel, and by time", () => {
    const setup = measure(program);
    const fuel = setup.fuel + 2_000_000;
    const byFuel = outcomeOf(code, { memoryBytes: MEMORY_BYTES, fuel, wallTimeoutMs: null });
    if (byFuel.facts.stdout !== FULL) {
      expect(byFuel).toMatchObject({
        ending: "fuel",
        facts: { stdout: READY, fuelUsed: fuel },
      });
    }
    expect(byFuel.facts.peakMemoryBytes).toBeLessThanOrEqual(MEMORY_BYTES);

    const wallTimeoutMs = Math.ceil(1.5 * setup.ms) + 50;
    const byTime = outcomeOf(code, { memoryBytes: MEMORY_BYTES, fuel: null, wallTimeoutMs });
    if (byTime.facts.stdout !== FULL) {
      expect(byTime.ending).toBe("timeout");
      expect(["", READY]).toContain(byTime.facts.stdout);
    }
    expect(byTime.facts.durationMs).toBeLessThan(wallTimeoutMs + SLACK_MS);
    expect(canaryTrouble()).toBeNull();
  });
});

describe.each(Object.entries(HOSTILE_SOURCES))("a source of %s", (_, source) => {
  it("costs fuel and time to compile, and stops", () => {
    const whole = outcomeOf(source, { fuel: 40_000_000, wallTimeoutMs: null });
    expect(whole.ending).toMatch(
      /^(finished|fuel|SyntaxError|NameError|RuntimeError|RecursionError|MemoryError)$/,
    );

    const fuel = Math.floor(whole.facts.fuelUsed / 2);
    const byFuel = outcomeOf(source, { fuel, wallTimeoutMs: null });
    expect(byFuel).toMatchObject({ ending: "fuel", facts: { fuelUsed: fuel } });

    // Its duration varies: it may be done before the deadline.
    const wallTimeoutMs = whole.facts.durationMs / 4;
    const byTime = outcomeOf(source, { fuel: null, wallTimeoutMs });
    if (byTime.ending !== "timeout" && whole.ending !== "fuel") {
      expect(byTime.ending).toBe(whole.ending);
    }
    expect(byTime.facts.durationMs).toBeLessThan(wallTimeoutMs + SLACK_MS);
    expect(canaryTrouble()).toBeNull();
  });
});

describe("fuel", () => {
  it("stops the same program at the same point each time", () => {
    const code = `
import re, json, hashlib, random
random.seed(1)
i = 0
while True:
    i += 1
    words = sorted(str(random.getrandbits(30)) for _ in range(20))
    text = json.dumps({w: [w] for w in words})
    print(i, len(text), hashlib.sha256(text.encode()).digest()[0], re.search("(1|2)+3", text))
    7 ** i % 1000
`;
    const first = outcomeOf(code, { fuel: 1_234_567, wallTimeoutMs: null });
    expect(first.ending).toBe("fuel");
    expect(first.facts.stdout.length).toBeGreaterThan(1000);
    for (const memoryBytes of [16, 64].map((mib) => mib * 1024 * 1024)) {
      const again = outcomeOf(code, { fuel: 1_234_567, wallTimeoutMs: 10_000, memoryBytes });
      expect(again.facts.stdout).toBe(first.facts.stdout);
    }
  });
});

describe("a stop while an exception propagates", () => {
  it.each([
    "x = (1 +\n",
    "1 / 0",
    "raise KeyError(5)",
    "import sys\nsys.exit(3)",
    "import sys\nsys.atexit(lambda: 1 / 0)\n1 / 0",
    "class E(Exception):\n  def __str__(self): raise self\nraise E",
  ])("is a stop, whenever it comes: %j", (code) => {
    const { ending, facts } = outcomeOf(code);
    const least = Math.max(1, facts.fuelUsed - 400);
    for (let fuel = facts.fuelUsed; fuel >= least; fuel--) {
      // The very end of a run may come after the last check of its fuel.
      const allowed = fuel < facts.fuelUsed - 4 ? ["fuel"] : ["fuel", ending];
      expect(allowed).toContain(outcomeOf(code, { fuel }).ending);
    }
    expect(canaryTrouble()).toBeNull();
  });
});

describe("a stopped import", () => {
  it("can be repeated, whenever the stop came", () => {
    const base = new MicroPythonSessionSync();
    base.run("1");
    let isStopped = true;
    for (let fuel = 1; isStopped; fuel += 17) {
      const session = base.fork();
      isStopped = false;
      try {
        session.run("import host_objects", { fuel });
      } catch (error) {
        if (!(error instanceof MicroPythonLimitError)) throw error;
        isStopped = true;
      }
      expect(session.evaluate("__import__('host_objects').Response.__name__"), `${fuel}`).toBe(
        "Response",
      );
      session.close();
    }
    base.close();
  });

  it("can be repeated after too deep a recursion, too", () => {
    const code = `
import sys
def down(depth):
    if depth > 0: return down(depth - 1)
    import host_objects
    return host_objects.Response
deepest = 0
def dive():
    global deepest
    deepest += 1
    dive()
try: dive()
except RuntimeError: pass
refused = 0
for depth in range(deepest - 300, deepest + 100):
    sys.modules.pop("host_objects", None)
    try: down(depth)
    except RuntimeError: refused += 1
    down(3)
print(refused > 0)`;
    expect(outcomeOf(code, { fuel: null, wallTimeoutMs: null }).facts.stdout).toBe("True\n");
  });
});

describe("output", () => {
  it("beyond its limit stops a program that catches everything", () => {
    const code = `
while True:
    try:
        while True: print("x" * 1000)
    except BaseException: print("caught")`;
    const options = { maxStdoutBytes: 5000, onOutputLimit: "stop" } as const;
    const { ending, facts } = outcomeOf(code, options);
    expect(ending).toBe("output");
    expect(facts.stdout.length).toBe(5000);
    expect(facts.stdout).not.toContain("caught");
    expect(canaryTrouble()).toBeNull();
  });
});

describe("a stop in the middle of a collection", () => {
  it("leaves everything in use as it was", () => {
    const base = new MicroPythonSessionSync();
    base.run("x = [[i] for i in range(90_000)]", { fuel: null, wallTimeoutMs: null });
    let survivors = 0;
    for (let fuel = 300_000; fuel < 900_000; fuel += 31_001) {
      const session = base.fork();
      expect(() => {
        session.run("while True: y = [[1] for _ in range(1000)]", { fuel, wallTimeoutMs: null });
      }).toThrow(MicroPythonLimitError);
      try {
        const isWhole = "all(x[i] == [i] for i in range(len(x)))";
        expect(session.evaluate(isWhole, { fuel: null, wallTimeoutMs: null })).toBe(true);
        survivors += 1;
      } catch (error) {
        // A busy machine may not have left it enough time.
        if (!(error instanceof MicroPythonWasmError) || error.code !== "session-closed")
          throw error;
      }
      session.close();
    }
    base.close();
    expect(survivors).toBeGreaterThan(0);
  });
});
