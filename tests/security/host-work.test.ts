import { readFileSync } from "node:fs";
import { defaultWasmPath, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { canaryTrouble, outcomeOf } from "./outcome.js";

/** How much longer than allowed a run may take here; the machine may have other work. */
const SLACK_MS = 10_000;

/**
 * For each function that the artifact imports, programs that call it endlessly: with as much data as it
 * accepts, and with as little as possible.
 */
const ENDLESS_PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  "sandbox.call_host": ["while True: echo(data)", "while True: echo()"],
  "sandbox.give_value": ["while True: pass"],
  "sandbox.report": ["class E(Exception):\n  def __str__(self):\n    while True: pass\nraise E()"],
  "sandbox.slice_ended": ["while True: pass"],
  "sandbox.take_answer": ["while True: big()"],
  "wasi_snapshot_preview1.clock_time_get": ["import time\nwhile True: time.time()"],
  "wasi_snapshot_preview1.fd_close": ["while True: open('/m/f').close()"],
  "wasi_snapshot_preview1.fd_fdstat_get": ["while True: open('/m/f', 'a').close()"],
  "wasi_snapshot_preview1.fd_prestat_dir_name": ["while True: pass"],
  "wasi_snapshot_preview1.fd_prestat_get": ["while True: pass"],
  "wasi_snapshot_preview1.fd_read": [
    "f = open('/m/f', 'rb')\nb = bytearray(1000000)\nwhile True: f.seek(0); f.readinto(b)",
    "while True: input()",
  ],
  "wasi_snapshot_preview1.fd_readdir": ["import os\nwhile True: os.listdir('/m')"],
  "wasi_snapshot_preview1.fd_seek": ["f = open('/m/f', 'rb')\nwhile True: f.seek(0)"],
  "wasi_snapshot_preview1.fd_sync": [
    "f = open('/m/f', 'ab')\nwhile True: f.flush()",
    "import sys\nwhile True: print('.', end=''); sys.stdout.flush()",
  ],
  "wasi_snapshot_preview1.fd_write": [
    "import sys\nw = sys.stdout.write\ns = '\\ud000' * 1000000\nwhile True: w(s)",
    "import sys\nw = sys.stdout.buffer.write\nb = b'\\xed' * 1000000\nwhile True: w(b)",
    "import sys\nwhile True: sys.stdout.write('')",
    "f = open('/m/f', 'wb')\nb = bytes(100000)\nwhile True: f.seek(0); f.write(b)",
  ],
  "wasi_snapshot_preview1.path_create_directory": [
    "import os\nwhile True: os.mkdir('/m/d'); os.rmdir('/m/d')",
  ],
  "wasi_snapshot_preview1.path_filestat_get": ["import os\nwhile True: os.stat('/m/f')"],
  "wasi_snapshot_preview1.path_open": [
    `while True:\n  try: open('/m/' + 'a/' * 2000)\n  except OSError: pass`,
  ],
  "wasi_snapshot_preview1.path_remove_directory": [
    "import os\nwhile True:\n  try: os.rmdir('/m/f')\n  except OSError: pass",
  ],
  "wasi_snapshot_preview1.path_rename": [
    "import os\nwhile True: os.rename('/m/f', '/m/g'); os.rename('/m/g', '/m/f')",
  ],
  "wasi_snapshot_preview1.path_unlink_file": [
    "import os\nwhile True:\n  try: os.remove('/m/x')\n  except OSError: pass",
  ],
  "wasi_snapshot_preview1.poll_oneoff": ["import time\nwhile True: time.sleep_ms(0)"],
  "wasi_snapshot_preview1.proc_exit": ["while True: pass"],
  "wasi_snapshot_preview1.random_get": ["import os\nwhile True: os.urandom(200)"],
};

const OPTIONS = {
  mounts: [{ path: "/m", memory: { maxBytes: 4_000_000 } }],
  stdin: () => "line",
  hostFunctions: { echo: (value: unknown) => value, big: () => "x".repeat(100_000) },
};

const SETUP = `data = 'x' * 100000
with open('/m/f', 'w') as f: f.write(data * 10)
for i in range(300): open('/m/entry-%d' % i, 'w').close()
`;

const programs = Object.entries(ENDLESS_PROGRAMS).flatMap(([name, codes]) =>
  codes.map((code) => [name, SETUP + code] as const),
);

describe("host work for a program", () => {
  it("is tried for every function that the artifact imports", async () => {
    const module = await WebAssembly.compile(readFileSync(defaultWasmPath()));
    const imports = WebAssembly.Module.imports(module)
      .filter(({ kind }) => kind === "function")
      .map(({ module, name }) => `${module}.${name}`);
    expect(Object.keys(ENDLESS_PROGRAMS).sort()).toEqual(imports.sort());
  });

  it.each(programs)("by %s ends with the program's time (%#)", (_, code) => {
    const { ending, facts } = outcomeOf(code, { ...OPTIONS, fuel: null, wallTimeoutMs: 100 });
    expect(ending).toBe("timeout");
    expect(facts.durationMs).toBeLessThan(100 + SLACK_MS);
    expect(canaryTrouble()).toBeNull();
  });

  it.each(programs)("by %s ends with the program's fuel (%#)", (_, code) => {
    const { ending } = outcomeOf(code, { ...OPTIONS, fuel: 2_000_000, wallTimeoutMs: 30_000 });
    expect(ending).toBe("fuel");
  });

  it("costs the same fuel each time", () => {
    const cost = () =>
      runSync(`${SETUP}print(data)\nfor _ in range(10): open('/m/f', 'rb').read()`, {
        ...OPTIONS,
        fuel: null,
        wallTimeoutMs: null,
      }).fuelUsed;
    expect(cost()).toBe(cost());
  });
});

describe("host work for a program in CPython", { timeout: 120_000 }, () => {
  it.each([
    "f = open('/m/f', 'r+b')\nwhile True: f.truncate(0); f.truncate(4000000)",
    "f = open('/m/f', 'r+b')\nwhile True: f.truncate(1)",
    "import os\nwhile True: os.utime('/m/f')",
    "import os\nf = open('/m/f')\nwhile True: os.utime(f.fileno())",
  ])("to change a file ends with the program's time and fuel (%#)", (code) => {
    const options = { ...OPTIONS, python: "cpython" } as const;
    const late = outcomeOf(SETUP + code, { ...options, fuel: null, wallTimeoutMs: 500 });
    expect(late.ending).toBe("timeout");
    expect(late.facts.durationMs).toBeLessThan(500 + SLACK_MS);
    const long = outcomeOf(SETUP + code, { ...options, fuel: 5_000_000, wallTimeoutMs: 60_000 });
    expect(long.ending).toBe("fuel");
  });
});

describe("a callback that receives output", () => {
  it("is not called again once time is up", () => {
    const calls: string[] = [];
    const onStdout = (text: string) => {
      calls.push(text);
      const end = performance.now() + 60;
      while (performance.now() < end);
    };
    const { ending } = outcomeOf("while True: print('x')", { onStdout, wallTimeoutMs: 50 });
    expect(ending).toBe("timeout");
    expect(calls).toEqual(["x\n"]);
  });

  it("is not called again once it has aborted the run", () => {
    const controller = new AbortController();
    let calls = 0;
    const onStdout = () => {
      calls += 1;
      controller.abort();
    };
    const { ending, facts } = outcomeOf("while True: print('x')", {
      onStdout,
      signal: controller.signal,
    });
    expect([ending, calls, facts.stdout]).toEqual(["aborted", 1, "x\n"]);
  });
});
