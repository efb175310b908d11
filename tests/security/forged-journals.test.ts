import {
  inspectCall,
  MicroPythonSessionSync,
  MicroPythonWasmError,
  type PythonName,
  resumeSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { platform } from "../../src/platform/node/platform.js";
import type { Journal } from "../../src/session/pause/journal.js";
import { decodePausedRun, encodePausedRun } from "../../src/session/pause/paused-run.js";

const CODE = `
import host, time
x, y, t = input(), price(1), time.time()
z = host.call("price", '{"args": [2]}')
a = host.call("ask", '{"args": [1, {"a": 2}]}')
[x, y, z, ask(a, y)]`;
const OPTIONS = {
  hostFunctions: { price: (n: number) => n },
  stdin: "l\n",
  pauseOn: ["ask"],
  fuel: 2_000_000,
  wallTimeoutMs: 10_000,
};

/** A run that was paused so often, and answered once less. */
function paused(python: PythonName, pauses: number) {
  const { hostFunctions, stdin, pauseOn } = OPTIONS;
  using session = new MicroPythonSessionSync({ python, hostFunctions, stdin });
  let step = session.start(CODE, { pauseOn });
  for (let i = 1; i < pauses; i++) if (step.status === "pending") step = step.resume({ result: 1 });
  const bytes = step.status === "pending" ? step.save() : expect.unreachable();
  return decodePausedRun(bytes, platform, 2 ** 24);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const many = <Item>(item: Item) => Array.from({ length: 50_000 }, () => item);

describe.each<PythonName>(["micropython", "cpython"])("a forged journal of %s", (python) => {
  const runs = [1, 2].map((pauses) => paused(python, pauses));

  /** How it ends, each time with an error of this package, if with one. */
  function endings(change: (journal: Journal) => Partial<Journal>): string[] {
    const ends = runs.flatMap(({ state, journal }) => {
      const bytes = encodePausedRun(
        { state, journal: { ...journal, ...change(journal) } },
        platform,
      );
      return [
        () => inspectCall(bytes) && "inspected",
        () => {
          const step = resumeSync(bytes, { result: 1 }, { ...OPTIONS, python });
          step.session.close();
          return step.status;
        },
      ].map((work) => {
        try {
          return work();
        } catch (error) {
          if (!(error instanceof MicroPythonWasmError)) throw error;
          expect(error.message.length).toBeLessThan(5000);
          return error.code;
        }
      });
    });
    expect(ends).not.toContain("crashed");
    return [...new Set(ends)];
  }

  it("goes on if nothing was changed", () => {
    expect(endings(() => ({}))).toEqual(["inspected", "pending", "finished"]);
  });

  it.each([
    ["deep JSON", `{"args": [${"[".repeat(500_000)}${"]".repeat(500_000)}]}`],
    ["deep objects", `{"args": [${'{"a":'.repeat(300_000)}1${"}".repeat(300_000)}]}`],
    ["prototypes", '{"args": [], "kwargs": {"__proto__": {"a": 1}, "constructor": 1}}'],
    ["numbers that are none", '{"args": [1e999]}'],
    ["arguments twice", '{"args": [], "args": [1]}'],
    ["no JSON", "["],
    ["nothing", ""],
  ])("with %s as the pending call is refused, or another call", (_, payload) => {
    for (const form of [0, 1, 2, 3, 4, 255]) {
      for (const name of ["ask", "", "__proto__", "x".repeat(100_000)]) {
        const pending = { form, name: bytesOf(name), payload: bytesOf(payload) };
        const ends = endings(() => ({ pending })).filter((end) => end !== "inspected");
        expect(ends.filter((end) => end !== "diverged")).toEqual(
          ends.includes("diverged") ? [] : ["invalid-state"],
        );
      }
    }
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it("with a file name that no program has is refused as such", () => {
    const filename = "x".repeat(100_000);
    const ends = endings(({ program }) => ({ program: { ...program, filename } }));
    expect(ends).toEqual(["invalid-state"]);
  });

  it("with answers that the host never gives is refused", () => {
    for (const kind of [1, 2, 3]) {
      for (const value of [[0], [], [255, 255], new Array(1000).fill(7)]) {
        const answer = { kind, value: new Uint8Array(value) };
        const change = ({ calls }: Journal) => ({
          calls: calls.map((call) => (call.answer === null ? call : { ...call, answer })),
        });
        expect(endings(change)).toEqual(["invalid-state"]);
      }
    }
  });

  it("with very many of something is refused, or diverges", () => {
    const [key] = runs[0]?.journal.randomKeys ?? [];
    const changes: Partial<Journal>[] = [
      { lines: many(null) },
      { clock: new Uint8Array(8 * 50_000) },
      { input: new Uint8Array(1_000_000).fill(255) },
      { stdout: "\u001b".repeat(50_000) },
      { randomKeys: key === undefined ? [] : many(key) },
    ];
    for (const change of changes) expect(endings(() => change)).not.toContain("finished");
  });
});
