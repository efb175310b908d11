import * as api from "micropython-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { corpus } from "./corpus.js";
import {
  answeredCall,
  type Ending,
  type Given,
  type Observed,
  observe,
  savedCall,
  savedState,
  totalOf,
} from "./observations.js";
import { bundleObserver } from "./observer.js";
import { RUNTIMES } from "./runtimes.js";

/** By the name of the Python. */
type Observations = Record<string, Observed>;

const PYTHONS = ["micropython", "cpython"] as const;
/** How long a runtime may take, the machine being busy. */
const TIMEOUT_MS = 600_000;

describe("what Python does", () => {
  let given: Given;
  let here: Observations;

  beforeAll(async () => {
    await bundleObserver("observations");
    const states: Record<string, string> = {};
    const calls: Record<string, string> = {};
    for (const python of PYTHONS) {
      states[python] = await savedState(api, python);
      calls[python] = await savedCall(api, python);
    }
    given = { pythons: PYTHONS, hasClock: true, programs: corpus(), states, calls };
    here = asJson(await observe(api, given));
  }, TIMEOUT_MS);

  it.for(RUNTIMES)(
    "is the same here and in $name",
    { timeout: TIMEOUT_MS },
    async (runtime, { skip, task }) => {
      const reason = runtime.install();
      const { row } = runtime;
      task.meta.tried = { row, version: reason === null ? runtime.version() : "", pythons: [] };
      if (reason !== null) return skip(reason);
      const { cpython = false, clock = false, depth = false } = runtime.lacks ?? {};
      const pythons = PYTHONS.filter((python) => python !== "cpython" || !cpython);
      const programs = Object.keys(here.micropython?.programs ?? {}).length;
      task.meta.tried = { row, version: runtime.version(), pythons, programs };
      const told: Given = { ...given, pythons, hasClock: !clock };
      const there = (await runtime.observe("observations", told)) as Observations;
      for (const python of pythons) {
        const isShallow = depth && python === "micropython";
        const endings = (seen: Observations) => {
          const { programs = {} } = seen[python] ?? {};
          return isShallow ? withoutFuelOf(ENDLESS_RECURSION, programs) : programs;
        };
        expect.soft(endings(there)).toEqual(endings(here));
        expect.soft(there[python]?.facts).toEqual(here[python]?.facts);
        expect(await totalOf(api, python, there[python]?.state ?? "")).toBe(4950);
        const answered = await answeredCall(api, python, there[python]?.call);
        expect(answered).toEqual(here[python]?.facts.answered);
      }
    },
  );
});

describe("the fuel that programs use", () => {
  it("differs between programs, and is finite", async () => {
    const calls = { micropython: await savedCall(api, "micropython") };
    const pythons = ["micropython"] as const;
    const own = { pythons, hasClock: true, programs: {}, states: {}, calls };
    const used = Object.values((await observe(api, own)).micropython?.programs ?? {});
    const finished = used.filter(([fuel]) => fuel < 10_000_000);
    expect(finished).toHaveLength(used.length - 1);
    expect(new Set(finished.map(([fuel]) => fuel)).size).toBe(finished.length);
  });
});

/** Programs of the corpus that recurse until they cannot; where the stack is smaller, that takes less fuel. */
const ENDLESS_RECURSION = [
  "Functions and decorators: the exception of a recursion without end",
  "exceptions.py, 1",
  "messages.py, 1",
];

function withoutFuelOf(names: readonly string[], programs: Observed["programs"]) {
  const changed = names.map((name): [string, Ending] => {
    const [, stdout, failure] = programs[name] as Ending;
    return [name, [0, stdout, failure]];
  });
  return { ...programs, ...Object.fromEntries(changed) };
}

/** As it is after it was sent. */
function asJson(observed: Observations): Observations {
  return JSON.parse(JSON.stringify(observed));
}
