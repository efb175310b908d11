import { MicroPythonSessionSync, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { ask, install, VERSIONS } from "./nodes.js";

/** Reads everything that could differ between two runs. */
const PROGRAM = `
import os, random, sys, time
print(time.time(), time.gmtime()[:6])
time.sleep(1.5)
print(time.time())
print(random.random(), random.getrandbits(70), os.urandom(9))
with open("/tmp/a", "w") as file: file.write("text")
print(os.stat("/tmp/a")[7:10])
class Thing: pass
print(len({Thing() for _ in range(50)}), hash("text"), sorted({"a", "b", "c"}))
print([str(thing) for thing in (Thing(), print)])
`;
const OF_CPYTHON = `
import asyncio, datetime, secrets, tempfile, uuid
print(datetime.datetime.now(), time.monotonic(), time.perf_counter_ns(), secrets.token_hex(), uuid.uuid4(), uuid.uuid1())
async def main():
    start = time.monotonic()
    await asyncio.gather(asyncio.sleep(5), asyncio.sleep(3))
    return time.monotonic() - start
print(asyncio.run(main()), tempfile.mktemp(), {"one", "two", "three", "four"})
`;
const PROGRAMS = [
  ["micropython", PROGRAM],
  ["cpython", PROGRAM + OF_CPYTHON],
] as const;
const OPTIONS = {
  clock: { nowMs: 1_900_000_000_123.5, monotonicMs: 42 },
  randomSeed: 7,
  mounts: [{ path: "/tmp", memory: {} }],
  fuel: null,
  wallTimeoutMs: null,
};

const SCRIPT = `
const [library, [programs, options]] = JSON.parse(process.argv[2]);
const { runSync } = await import(library);
const results = programs.map(([python, code]) => {
  const { stdout, fuelUsed } = runSync(code, { ...options, python });
  return { stdout, fuelUsed };
});
console.log(JSON.stringify(results));
`;

function here() {
  return PROGRAMS.map(([python, code]) => {
    const { stdout, fuelUsed } = runSync(code, { ...OPTIONS, python });
    return { stdout, fuelUsed };
  });
}

describe("with a fixed clock and a seed, output and fuel", () => {
  it("are the same each time", () => {
    expect(here()).toEqual(here());
  });

  it("are the same in a session that starts like a run", () => {
    const results = PROGRAMS.map(([python, code]) => {
      using session = new MicroPythonSessionSync({ ...OPTIONS, python });
      const { stdout, fuelUsed } = session.run(code);
      return { stdout, fuelUsed };
    });
    expect(results).toEqual(here());
  });

  it.for(VERSIONS)("are the same on Node %s", { timeout: 600_000 }, (version, { skip }) => {
    const other = install(version);
    if ("reason" in other) skip(other.reason);
    else expect(ask(other, "determinism", SCRIPT, [PROGRAMS, OPTIONS])).toEqual(here());
  });
});
