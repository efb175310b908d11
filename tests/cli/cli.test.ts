import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as consumers from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const CLI = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));
// CPython is not in the package; it is built in a clone.
const PYTHONS = existsSync(new URL("../../dist/cpython-wasi.wasm", import.meta.url))
  ? ["micropython", "cpython"]
  : ["micropython"];
const folder = mkdtempSync(join(tmpdir(), "micropython-wasm-"));
afterAll(() => rmSync(folder, { recursive: true }));

function cli(...args: string[]) {
  const options = { encoding: "utf8", cwd: folder, timeout: 300_000 } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], options);
  return { stdout, stderr, status };
}

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}

describe("the command", () => {
  it("runs code", () => {
    expect(cli("-c", "print(sum(range(10)))")).toEqual({ stdout: "45\n", stderr: "", status: 0 });
  });

  it("runs a file under its own name", () => {
    const name = file("größe.py", "import sys; print(__file__, *sys.argv[1:], len(sys.argv))");
    expect(cli(name, "-c", "a b", "", "😀").stdout).toBe("größe.py -c a b  😀 5\n");
  });

  it("passes on arguments after code", () => {
    const code = "import sys; print(sys.argv)";
    expect(cli("-c", code).stdout).toBe("['-c']\n");
    expect(cli("-c", code, "--version", "x").stdout).toBe("['-c', '--version', 'x']\n");
    expect(cli("-c", code, "x.py").stdout).toBe("['-c', 'x.py']\n");
  });

  it("ignores a byte order mark", () => {
    expect(cli(file("bom.py", "\ufeffprint(1)\n")).stdout).toBe("1\n");
  });

  it("shows an uncaught exception as Python does", () => {
    const name = file("bad.py", "print('x')\n1 / 0\n");
    expect(cli(name)).toEqual({
      stdout: "x\n",
      stderr:
        'Traceback (most recent call last):\n  File "bad.py", line 2, in <module>\nZeroDivisionError: division by zero\n',
      status: 1,
    });
  });

  it("names the option for what only CPython has", () => {
    expect(cli("-c", "import dataclasses").stderr).toContain(
      "No module named 'dataclasses' in MicroPython (run with --python cpython)\n",
    );
  });

  it.each(PYTHONS)("exits with 130 for an uncaught KeyboardInterrupt: %s", (python) => {
    const code = "print(1)\nraise KeyboardInterrupt";
    const name = file("interrupt.py", code);
    const patient = ["--python", python, "--timeout", "none"];
    const result = { stdout: "1\n", status: 130 };
    expect(cli(...patient, "-c", code)).toMatchObject(result);
    expect(cli(...patient, name)).toMatchObject(result);
    expect(cli(...patient, "--readonly-dir", folder, "-m", "interrupt")).toMatchObject(result);
    expect(cli(...patient, "-c", "raise KeyboardInterrupt('now')").stderr).toMatch(
      /^Traceback .*\nKeyboardInterrupt: now\n$/s,
    );
    expect(JSON.parse(cli(...patient, "--json", name).stdout)).toMatchObject({
      exitCode: 130,
      error: { code: "exception", pythonType: "KeyboardInterrupt" },
    });
    const caught = "try: raise KeyboardInterrupt\nexcept KeyboardInterrupt: raise SystemExit(3)";
    expect(cli(...patient, "-c", caught).status).toBe(3);
    const options = { input: code, encoding: "utf8" } as const;
    expect(spawnSync(process.execPath, [CLI, "--python", python], options)).toMatchObject(result);
  });

  it("exits with 1 for the program's own exceptions, whatever their names", () => {
    const code = "raise type('toString', (Exception,), {})()";
    expect(cli("-c", code).status).toBe(1);
  });

  it("exits with the program's own code", () => {
    expect(cli("-c", "raise SystemExit(7)")).toEqual({ stdout: "", stderr: "", status: 7 });
    expect(cli("-c", "import sys; sys.exit()").status).toBe(0);
    expect(cli("-c", "import sys; sys.exit('no')")).toEqual({
      stdout: "",
      stderr: "no\n",
      status: 1,
    });
  });

  it("shows its version and its help", () => {
    expect(cli("--version")).toMatchObject({ status: 0, stderr: "" });
    expect(cli("--version").stdout).toMatch(
      /^micropython-wasm \d+\.\d+\.\d+\nMicroPython 1\.\d+\.\d+\nartifact [0-9a-f]{64}\n$/,
    );
    expect(cli("--help")).toMatchObject({ status: 0, stderr: "" });
    expect(cli("--help").stdout).toMatch(/^Usage: /);
  });

  it("says what is wrong with its arguments", () => {
    expect(cli("--nope").stderr).toMatch(/^micropython-wasm: unknown option --nope; see --help\n$/);
    expect(cli("-c")).toMatchObject({ status: 2 });
  });

  it("replies in JSON if requested, even about its arguments", () => {
    const { stdout, status } = cli("--json", "--nope", "x.py");
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      exitCode: 2,
      error: { code: "usage", message: "unknown option --nope" },
    });
    expect(status).toBe(2);
  });

  it("says how to import modules next to the program", () => {
    const path = file("with_helper.py", "import helper_beside");
    expect(cli(path).stderr).not.toContain("next to the program");
    file("helper_beside.py", "");
    expect(cli(path).stderr).toMatch(/helper_beside is next to the program.*--mount .*:\/lib/);
  });

  it.each([
    ["is missing", "missing.py", "no such file"],
    ["is a folder", ".", "is a directory"],
    ["is not text", file("binary.py", new Uint8Array([0xff, 0xfe])), "not UTF-8 text"],
  ])("reports if a file %s", (_, name, reason) => {
    const stderr = `micropython-wasm: ${name}: ${reason}\n`;
    expect(cli(name)).toEqual({ stdout: "", stderr, status: 1 });
  });

  it.each([
    [["--fuel", "10000"], "while True: pass", 3, "the program used up its 10000 units of fuel"],
    [
      ["--timeout", "50ms", "--fuel", "none"],
      "while True: pass",
      4,
      "the program ran for longer than 50 ms",
    ],
    [[], "while True: print('x' * 1000)", 5, "the program wrote more than 1000000 bytes to stdout"],
    [["--max-output", "5"], "print('123456')", 5, "the program wrote more than 5 bytes to stdout"],
    [["--memory", "100KiB"], "1", 2, "--memory is 102400; allowed is a whole number"],
    [["--fuel", "0"], "1", 2, "--fuel is 0; allowed is a whole number from 1 to "],
  ])("with %j says which limit ended %j", (options, code, status, message) => {
    const result = cli(...options, "-c", code);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(`micropython-wasm: ${message}`);
  });

  it("shows all output before a limit ends it", () => {
    const code = "print('first')\nwhile True: pass";
    expect(cli("--fuel", "10000", "-c", code).stdout).toBe("first\n");
  });

  it("keeps the order of both streams", () => {
    const code = "import sys\nfor i in range(3):\n  print(i)\n  print(-i, file=sys.stderr)";
    const { stdout } = spawnSync("sh", ["-c", `'${process.execPath}' '${CLI}' -c "$CODE" 2>&1`], {
      encoding: "utf8",
      env: { ...process.env, CODE: code },
    });
    expect(stdout).toBe("0\n0\n1\n-1\n2\n-2\n");
  });

  it("says that there was not enough memory", () => {
    const result = cli("--memory", "1MiB", "-c", "print('x')\nx = [0] * 10 ** 7");
    expect(result).toMatchObject({ status: 6, stdout: "x\n" });
    expect(result.stderr).toContain("MemoryError");
  });

  it("with --json prints everything in one object, and nothing else on stdout", () => {
    const good = cli("--json", "-c", "print('x')");
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, stdout: "x\n", error: null });
    expect(good).toMatchObject({ status: 0, stderr: "" });
    const bad = cli("--json", "-c", "print('x')\n1 / 0");
    expect(JSON.parse(bad.stdout)).toMatchObject({
      ok: false,
      exitCode: 1,
      stdout: "x\n",
      error: { code: "exception", pythonType: "ZeroDivisionError", line: 2 },
    });
    expect(bad).toMatchObject({ status: 1, stderr: "" });
    const none = cli("--json", "missing.py");
    expect(JSON.parse(none.stdout)).toMatchObject({ ok: false, error: { code: "no-program" } });
  });

  it("with --stats prints what was used", () => {
    const { stdout, stderr } = cli("--stats", "-c", "print('x')");
    expect(stdout).toBe("x\n");
    expect(stderr).toMatch(
      /^micropython-wasm: fuel \d+ of 20000000, [\d.]+ ms, \d+ KiB of memory\n$/,
    );
  });

  it("lists the modules that can be imported", () => {
    const { stdout } = cli("modules");
    const names = stdout.trim().split("\n");
    expect(names).toEqual(expect.arrayContaining(["asyncio", "json", "zlib"]));
    expect(names).toEqual([...names].sort());
  });

  it("passes on the options of build to the pipeline", () => {
    expect(cli("build", "--help").stdout).toMatch(/^Builds the artifact of one Python/);
    expect(cli("build", "--jobs", "no")).toMatchObject({ status: 1 });
  });

  it("says what building needs if there is no pipeline", () => {
    const installed = join(folder, "installed");
    for (const name of ["dist", "package.json"]) {
      cpSync(join(dirname(CLI), "..", name), join(installed, name), { recursive: true });
    }
    const command = [join(installed, "dist/cli.cjs"), "build", "--source", "x", "--output", "y"];
    const { stderr, status } = spawnSync(process.execPath, command, { encoding: "utf8" });
    expect(stderr).toMatch(/^micropython-wasm: building the artifact needs a clone .*Node 20/);
    expect(status).toBe(1);
  });

  it.runIf(existsSync("/dev/full"))("reports that the output cannot be written", () => {
    for (const args of [
      "-c 'print(1)'",
      "--json -c 'print(1)'",
      "--help",
      "-c 'print(\"x\" * 99999)'",
    ]) {
      const command = `'${process.execPath}' '${CLI}' ${args} > /dev/full`;
      const { stderr, status } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
      const complaint = "micropython-wasm: the output cannot be written: ENOSPC\n";
      expect({ stderr, status }).toEqual({ stderr: complaint, status: 1 });
    }
  });

  it.each([
    ["runs on", "while True: pass"],
    ["sleeps", "import time; time.sleep(1000)"],
  ])("shows its output while the program %s, even without a terminal", async (_, code) => {
    const limits = ["--fuel", "none", "--timeout", "none"];
    const child = spawn(process.execPath, [CLI, ...limits, "-c", `print('early')\n${code}`]);
    const [data] = await once(child.stdout, "data");
    expect(String(data)).toBe("early\n");
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([130, null]);
  });

  it.each([
    ["a program that pauses", "import time\nwhile True: print('x'); time.sleep(0.01)"],
    ["an endless program", "while True: print('x' * 1000)"],
  ])("ends quietly if the reader goes away, even in %s", async (_, code) => {
    const endless = ["--fuel", "none", "--timeout", "none", "--max-output", "none"];
    const child = spawn(process.execPath, [CLI, ...endless, "-c", code]);
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const [status] = await once(child, "close");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("does not count the reader's time", async () => {
    const code = "for i in range(400): print('x' * 1000)";
    const child = spawn(process.execPath, [CLI, "--timeout", "5s", "-c", code]);
    child.stdout.pause();
    setTimeout(() => child.stdout.resume(), 7000);
    let size = 0;
    child.stdout.on("data", (data) => {
      size += data.length;
    });
    child.stdout.pause();
    const [status] = await once(child, "close");
    expect({ status, size }).toEqual({ status: 0, size: 400 * 1001 });
  });
});

/** Runs the command with something on its standard input. */
function piped(input: string, ...args: string[]) {
  const options = { encoding: "utf8", timeout: 300_000, input } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], options);
  return { stdout, stderr, status };
}

describe("standard input", () => {
  it("is the program if none is named, or if it is -", () => {
    expect(piped("import sys\nprint(sys.argv)\n")).toMatchObject({ stdout: "['']\n" });
    expect(piped("import sys\nprint(sys.argv)", "-", "a").stdout).toBe("['-', 'a']\n");
    expect(piped("1 / 0").stderr).toContain('File "<stdin>", line 1');
  });

  it("is what input() reads, up to its end", () => {
    const code = "try:\n  while True: print(repr(input()))\nexcept EOFError: print('end')";
    expect(piped("eins\n\nzwölf", "-c", code).stdout).toBe("'eins'\n''\n'zwölf'\nend\n");
  });

  it("can be slow, and waiting does not count", async () => {
    const child = spawn(process.execPath, [CLI, "--timeout", "500ms", "-c", "print(input('? '))"]);
    let stdout = "";
    child.stdout.on("data", (data) => {
      stdout += data;
      if (stdout === "? ") setTimeout(() => child.stdin.end("late\n"), 1000);
    });
    const [status] = await once(child, "close");
    expect({ status, stdout }).toEqual({ status: 0, stdout: "? late\n" });
  });
});

describe("an interrupt", () => {
  it.each([
    ["runs", "print('on')\nwhile True: pass"],
    ["catches everything", "print('on')\nwhile True:\n try:\n  while True: pass\n except: pass"],
    ["is in one long operation", "print('on')\npow(3, 10**20000, 10**9000 + 1)"],
    ["sleeps", "import time\nprint('on')\ntime.sleep(1000)"],
    ["waits for input", "input('on\\n')"],
  ])("stops a program that %s, and says so", async (_, code) => {
    const limits = ["--fuel", "none", "--timeout", "none"];
    // Without a terminal, output comes in blocks; an endless program would keep it.
    const script = `import sys\n${code.replace("print('on')", "print('on', file=sys.stderr)")}`;
    const child = spawn(process.execPath, [CLI, ...limits, "-c", script]);
    let shown = "";
    const show = (data: Buffer) => {
      shown += data;
      if (shown === "on\n") child.kill("SIGINT");
    };
    child.stderr.on("data", show);
    child.stdout.on("data", show);
    const [status] = await once(child, "close");
    expect({ status, shown }).toEqual({
      status: 130,
      shown: "on\nmicropython-wasm: interrupted\n",
    });
  });

  it("keeps what is known about the run for --json and --stats", async () => {
    const code = "import sys, time\nprint('on')\ntime.sleep(1000)";
    const args = ["--timeout", "none", "--json", "--stats", "-c", code];
    const child = spawn(process.execPath, [CLI, ...args]);
    setTimeout(() => child.kill("SIGINT"), 2000);
    const [shown, [status]] = await Promise.all([text(child), once(child, "close")]);
    expect(status).toBe(130);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      ok: false,
      exitCode: 130,
      error: { code: "interrupted" },
      stdout: "on\n",
      fuelUsed: null,
      peakMemoryBytes: null,
    });
    expect(shown.stderr).toMatch(/^micropython-wasm: \d+\.\d ms; fuel and memory unknown\n$/);
  });
});

async function text(child: ChildProcessWithoutNullStreams) {
  const [stdout, stderr] = await Promise.all([
    consumers.text(child.stdout),
    consumers.text(child.stderr),
  ]);
  return { stdout, stderr };
}
