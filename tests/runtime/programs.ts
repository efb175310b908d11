/** Programs that use much of the interpreter; each must use the same fuel everywhere. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  nothing: "",
  "a loop": "i = 0\nwhile i < 30000: i += 1",
  calls: "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nprint(fib(16))",
  lists: "print(sum(len([i] * 10) for i in range(3000)))",
  text: "s = ''\nfor i in range(500): s += str(i)\nprint(len(s.replace('1', 'one').upper().split('2')))",
  dicts:
    "d = {}\nfor i in range(3000): d[i % 97] = d.get(i % 97, 0) + 1\nprint(sorted(d.items())[:3])",
  sorting: "print(sorted([i * 7919 % 1009 for i in range(1009)], key=lambda x: -x)[:5])",
  floats: "import math\nx = 0.0\nfor i in range(3000): x += math.sin(i) / (i + 1)\nprint(x)",
  "huge integers": "print(len(str(3 ** 5000 // 7 ** 100)))",
  classes:
    "class A:\n  def __init__(self, x): self.x = x\n  def __eq__(self, o): return self.x == o.x\nprint(A(999) in [A(i) for i in range(1000)])",
  exceptions:
    "n = 0\nfor i in range(2000):\n  try: [][i]\n  except IndexError: n += 1\n  finally: n += 1\nprint(n)",
  modules:
    "import json, re, hashlib, struct\nt = json.dumps({str(i): [i, None, 1.5] for i in range(200)})\nprint(len(json.loads(t)), re.search('\"19[0-9]\"', t).group(0), hashlib.sha256(t).digest()[0], struct.pack('<IH', 7, 8))",
  generators: "def g(n):\n  for i in range(n): yield from (i, -i)\nprint(sum(x for x in g(3000)))",
  collections:
    "import gc\nx = [[i] for i in range(3000)]\nfor i in range(5): gc.collect()\nprint(len(x))",
  "a full memory":
    "x = []\ntry:\n  while True: x.append(bytes(50_000))\nexcept MemoryError: print(len(x))",
  "no end": "while True: pass",
};

/** Reads everything that could differ between two runs. */
const FIXED = `
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

/** Programs whose output is the same everywhere, given a fixed clock and a seed. */
export const FIXED_PROGRAMS = { micropython: FIXED, cpython: FIXED + OF_CPYTHON } as const;

/** The clock and the seed. */
export const FIXED_OPTIONS = {
  clock: { nowMs: 1_900_000_000_123.5, monotonicMs: 42 },
  randomSeed: 7,
  mounts: [{ path: "/tmp", memory: {} }],
  fuel: 1e9,
  wallTimeoutMs: null,
} as const;

/** A wheel in Base64: the package `greet` in two compressed modules. */
export const WHEEL = [
  "UEsDBBQAAAAIAAAAIVzs416LXAAAAH8BAAARAAAAZ3JlZXQvX19pbml0X18ucHlLK8rPVdDLS8xNLVbIzC3ILypR8H",
  "P0dQ3mSklNU0gvSk0t0dC0UihKLSktylNQV1DXy8rPzNNQ90jNyckH8rUV8hTS8ouAZGYeRKMml7JCQWJKSmZeusIo",
  "ixALAFBLAwQUAAAACAAAACFcupUe3hsAAAAZAAAADgAAAGdyZWV0L25hbWVzLnB583P0dQ1WsFWIVndMSVTXUVB3L0",
  "pMTlWP5QIAUEsDBBQAAAAIAAAAIVz47PC0KgAAAC8AAAAcAAAAZ3JlZXQtMS4wLmRpc3QtaW5mby9NRVRBREFUQfNN",
  "LUlMSSxJ1A1LLSrOzM+zUjDSM+TyS8xNtVJIL0pNLeGCSxjqGXABAFBLAwQUAAAACAAAACFcsNzjokwAAABLAAAAGQ",
  "AAAGdyZWV0LTEuMC5kaXN0LWluZm8vV0hFRUwLz0hNzdENSy0qzszPs1Iw1DPgck/NSy1KLMkvslIoSS0u4QrKzy/R",
  "9SzWDSgtSs3JTAKKFpWmcoUkplspFFQa6+bl56XqJuZVcgEAUEsDBBQAAAAIAAAAIVxmZnQp9gAAAE4BAAAaAAAAZ3",
  "JlZXQtMS4wLmRpc3QtaW5mby9SRUNPUkRtzs1ugjAAAOC7z1IQWwU87AAKCLRgGIOFC1H5sTJ+RkGoT79ki8kOvsCX",
  "r+zzfFimKW3okKZixwG7nuBGfnPg5+0r3NqUUNsrR83HNUooqz0OaaJsyrlj7z3GlXAmAKloUf5CzanO2T+lHW8rK/",
  "W7zJikylPOd57JPLmQHB/dbVboJyJBoYLMmtYAbv4QYSVKYkbZINCmaJfECLW9FmpPUt8Rbl9KtfXMCKnHCMc60j7M",
  "sdbdWaoo8rm9RQd1ujQTWCsvyfhgGPjpWb4TF5bLU6YkARnqnnDHvNuH+dFKJU6iqxXHPPzW5bEFyutiYOz8YA/A4g",
  "dQSwECFAMUAAAACAAAACFc7ONei1wAAAB/AQAAEQAAAAAAAAAAAAAApAEAAAAAZ3JlZXQvX19pbml0X18ucHlQSwEC",
  "FAMUAAAACAAAACFcupUe3hsAAAAZAAAADgAAAAAAAAAAAAAApAGLAAAAZ3JlZXQvbmFtZXMucHlQSwECFAMUAAAACA",
  "AAACFc+OzwtCoAAAAvAAAAHAAAAAAAAAAAAAAApAHSAAAAZ3JlZXQtMS4wLmRpc3QtaW5mby9NRVRBREFUQVBLAQIU",
  "AxQAAAAIAAAAIVyw3OOiTAAAAEsAAAAZAAAAAAAAAAAAAACkATYBAABncmVldC0xLjAuZGlzdC1pbmZvL1dIRUVMUE",
  "sBAhQDFAAAAAgAAAAhXGZmdCn2AAAATgEAABoAAAAAAAAAAAAAAKQBuQEAAGdyZWV0LTEuMC5kaXN0LWluZm8vUkVD",
  "T1JEUEsFBgAAAAAFAAUAVAEAAOcCAAAAAA==",
].join("");
