import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const CLI = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "micropython-wasm-"));
afterAll(() => rmSync(folder, { recursive: true }));

function cli(args: string[], input = "") {
  const options = { encoding: "utf8", cwd: folder, timeout: 300_000, input } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], options);
  return { stdout, stderr, status };
}

const SHOW = "import sys; print(__name__, __file__, sys.argv, sys.path[0])";
const FILES = {
  "data/rows.csv": "1,2\n",
  "data/deep/more.csv": "3\n",
  "read.py": "print(open('/data/rows.csv').read(), end='')",
  "app/tool.py": `import helper\n${SHOW}\nprint(helper.double(21), "helper" in globals())`,
  "app/helper.py": "def double(x): return 2 * x",
  "app/bad.py": "\n1 / 0",
  "app/leave.py": "raise SystemExit(7)",
  "app/bytes.py": new Uint8Array([0xff]),
  "app/parts/__init__.py": "",
  "app/parts/one.py": `from parts.two import name\n${SHOW}\nprint(name)`,
  "app/parts/two.py": "name = __name__",
  "app/whole/__main__.py": SHOW,
  "other/tool.py": "print('the other tool')",
  "other/json.py": "print('not the artifact')",
};

beforeAll(() => {
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  mkdirSync(join(folder, "out"));
});

const READ = "print(open('/data/rows.csv').read(), end='')";

describe("--readonly-dir", () => {
  it("is a read-only folder at /input", () => {
    const code = `print(open('/input/rows.csv').read(), end='')\nopen('/input/new', 'w')`;
    const { stdout, stderr, status } = cli(["--readonly-dir", "data", "-c", code]);
    expect({ stdout, status }).toEqual({ stdout: "1,2\n", status: 1 });
    expect(stderr).toContain("OSError: [Errno 30] Read-only file system");
  });
});

describe("--mount", () => {
  it.each([
    ["code", ["-c", READ], ""],
    ["a file", ["read.py"], ""],
    ["standard input", ["-"], READ],
    ["standard input that nothing was said about", [], READ],
  ])("works for %s", (_, args, input) => {
    const expected = { stdout: "1,2\n", stderr: "", status: 0 };
    expect(cli(["--mount", "data:/data", ...args], input)).toEqual(expected);
  });

  it("can be repeated, and exposes nothing else", () => {
    const mounts = ["--mount", "data:/a/data", "--mount=app:/b", "--readonly-dir", "other"];
    const code = "import os; print(os.listdir('/'), os.listdir('/a'), os.listdir('/a/data/deep'))";
    expect(cli([...mounts, "-c", code]).stdout).toBe("['a', 'b', 'input'] ['data'] ['more.csv']\n");
  });

  it("is writable only with :rw", () => {
    const code = "with open('/out/x.txt', 'w') as f: f.write('written')";
    expect(cli(["--mount", "out:/out", "-c", code])).toMatchObject({ status: 1 });
    expect(cli(["--mount", "out:/out:rw", "-c", code])).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(folder, "out", "x.txt"), "utf8")).toBe("written");
  });

  it.each([
    [["--mount", "data"], "--mount is data; allowed is HOST:GUEST or HOST:GUEST:rw"],
    [["--mount", "data:/data:ro"], "--mount is data:/data:ro; allowed is HOST:GUEST"],
    [["--mount", "missing:/data"], 'is "missing"; allowed is the path of a folder'],
    [["--mount", "read.py:/data"], 'is "read.py"; allowed is the path of a folder'],
    [["--readonly-dir", "missing"], 'is "missing"; allowed is the path of a folder'],
    [["--mount", "data:/a/../b"], 'is "/a/../b"; allowed is a path such as "/data"'],
    [["--mount", "data:/d", "--mount", "app:/d/in"], 'has "/d/in" in "/d"'],
    [["--mount", "data:/input", "--readonly-dir", "app"], 'has "/input" in "/input"'],
  ])("refuses %j as a usage error", (mounts, message) => {
    for (const program of [["-c", "print('ran')"], ["-i"]]) {
      const result = cli([...mounts, ...program], "print('ran')\n");
      expect(result).toMatchObject({ status: 2 });
      expect(result.stdout).not.toContain("ran");
      expect(result.stderr).toMatch(/^micropython-wasm: /);
      expect(result.stderr).toContain(message);
      expect(result.stderr).not.toContain(folder);
    }
  });

  it("stays with the prompt, even in a fresh interpreter and a loaded session", () => {
    const size = "len(open('/data/rows.csv').read())";
    const lines = [size, "x = 5", ":save s.state", ":reset", size, ":load s.state", "x", size];
    const { stdout, stderr } = cli(["-i", "--mount", "data:/data"], `${lines.join("\n")}\n`);
    expect({ stdout, stderr }).toEqual({
      stdout:
        ">>> 4\n>>> >>> saved to s.state\n>>> started a new interpreter\n>>> 4\n>>> loaded from s.state\n>>> 5\n>>> 4\n>>> ",
      stderr: "",
    });
  });

  it("is released by the interpreters that the prompt discards", () => {
    const lines = [":save s.state", ...Array(200).fill(":reset\n:load s.state"), "'end'"];
    const command = `ulimit -n 100; exec '${process.execPath}' '${CLI}' -i --mount data:/data`;
    const input = `${lines.join("\n")}\n`;
    const { stdout, stderr } = spawnSync("sh", ["-c", command], {
      input,
      encoding: "utf8",
      cwd: folder,
    });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/'end'\n>>> $/);
  });
});

describe("-m", () => {
  const mounted = ["--readonly-dir", "app"];

  it("runs a module in a mount as the program, which finds its neighbours", () => {
    expect(cli([...mounted, "-m", "tool", "a", "--fuel", "--"])).toEqual({
      stdout: "__main__ /input/tool.py ['/input/tool.py', 'a', '--fuel', '--'] /input\n42 True\n",
      stderr: "",
      status: 0,
    });
  });

  it("runs a module in a package, and a package with a __main__.py", () => {
    expect(cli([...mounted, "-m", "parts.one"]).stdout).toBe(
      "__main__ /input/parts/one.py ['/input/parts/one.py'] /input\nparts.two\n",
    );
    expect(cli([...mounted, "-m", "whole", "x"]).stdout).toBe(
      "__main__ /input/whole/__main__.py ['/input/whole/__main__.py', 'x'] /input\n",
    );
  });

  it("prefers the first mount that has it, then the artifact", () => {
    const mounts = ["--mount", "other:/other", "--mount", "app:/"];
    expect(cli([...mounts.slice(0, 2), ...mounted, "-m", "tool"]).stdout).toBe("the other tool\n");
    expect(cli([...mounted, ...mounts.slice(0, 2), "-m", "tool"]).stdout).toContain("/input/tool");
    expect(cli([...mounts.slice(0, 2), "-m", "json"]).stdout).toBe("not the artifact\n");
    expect(cli([...mounts.slice(2), "-m", "tool"]).stdout).toContain("__main__ /tool.py");
  });

  it("ends like its program", () => {
    expect(cli([...mounted, "-m", "leave"]).status).toBe(7);
    const { stderr, status } = cli([...mounted, "-m", "bad"]);
    expect(stderr).toContain('  File "/input/bad.py", line 2, in <module>\nZeroDivisionError');
    expect(status).toBe(1);
    expect(cli([...mounted, "--fuel", "10", "-m", "tool"]).status).toBe(3);
  });

  it("finds the artifact's modules without a mount", () => {
    expect(cli(["-m", "json"])).toEqual({ stdout: "", stderr: "", status: 0 });
    expect(cli(["-m", "asyncio.core"])).toMatchObject({ status: 0 });
  });

  it.each([
    [[], "nope", "no such module; none is built in, and no folder is mounted"],
    [mounted, "nope", "none is built in, and /input has no nope/__main__.py or nope.py"],
    [mounted, "parts", "and /input has no parts/__main__.py or parts.py"],
    [mounted, "tool.py", "no such module"],
    [mounted, "bytes", "/input/bytes.py: not UTF-8 text"],
  ])("with %j says that it cannot run %s", (mounts, module, message) => {
    const { stdout, stderr, status } = cli([...mounts, "-m", module]);
    expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
    expect(stderr).toMatch(/^micropython-wasm: /);
    expect(stderr).toContain(message);
    const { error } = JSON.parse(cli([...mounts, "--json", "-m", module]).stdout);
    expect(error.code).toBe("no-program");
  });

  it("does not follow links", () => {
    symlinkSync("tool.py", join(folder, "app", "linked.py"));
    expect(cli([...mounted, "-m", "linked"]).stderr).toContain("no such module");
  });
});
