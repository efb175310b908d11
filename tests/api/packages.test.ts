import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  createImageSync,
  createPool,
  Image,
  type MicroPythonGuestError,
  MicroPythonReplaySessionSync,
  MicroPythonSession,
  MicroPythonSessionSync,
  type PackageSource,
  runSync,
} from "micropython-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ISOLATIONS } from "../contract/isolations.js";
import { wheelOf, zipOf } from "../helpers/zip.js";

const FILES = {
  "demo/__init__.py": "from .inner import where\nname = 'demo'\n",
  "demo/inner.py": "def where(): return __file__\n",
  "demo/data/rates.txt": "1.5 2.5\n",
  "demo-1.0.dist-info/entry_points.txt":
    "[console_scripts]\ndemo = demo:main\n\n[demo.plugins]\na = demo.inner\n",
};

const wheel = { name: "demo-1.0-py3-none-any.whl", bytes: wheelOf(FILES) };
const zip = {
  name: "more.zip",
  bytes: zipOf([
    { path: "more/", mode: 0o40755 },
    { path: "more/__init__.py", content: "n = 2" },
  ]),
};

const CPYTHON = { python: "cpython", fuel: 200_000_000, wallTimeoutMs: 30_000 } as const;

let folder: string;

function write(path: string, content: string | Uint8Array): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "packages-"));
  for (const [path, content] of Object.entries(FILES)) write(`site-packages/${path}`, content);
  write(
    "site-packages/demo-1.0.dist-info/METADATA",
    "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
  );
  write("demo-1.0-py3-none-any.whl", wheel.bytes);
  write("more.zip", zip.bytes);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("packages", () => {
  const KINDS = ["folder", "wheel", "bytes"] as const;
  const sources = (kind: (typeof KINDS)[number]): readonly PackageSource[] => {
    if (kind === "folder") return [join(folder, "site-packages")];
    return kind === "bytes" ? [wheel] : [join(folder, wheel.name)];
  };

  it.each(KINDS)("are imported by both Pythons, from a %s", (kind) => {
    const packages = sources(kind);
    const code = "import demo, demo.inner\nprint(demo.name, demo.where())";
    const name = kind === "folder" ? "site-packages" : wheel.name;
    const expected = `demo /packages/${name}/demo/inner.py\n`;
    expect(runSync(code, { ...CPYTHON, packages }).stdout).toBe(expected);
    expect(
      runSync("import demo\nprint(demo.name)", { packages, wallTimeoutMs: 30_000 }).stdout,
    ).toBe("demo\n");
  });

  it.each(KINDS)("have metadata, entry points and data, from a %s", (kind) => {
    const code = `
import importlib.metadata as metadata, importlib.resources as resources, pkgutil
print(metadata.version("demo"), [e.name for e in metadata.entry_points(group="demo.plugins")])
print(metadata.entry_points(name="a")["a"].load().__name__)
print(resources.files("demo").joinpath("data/rates.txt").read_text().split())
print(pkgutil.get_data("demo", "data/rates.txt"))
print([m.name for m in pkgutil.iter_modules(__import__("demo").__path__)])`;
    expect(runSync(code, { ...CPYTHON, packages: sources(kind) }).stdout).toBe(
      "1.0 ['a']\ndemo.inner\n['1.5', '2.5']\nb'1.5 2.5\\n'\n['inner']\n",
    );
  });

  it.each(ISOLATIONS)("are the same, and cost the same: $name", async ({ run, session }) => {
    const code = "import demo\nprint(demo.name)";
    for (const kind of KINDS) {
      const options = { ...CPYTHON, packages: sources(kind) };
      const { stdout, fuelUsed } = await run(code, options);
      expect(stdout).toBe("demo\n");
      expect(fuelUsed).toBe(runSync(code, options).fuelUsed);
      const own = session(options);
      await own.run("import demo");
      expect((await own.evaluate("demo.where()")) as string).toContain("/packages/");
      await own.close();
    }
  });

  it("come from several places, at the end of the path", () => {
    const packages = [wheel, join(folder, "more.zip"), join(folder, "site-packages")];
    const code = "import sys, more\nprint(more.n, *sys.path[-3:])";
    const expected =
      "2 /packages/demo-1.0-py3-none-any.whl /packages/more.zip /packages/site-packages\n";
    expect(runSync(code, { ...CPYTHON, packages }).stdout).toBe(expected);
    expect(runSync(code, { packages }).stdout).toBe(expected);
    const twice = runSync("import sys; print(*sys.path[-2:])", { packages: [zip, zip] });
    expect(twice.stdout).toBe("/packages/more.zip /packages/more.zip-2\n");
  });

  it("cannot be changed by programs", () => {
    const code =
      "try: open('/packages/more.zip/more/x.py', 'w')\nexcept OSError as e: print(e.errno)";
    expect(runSync(code, { packages: [zip] }).stdout).toBe("30\n");
  });

  it("put the modules of platform wheels where an installer would", () => {
    const bytes = wheelOf({ "demo-1.0.data/purelib/pure.py": "v = 1", "demo-1.0.data/data/x": "" });
    const packages = [{ name: "demo.whl", bytes }];
    expect(runSync("import pure\nprint(pure.v)", { packages }).stdout).toBe("1\n");
  });

  it("may be in archives of 64 bits, with comments and without compression", () => {
    const bytes = zipOf([{ path: "big.py", content: "v = 3", isZip64: true, method: 0 }], {
      isZip64: true,
      comment: "PK\u0005\u0006 and more",
    });
    expect(
      runSync("import big\nprint(big.v)", { packages: [{ name: "a.zip", bytes }] }).stdout,
    ).toBe("3\n");
  });

  it("are those of the file as it is now", () => {
    const path = write("changing.zip", zipOf([{ path: "m.py", content: "v = 1" }]));
    const value = () => runSync("import m\nprint(m.v)", { packages: [path] }).stdout;
    expect(value()).toBe("1\n");
    write("changing.zip", zipOf([{ path: "m.py", content: "v = 2" }]));
    utimesSync(path, 1, 1);
    expect(value()).toBe("2\n");
  });

  it("are in sessions, replay sessions and pools", async () => {
    const options = { ...CPYTHON, packages: [wheel] };
    const session = new MicroPythonSession(options);
    await session.run("import demo");
    const fork = await session.fork();
    expect(await fork.evaluate("demo.name")).toBe("demo");
    const saved = await session.save();
    const restored = await MicroPythonSession.restore(saved, options);
    expect(await restored.evaluate("__import__('demo.inner').name")).toBe("demo");
    await Promise.all([session, fork, restored].map((one) => one.close()));
    const replay = new MicroPythonReplaySessionSync(options);
    replay.run("import demo");
    expect(replay.run("print(demo.name)").stdout).toBe("demo\n");
    const pool = createPool({ ...options, size: 1 });
    expect((await pool.run("import demo\nprint(demo.name)")).stdout).toBe("demo\n");
    expect((await pool.run("import more\nprint(more.n)", { packages: [zip] })).stdout).toBe("2\n");
    await pool.close();
  });

  it("belong to a session, not to a run", () => {
    const session = new MicroPythonSessionSync();
    const options = { packages: [zip] } as object;
    expect(() => session.run("1", options)).toThrow("option packages belongs to the session");
  });

  it.each(["cpython", "micropython"] as const)("are part of an image: %s", async (python) => {
    const packages = [join(folder, "site-packages"), zip];
    const setup = "import demo";
    const image = createImageSync({ ...CPYTHON, python, packages, setup });
    expect(image.stats.fileBytes).toBeGreaterThan(100);
    const code = "import more, demo.inner\nprint(demo.name, more.n)";
    for (const from of [image, await Image.load(image.save())]) {
      for (const { run } of ISOLATIONS) {
        expect((await run(code, { image: from })).stdout).toBe("demo 2\n");
      }
    }
    const nested = createImageSync({ image, packages: [wheel] });
    expect(runSync(code, { image: nested }).stdout).toBe("demo 2\n");
    expect(
      runSync("import sys\nprint(len(sys.path) == len(set(sys.path)))", { image: nested }).stdout,
    ).toBe("True\n");
  });
});

describe("native code in packages", () => {
  const native = {
    name: "fast.whl",
    bytes: wheelOf({
      "fast/__init__.py":
        "try: from . import _fast\nexcept ImportError: how = 'slowly'\nelse: how = 'fast'\n",
      "fast/_fast.cpython-313-x86_64-linux-gnu.so": "\x7fELF",
      "only.pyd": "MZ",
    }),
  };
  const options = { ...CPYTHON, packages: [native] };

  it("is an ImportError that names the file", () => {
    const messageOf = (code: string) => {
      try {
        return runSync(code, options).stdout;
      } catch (error) {
        return (error as MicroPythonGuestError).message;
      }
    };
    expect(messageOf("import only")).toBe(
      "ImportError: /packages/fast.whl/only.pyd is native code, and this sandbox has no native code",
    );
    expect(messageOf("import fast._fast")).toContain(
      "/packages/fast.whl/fast/_fast.cpython-313-x86_64-linux-gnu.so is native code",
    );
    expect(messageOf("try: import only\nexcept ImportError as e: print(e.name, e.path)")).toBe(
      "only /packages/fast.whl/only.pyd\n",
    );
  });

  it("is done without by packages that can", () => {
    expect(runSync("import fast\nprint(fast.how)", options).stdout).toBe("slowly\n");
  });
});

describe("the option packages", () => {
  it.each([
    [
      "x",
      TypeError,
      'option packages is "x"; allowed is an array of paths, or of wheels as { name, bytes }',
    ],
    [
      [7],
      TypeError,
      "option packages[0] is 7; allowed is a path, or { name, bytes } with a string and a Uint8Array",
    ],
    [
      [{ name: "a.whl", bytes: "x" }],
      TypeError,
      "option packages[0] is an object; allowed is a path",
    ],
    [
      [{ name: "a/b.whl", bytes: zip.bytes }],
      RangeError,
      'option packages[0].name is "a/b.whl"; allowed is a file name that ends in .whl or .zip',
    ],
    [
      [{ name: "a.egg", bytes: zip.bytes }],
      RangeError,
      "allowed is a file name that ends in .whl or .zip",
    ],
    [[""], RangeError, 'option packages[0] is ""; allowed is the path of a folder'],
    [
      ["/nowhere"],
      RangeError,
      'option packages[0] is "/nowhere"; allowed is the path of a folder that can be read',
    ],
    [
      ["/nowhere.whl"],
      RangeError,
      'option packages[0] is "/nowhere.whl"; allowed is the path of a wheel or a zip that can be read',
    ],
  ])("is checked: %j", (packages, kind, message) => {
    const run = () => runSync("1", { packages } as object);
    expect(run).toThrow(kind);
    expect(run).toThrow(message);
  });

  it("does not go together with a mount in its place", () => {
    const mounts = [{ path: "/packages", memory: {} }];
    expect(() => runSync("1", { mounts, packages: [zip] })).toThrow(
      "/packages has those of packages",
    );
  });
});
