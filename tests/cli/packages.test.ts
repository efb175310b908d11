import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wheelOf } from "../helpers/zip.js";

const CLI = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-packages-"));
  const files = {
    "demo/__init__.py": "name = 'demo'\n",
    "demo/__main__.py": "import sys\nfrom . import name\nprint(name, sys.argv[1:])\n",
    "demo/_fast.abi3.so": "",
    "native.pyd": "",
    "broken.py": "import nothing\n",
    "newer.py": "try: pass\nexcept* ValueError: pass\n",
  };
  writeFileSync(join(folder, "demo.whl"), wheelOf(files));
  writeFileSync(join(folder, "bad.whl"), wheelOf(files, { record: { "broken.py": "," } }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cli(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const LIMITS = ["--python", "cpython", "--fuel", "1G", "--timeout", "30s"];

describe("packages on the command line", () => {
  it("can be imported by code, modules and images", () => {
    const code = ["-c", "import demo; print(demo.name)"];
    expect(cli("--packages", "demo.whl", ...code)).toMatchObject({ stdout: "demo\n", status: 0 });
    expect(cli(...LIMITS, "--packages", "demo.whl", "-m", "demo", "x")).toMatchObject({
      stdout: "demo ['x']\n",
    });
    const build = ["image", "build", ...LIMITS, "--packages", "demo.whl", "--output", "a.image"];
    expect(cli(...build)).toMatchObject({ status: 0 });
    expect(cli("--image", "a.image", "--timeout", "30s", ...code).stdout).toBe("demo\n");
  });

  it("and what else an image imports are told with their share of its memory", () => {
    writeFileSync(join(folder, "setup.py"), "import demo, bisect\ntable = list(range(100_000))");
    const build = ["image", "build", ...LIMITS, "--packages", "demo.whl", "--setup", "setup.py"];
    expect(cli(...build, "--output", "b.image")).toMatchObject({ status: 0, stderr: "" });
    const { stdout } = cli("image", "inspect", "b.image");
    const shares = [...stdout.matchAll(/(\w+|the setup itself) {2}(\d+) (KiB|bytes)$/gm)];
    expect(shares.map(([, name]) => name)).toEqual(["the setup itself", "demo"]);
    expect(Number(shares[0]?.[2])).toBeGreaterThan(1000);
  });

  it("are refused with their name", () => {
    const { status, stderr } = cli("--packages", "bad.whl", "-c", "1");
    expect([status, stderr]).toEqual([
      2,
      'micropython-wasm: --packages is "bad.whl", which cannot be used: its entry "broken.py" has no hash in RECORD; allowed is sha256\n',
    ]);
  });

  it("are advised where a module is missing", () => {
    expect(cli("-c", "import own_tool").stderr).toContain(
      "\n--packages PATH adds packages, and --mount FOLDER:/lib modules.\n",
    );
  });
});

describe("packages check", () => {
  it("says what can be imported, and why other things cannot", () => {
    expect(cli("packages", "check", "demo.whl")).toEqual({
      status: 1,
      stdout: `broken  cannot: ModuleNotFoundError: No module named 'nothing'
demo    can be imported, without its native code: /packages/demo.whl/demo/_fast.abi3.so
native  cannot: /packages/demo.whl/native.pyd is native code, and this sandbox has no native code
newer   can be imported
2 of 4 modules can be imported
`,
      stderr: "",
    });
  });

  it("says it of MicroPython, too", () => {
    expect(cli("packages", "check", "--python", "micropython", "demo.whl").stdout).toContain(
      `native  cannot: /packages/demo.whl/native.pyd is native code, and this sandbox has no native code
newer   cannot: SyntaxError: invalid syntax in MicroPython (run with --python cpython) (File "/packages/demo.whl/newer.py", line 2)
`,
    );
  });

  it("needs packages that are there", () => {
    expect(cli("packages", "check")).toMatchObject({ status: 2 });
    const { status, stderr } = cli("packages", "check", "none.whl");
    expect([status, stderr]).toEqual([
      2,
      'micropython-wasm: --packages is "none.whl"; allowed is the path of a wheel or a zip that can be read, of at most 268435456 bytes\n',
    ]);
  });
});
