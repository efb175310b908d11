import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "micropython-wasm-"));
afterAll(() => rmSync(folder, { recursive: true }));

function cli(...args: string[]) {
  const options = { encoding: "utf8", cwd: folder, timeout: 20_000 } as const;
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

  it("runs a file under its name", () => {
    const name = file("größe.py", "import sys; print(__file__, *sys.argv[1:], len(sys.argv))");
    expect(cli(name, "-c", "a b", "", "😀").stdout).toBe("größe.py -c a b  😀 5\n");
  });

  it("passes arguments behind code on", () => {
    const code = "import sys; print(sys.argv)";
    expect(cli("-c", code).stdout).toBe("['-c']\n");
    expect(cli("-c", code, "--version", "x").stdout).toBe("['-c', '--version', 'x']\n");
  });

  it("ignores a byte order mark", () => {
    expect(cli(file("bom.py", "\ufeffprint(1)\n")).stdout).toBe("1\n");
  });

  it("shows an uncaught exception as Python does", () => {
    const name = file("bad.py", "print('x')\n1 / 0\n");
    expect(cli(name)).toEqual({
      stdout: "x\n",
      stderr:
        'Traceback (most recent call last):\n  File "bad.py", line 2, in <module>\nZeroDivisionError: divide by zero\n',
      status: 1,
    });
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
    expect(cli("--version").stdout).toMatch(/^micropython-wasm \d+\.\d+\.\d+\n$/);
    expect(cli("--help")).toMatchObject({ status: 0, stderr: "" });
    expect(cli("--help").stdout).toMatch(/^Usage: /);
  });

  it("says what is wrong with its arguments", () => {
    expect(cli()).toMatchObject({ stdout: "", status: 2 });
    expect(cli("--nope").stderr).toMatch(/^micropython-wasm: unknown option --nope\nUsage: /);
    expect(cli("-c")).toMatchObject({ status: 2 });
  });

  it.each([
    ["is missing", "missing.py", "no such file"],
    ["is a folder", ".", "is a directory"],
    ["is not text", file("binary.py", new Uint8Array([0xff, 0xfe])), "not UTF-8 text"],
  ])("says so where a file %s", (_, name, reason) => {
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
    [["--fuel", "0"], "1", 2, "option fuel is 0; allowed is a whole number from 1 to "],
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

  it("ends quietly where nobody reads on, even in an endless program", async () => {
    const child = spawn(process.execPath, [CLI, "-c", "while True: print('x' * 1000)"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const [status] = await once(child, "close");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});
