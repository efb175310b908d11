import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const CLI = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));
const TERMINAL = fileURLToPath(new URL("terminal.py", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "micropython-wasm-"));
afterAll(() => rmSync(folder, { recursive: true }));

const HAS_PTY = spawnSync("python3", ["-c", "import pty"]).status === 0;

interface Talk {
  readonly shown: string;
  readonly status: number;
  readonly late: string | null;
}

/** Types keys at the prompt in a real terminal; each step waits for a text first. */
function talk(steps: [string, string][], env: Record<string, string> = {}, args: string[] = []) {
  const task = {
    command: [process.execPath, CLI, ...args],
    env: { TERM: "xterm", NO_COLOR: "1", FORCE_COLOR: "", XDG_STATE_HOME: folder, ...env },
    steps,
  };
  const options = { encoding: "utf8", input: JSON.stringify(task), cwd: folder } as const;
  const { stdout, stderr } = spawnSync("python3", [TERMINAL], options);
  if (stderr !== "") throw new Error(stderr);
  const { shown, status, late } = JSON.parse(stdout) as Talk;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what moves the cursor
  const text = shown.replace(/\x1b\[[\d;?]*[A-Za-z]/g, "").replaceAll("\r", "");
  return { shown, text, status, late };
}

// A machine without Python 3's pty module (Windows) has no such terminal.
describe.runIf(HAS_PTY)("the prompt on a terminal", () => {
  it("greets, echoes, and leaves with Ctrl-D", () => {
    const { text, status, late } = talk([
      [">>> ", "6 * 7\r"],
      ["42", ""],
      [">>> ", "\x04"],
    ]);
    expect({ status, late }).toEqual({ status: 0, late: null });
    expect(text).toMatch(/^MicroPython 1\.\d+\.\d+ in a sandbox; :help lists the commands\n/);
  });

  it("leaves with the given exit code", () => {
    const { late, status } = talk([[">>> ", "import sys; sys.exit(3)\r"]]);
    expect({ late, status }).toEqual({ late: null, status: 3 });
  });

  it("indents the lines of a body", () => {
    const { late } = talk([
      [">>> ", "for i in range(2):\r"],
      ["...     ", "print(i + 70)\r"],
      ["...     ", "\r"],
      ["70\r\n71", ""],
      [">>> ", "exit()\r"],
    ]);
    expect(late).toBe(null);
  });

  it("accepts pasted statements as they are", () => {
    const pasted = "def f():\r  a = 40\r\r  return a + 2\rprint(f())\rf() + 1\r";
    const { late } = talk([
      [">>> ", pasted],
      ["42", ""],
      ["43", ""],
      [">>> ", "\x04"],
    ]);
    expect(late).toBe(null);
  });

  it("completes names and attributes with Tab", () => {
    const { late } = talk([
      [">>> ", "import math; alphabet = 5\r"],
      [">>> ", "alp\t"],
      ["alphabet", " + 95\r"],
      ["100", ""],
      [">>> ", "math.sq\t"],
      ["math.sqrt", "(144) * 2\r"],
      ["24.0", ""],
      [">>> ", "math.co"],
      ["math.co", "\t"],
      ["", "\t"],
      ["copysign", "\x03"],
      [">>> ", "\x04"],
    ]);
    expect(late).toBe(null);
  });

  it("interrupts a running statement with Ctrl-C, and keeps the session", () => {
    const { late, status } = talk([
      [">>> ", ":limits fuel=none timeout=none\r"],
      [">>> ", "x = 41; print('go')\r"],
      [">>> ", "print('running'); sum(range(10**15))\r"],
      ["\nrunning", "\x03"],
      ["interrupted", ""],
      [">>> ", "import time; print('asleep'); time.sleep(1000)\r"],
      ["\nasleep", "\x03"],
      ["interrupted", ""],
      [">>> ", "y = input('name? ')\r"],
      ["\nname? ", "\x03"],
      ["interrupted", ""],
      [">>> ", "x + 1\r"],
      ["42", ""],
      [">>> ", "half a line\x03"],
      ["^C", ""],
      [">>> ", "exit()\r"],
    ]);
    expect({ late, status }).toEqual({ late: null, status: 0 });
  });

  it("answers input() from the keyboard, with Ctrl-D as its end", () => {
    const { late } = talk([
      [">>> ", "input('name? ') * 2\r"],
      ["\nname? ", "Ada\r"],
      ["'AdaAda'", ""],
      [">>> ", "input('more? ')\r"],
      ["\nmore? ", "\x04"],
      ["EOFError", ""],
      [">>> ", "7 * 6\r"],
      ["42", ""],
      [">>> ", "\x04"],
    ]);
    expect(late).toBe(null);
  });

  it("keeps a history of statements, but not of answers, unless told not to", () => {
    const XDG_STATE_HOME = join(folder, "state");
    const [path, env] = [join(XDG_STATE_HOME, "micropython-wasm", "history"), { XDG_STATE_HOME }];
    talk(
      [
        [">>> ", "secret = 1\r"],
        [">>> ", "\x04"],
      ],
      env,
      ["--no-history"],
    );
    expect(() => readFileSync(path)).toThrow("ENOENT");
    talk(
      [
        [">>> ", "x = input()\r"],
        ["\n", "secret\r"],
        [">>> ", "\x04"],
      ],
      env,
    );
    expect(readFileSync(path, "utf8")).toBe("x = input()\n");
    const { late } = talk(
      [
        [">>> ", "\x1b[A"],
        ["x = input()", "\x03"],
        [">>> ", "\x04"],
      ],
      env,
    );
    expect(late).toBe(null);
  });

  it("is coloured if the terminal supports it, unless NO_COLOR is set", () => {
    const steps: [string, string][] = [
      [">>> ", "1 / 0\r"],
      ["division by zero", ""],
      [">>> ", "\x04"],
    ];
    const coloured = talk(steps, { NO_COLOR: "" }).shown;
    expect(coloured).toContain("\x1b[1;32m>>> \x1b[0m");
    expect(coloured).toContain("\x1b[31mZeroDivisionError: division by zero\x1b[0m");
    expect(talk(steps).shown).not.toContain("\x1b[31m");
    expect(talk(steps, { NO_COLOR: "", TERM: "dumb" }).shown).not.toContain("\x1b[31m");
  });

  it("completes modules, their members, keywords, builtins, commands and files", () => {
    writeFileSync(join(folder, "mounted.py"), "print('imported')\nmounted_value = 1\n");
    const steps: [string, string][] = [
      [">>> ", "from math import si\t"],
      ["sin", "\x15import deflat\t"],
      ["deflate", "\x15from mounted im\t mounted_v\t"],
      ["mounted_value", "\x15print(sorte\t"],
      ["sorted", "([1]))\r"],
      ["[1]", "contin\t"],
      ["continue", "\x15:sav\t"],
      [":save", "\x15:load mounte\t"],
      ["mounted.py", "\x03\x04"],
    ];
    const { late, text } = talk(steps, {}, ["--mount", `${folder}:/lib`]);
    expect(late).toBe(null);
    expect(text).not.toContain("imported");
  });

  it("completes within limits, and without a trace in the session", () => {
    const { late } = talk([
      [">>> ", ":limits fuel=none timeout=none\r"],
      [">>> ", "class A:\r  n = 0\r  @property\r  def loud(self): A.n += 1; return self\r\r"],
      ["\n>>> ", "class B:\r  def __getattr__(self, name):\r    while True: pass\r\r"],
      ["\n>>> ", "a = A(); b = B()\r"],
      ["\n>>> ", "a.lou\t.lou\t.lou\t"],
      ["a.loud.loud.loud", "\x15A.n + 70\r"],
      ["\n70", "b.c\t"],
      ["b.c", "\x15'still ' + 'there'\r"],
      ["'still there'", "\x04"],
    ]);
    expect(late).toBe(null);
  });

  it("shows no control characters of names, nor endlessly many", () => {
    const { late, shown } = talk([
      [">>> ", "class A: pass\r\r"],
      [">>> ", "setattr(A, 'esc' + chr(27) + '[2J', 1)\r"],
      [">>> ", "A.escaped = 1; [setattr(A, 'n%d' % i, i) for i in range(999)] and 0\r"],
      ["\n0\r\n>>> ", "A.es\t"],
      ["A.escaped", "\x15A.n\t\t"],
      ["and 699 more", "\x03\x04"],
    ]);
    expect(late).toBe(null);
    expect(shown).not.toContain("\x1b[2J");
  });

  it("finds earlier statements with Ctrl-R, and recalls whole blocks", () => {
    const { late } = talk([
      [">>> ", "for i in range(2):\r    print(i + 70)\r\r"],
      ["70\r\n71", "x = 5\r"],
      [">>> ", "\x1b[A\x1b[A"],
      ["for i in range(2):\r\n...     print(i + 70)", "\r"],
      ["70\r\n71", "\x12x ="],
      ["reverse-i-search)'x =': x = 5", "\x12\x12"],
      ["failed", "\x07'gone'\r"],
      ["'gone'", "\x12rang"],
      ["for i in range(2):\r\n...     print(i + 70)", "\x05\x1b[B\x1b[D\x7f9\r"],
      ["79\r\n80", "\x04"],
    ]);
    expect(late).toBe(null);
  });

  it("edits by visible characters", () => {
    const { late } = talk([
      [">>> ", "[ord(c) for c in 'a👩‍👩‍👧e\u0301x']\x02\x02\x02\x7f\x7f\r"],
      ["[97, 120]", "\x04"],
    ]);
    expect(late).toBe(null);
  });

  it("accepts a paste as one text, including tabs and line ends, and runs it after Enter", () => {
    const { late } = talk([
      [">>> ", "\x1b[200~def f():\r\treturn 41\rf() + 1\x1b[201~"],
      ["f() + 1", "\r"],
      ["\n42", "\x04"],
    ]);
    expect(late).toBe(null);
  });

  it("accepts a long paste quickly", () => {
    const items = Array.from({ length: 500 }, (_, i) => `    'item ${i} of many',\r`).join("");
    const start = performance.now();
    const { late } = talk([
      [">>> ", `\x1b[200~x = [\r${items}]\x1b[201~\r`],
      ["\n>>> ", "len(x) + 7000\r"],
      ["7500", "\x04"],
    ]);
    expect(late).toBe(null);
    expect(performance.now() - start).toBeLessThan(15_000);
  });

  it("colours typed text, unless NO_COLOR is set", () => {
    const steps: [string, string][] = [
      [">>> ", "if 0: x = 'a' + 1.5 # why\r\r"],
      [">>> ", "\x04"],
    ];
    const { shown } = talk(steps, { NO_COLOR: "" });
    for (const coloured of ["1;34mif", "36m0", "32m'a'", "36m1.5", "2m# why"]) {
      expect(shown).toContain(`\x1b[${coloured}\x1b[0m`);
    }
    expect(talk(steps).shown).not.toContain("36m");
  });

  it("does not edit on a dumb terminal, but handles Ctrl-C there", () => {
    const { late, shown } = talk(
      [
        [">>> ", "6 * 7\n"],
        ["42", "half a li\x03"],
        [">>> ", "print('go'); sum(range(10**15))\n"],
        ["\ngo", "\x03"],
        ["interrupted", "7 * 7\n"],
        ["49", "\x04"],
      ],
      { TERM: "dumb", NO_COLOR: "" },
      ["--fuel", "none", "--timeout", "none"],
    );
    expect(late).toBe(null);
    expect(shown).not.toContain("\x1b");
  });

  it("leaves no empty line after an answer", () => {
    const { late } = talk([
      [">>> ", "x = input('name? ')\r"],
      ["\nname? ", "Ada\r"],
      ["Ada\r\n>>> ", "\x04"],
    ]);
    expect(late).toBe(null);
  });

  it("keeps a line that does not end, and starts below it", () => {
    const { late } = talk([
      [">>> ", "print('no end', end='')\r"],
      ["\nno end\r\n", ""],
      [">>> ", "\x04"],
    ]);
    expect(late).toBe(null);
  });
});
