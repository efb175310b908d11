import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const CLI = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));
// CPython is not in the package; it is built in a clone.
const PYTHONS = existsSync(new URL("../../dist/cpython-wasi.wasm", import.meta.url))
  ? ["micropython", "cpython"]
  : ["micropython"];
const folder = mkdtempSync(join(tmpdir(), "micropython-wasm-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Types lines at the prompt without a terminal. */
function piped(lines: string[], ...args: string[]) {
  const input = lines.map((line) => `${line}\n`).join("");
  const env = { ...process.env, NO_COLOR: "1" };
  const options = { encoding: "utf8", timeout: 300_000, cwd: folder, env, input } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, "-i", ...args], options);
  return { stdout, stderr, status };
}

describe("the prompt without a terminal", () => {
  it("echoes values, keeps state, and shows its prompts as on a terminal", () => {
    expect(piped(["1 + 1", "x = 3", "_ * x", "quit()", "x"])).toEqual({
      stdout: ">>> 2\n>>> >>> 6\n>>> ",
      stderr: "",
      status: 0,
    });
  });

  it("waits for the rest of a statement", () => {
    const { stdout } = piped(["def f():", "  return 1", "", "f()", "[", "2]"]);
    expect(stdout).toBe(">>> ... ... >>> 1\n>>> ... [2]\n>>> ");
  });

  it("continues after exceptions and limits", () => {
    const lines = ["1 / 0", "while True: pass", "", "5"];
    const { stdout, stderr, status } = piped(lines, "--timeout", "none");
    expect(stdout).toBe(">>> >>> ... >>> 5\n>>> ");
    expect(stderr).toMatch(/ZeroDivisionError.*\n.*used up its 20000000 units of fuel\n$/);
    expect(status).toBe(0);
  });

  it.each([
    ["exit()", 0],
    ["quit()", 0],
    ["exit(3)", 3],
    ["raise SystemExit", 0],
    ["raise SystemExit(3)", 3],
    ["__import__('sys').exit(0)", 0],
    ["def leave(): quit(4)\n\nleave()", 4],
    [":reset\nexit(5)", 5],
    [":save left.state\n:load left.state\nexit(6)", 6],
    ["exit('bye')", 1],
  ])("leaves with %j, and exit code %i", (lines, status) => {
    const result = piped([lines, "print('still there')"]);
    expect(result).toMatchObject({ status, stderr: lines.includes("bye") ? "bye\n" : "" });
    expect(result.stdout).not.toContain("still there");
  });

  it("leaves the program's names as they are", () => {
    const names = "sorted(name for name in globals() if name[0] != '_')";
    expect(piped([names, "exit = 5", "exit"]).stdout).toBe(">>> []\n>>> >>> 5\n>>> ");
  });

  it("says what is wrong with its options, and does not start", () => {
    expect(piped(["1"], "--memory", "100KiB")).toEqual({
      stdout: "",
      stderr: expect.stringMatching(/^micropython-wasm: --memory is 102400; allowed is/),
      status: 2,
    });
  });

  it("has colours if FORCE_COLOR is set", () => {
    const env = { ...process.env, NO_COLOR: "", FORCE_COLOR: "1" };
    const { stdout } = spawnSync(process.execPath, [CLI, "-i"], {
      encoding: "utf8",
      env,
      input: "1\n",
    });
    expect(stdout).toBe("\x1b[1;32m>>> \x1b[0m1\n\x1b[1;32m>>> \x1b[0m");
  });

  it("answers input() with the next line", () => {
    expect(piped(["x = input('? ')", "Zoë", "print(x)"]).stdout).toBe(">>> ? >>> Zoë\n>>> ");
  });

  it("has its own commands", () => {
    const { stdout, stderr } = piped([
      ":stats",
      "x = [1]",
      ":save session.state",
      ":reset",
      "'x' in globals()",
      ":load session.state",
      "x",
      ":limits fuel=1M timeout=none",
      "while True: pass",
      "",
      ":stats",
    ]);
    const shown = stdout.split("\n").map((line) => line.replace(/^(>>> |\.\.\. )+/, ""));
    expect(shown).toEqual([
      "no statement has run yet",
      "saved to session.state",
      "started a new interpreter",
      "False",
      "loaded from session.state",
      "[1]",
      "fuel=1000000 timeout=none output=default",
      expect.stringMatching(/^fuel 1000000 of 1000000, .* ms, \d+ KiB of memory$/),
      "",
    ]);
    expect(stderr).toBe("micropython-wasm: the program used up its 1000000 units of fuel\n");
  });

  it.each([
    [":nope", "unknown command :nope"],
    [":limits speed=1", "speed=1 is not a limit"],
    [":limits fuel=x", "fuel is x; allowed is a whole number"],
    [":save", "a file name is missing"],
    [":load missing", "no such file"],
    [`:load ${CLI}`, "cannot be restored"],
  ])("says what is wrong with %s, and continues", (line, message) => {
    const { stdout, stderr, status } = piped([line, "1"]);
    expect(stderr).toContain(message);
    expect({ stdout, status }).toEqual({ stdout: ">>> >>> 1\n>>> ", status: 0 });
  });
});

describe.each(PYTHONS)("help at the prompt of %s", (python) => {
  const help = (...lines: string[]) => {
    const { stdout, stderr } = piped(lines, "--python", python);
    return stdout.replace(/^((>>>|\.\.\.) )+/gm, "") + stderr;
  };

  it("describes the prompt and modules", () => {
    expect(help("help()")).toMatch(/^(MicroPython|CPython) [\d.]+ in a sandbox.*help\(object\)/s);
    expect(help("help")).toContain("Type help()");
    expect(help('help("modules")')).toMatch(/\bjson\b/);
    expect(help('help("math")')).toMatch(/^module math\n.*pi = 3.14.*\bsqrt\b/s);
    expect(help("import math", "help(math.sin)")).toMatch(/^function (math\.)?sin\b/);
    expect(help("help(print)")).toMatch(/^function print\b/);
    expect(help("help(str.upper)")).toMatch(/^(built-in function\n|function upper\(self)/);
    expect(help("help(dict.fromkeys)")).toMatch(/^(built-in method\n|function fromkeys\()/);
    expect(help("help(None)")).toMatch(/^object of type NoneType: None\n\n$/);
    expect(help("help(5)")).toMatch(/^object of type int: 5\n.*to_bytes/s);
  });

  it("describes typed functions, with signatures and docstrings", () => {
    const lines = ["def f(a, b=2):", '    """Adds.', "", '    More."""', "", "help(f)"];
    expect(help(...lines)).toBe("function f(a, b=2)\n    Adds.\n\n    More.\n");
    const type = [
      "class A:",
      "    'An A.'",
      "    x = 1",
      "    def m(self, n):",
      "        'Does m.'",
      "",
    ];
    expect(help(...type, "help(A)")).toMatch(
      /^class A(\(\))?\n {4}An A.\n\n.*x = 1\n\n.*m\(self, n\) -- Does m./s,
    );
    expect(help(...type, "a = A()", "help(a.m)")).toMatch(/^method m\(.*n\)\n {4}Does m.\n/);
  });

  it("survives whatever an object does, and leaves no names", () => {
    const type = [
      "class A:",
      "    @property",
      "    def p(self): raise SystemExit(3)",
      "    def __repr__(self): 1 / 0",
      "",
    ];
    expect(help(...type, "help(A())")).toContain(
      "object of type A: <repr raises ZeroDivisionError>",
    );
    expect(help("help(1)", "[n for n in globals() if n[0] != '_']")).toMatch(/\n\[\]\n$/);
    expect(help("def f(): 'it'", "", "help = 3", "help")).toBe("3\n");
  });
});
