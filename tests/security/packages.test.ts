import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createImageSync, run, runSync } from "micropython-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wheelOf, type ZipEntry, zipOf } from "../helpers/zip.js";

const MODULE = { path: "m.py", content: "v = 1\n" };
const LINK = 0o120777;
const CPYTHON = { python: "cpython", wallTimeoutMs: 30_000 } as const;

/** What loading an archive throws. */
function refusal(bytes: Uint8Array, name = "bad.zip"): string {
  try {
    runSync("1", { packages: [{ name, bytes }] });
    return "nothing";
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as RangeError).message.replace(
      `option packages[0] is ${JSON.stringify(name)}, which cannot be used: `,
      "",
    );
  }
}

/** The same archive with one byte changed, cut off, or with something added. */
const changed = (bytes: Uint8Array, at: number, by = 1) =>
  bytes.map((byte, i) => (i === at ? byte + by : byte));

describe("a hostile archive is refused, with the entry's name", () => {
  it.each<[string, ZipEntry[], string]>([
    ["climbs out", [{ path: "../m.py" }], 'its entry "../m.py" leads out of the archive'],
    ["climbs out inside", [{ path: "a/../../m.py" }], "leads out of the archive"],
    ["is absolute", [{ path: "/etc/m.py" }], "leads out of the archive"],
    ["has backslashes", [{ path: "..\\m.py" }], "has a path that is not allowed"],
    ["has a dot", [{ path: "a/./m.py" }], "has a path that is not allowed"],
    ["has no name", [{ path: "a//m.py" }], "has a path that is not allowed"],
    ["has a zero byte", [{ path: "m.py\0.txt" }], "has a path that is not allowed"],
    ["is too long", [{ path: `${"a".repeat(300)}.py` }], "has a path that is not allowed"],
    ["is too deep", [{ path: `${"a/".repeat(300)}m.py` }], "has a path that is not allowed"],
    ["is a link", [{ ...MODULE, mode: LINK }], 'its entry "m.py" is a link or a device'],
    ["is a device", [{ ...MODULE, mode: 0o020666 }], "is a link or a device"],
    ["is a folder by its mode", [{ ...MODULE, mode: 0o040755 }], "is a link or a device"],
    ["is there twice", [MODULE, MODULE], 'its entry "m.py" is there twice'],
    [
      "is a file and a folder",
      [{ path: "a" }, { path: "a/m.py" }],
      'its entry "a" is a file and a folder',
    ],
    ["is encrypted", [{ ...MODULE, flags: 0x801 }], "is encrypted"],
    ["is strongly encrypted", [{ ...MODULE, flags: 0x840 }], "is encrypted"],
    ["is compressed in another way", [{ ...MODULE, method: 12 }], "is compressed with method 12"],
    ["has a wrong checksum", [{ ...MODULE, crc: 7 }], "is damaged: its size or checksum"],
    ["says that it is shorter", [{ ...MODULE, size: 3 }], "is damaged: its size or checksum"],
    ["says that it is longer", [{ ...MODULE, size: 300 }], "is damaged: its size or checksum"],
    ["stores less than it says", [{ ...MODULE, method: 0, size: 3 }], "is not as long as it says"],
    [
      "has another local name",
      [{ ...MODULE, localPath: "x.py" }],
      "has a local header that contradicts",
    ],
    ["starts elsewhere", [{ ...MODULE, start: 5 }], "has no local header"],
    ["starts outside", [{ ...MODULE, start: 0x7fffffff }], "has no local header"],
    ["is longer than the archive", [{ ...MODULE, packed: 0x7fffffff }], "is cut off"],
    [
      "has content as a folder",
      [{ path: "a/", content: "x", mode: 0o40755 }],
      "is a folder with content",
    ],
  ])("one that %s", (_, entries, message) => {
    expect(refusal(zipOf(entries))).toContain(message);
  });

  it("one whose entries overlap, as bombs do", () => {
    const entries = [MODULE, { path: "n.py", localPath: "m.py", start: 0 }];
    expect(refusal(zipOf(entries))).toMatch(/contradicts|shares its bytes/);
    const inner = zipOf([{ path: "x.py" }]);
    const nested = [
      { path: "a.py", content: inner, method: 0 },
      { path: "x.py", start: 34 },
    ];
    expect(refusal(zipOf(nested))).toContain("shares its bytes with another entry");
  });

  it("one that expands to too much, before anything is expanded", () => {
    const entries = ["a", "b", "c"].map((path) => ({ path, content: "x", size: 100_000_000 }));
    expect(refusal(zipOf(entries))).toContain(
      'its entry "c" brings the files to more than 268435456 bytes',
    );
    const huge = { ...MODULE, size: 2 ** 52, isZip64: true };
    expect(refusal(zipOf([huge]))).toContain("brings the files to more than");
  });

  it("one that expands to more than it says, without expanding it", () => {
    const bomb = { path: "bomb.py", content: "\n".repeat(50_000_000), size: 10 };
    expect(refusal(zipOf([bomb]))).toContain('its entry "bomb.py" is damaged');
  });

  it("one with damaged or contradictory directories", () => {
    const good = zipOf([MODULE]);
    expect(refusal(good)).toBe("nothing");
    expect(refusal(good.subarray(0, good.length - 1))).toContain("not a zip archive");
    expect(refusal(new Uint8Array())).toContain("not a zip archive");
    expect(refusal(new Uint8Array([...good, 0]))).toContain("not a zip archive");
    expect(refusal(new Uint8Array([0, ...good]))).toContain("something stands before it");
    expect(refusal(zipOf([MODULE], { count: 2 }))).toContain("its directory is damaged");
    expect(refusal(zipOf([MODULE], { count: 0 }))).toContain("its directory is damaged");
    expect(refusal(zipOf([MODULE], { start: 0xfffffff }))).toContain("directory is damaged");
    expect(refusal(zipOf([MODULE], { count: 60_000 }))).toContain("it has 60000 entries");
    expect(refusal(zipOf([MODULE], { isZip64: true, start: 2 ** 60 }))).toContain("is damaged");
    expect(refusal(zipOf([MODULE], { isZip64: true, count: 2 ** 53 }))).toContain("entries");
  });

  it("whatever byte of it is changed: it is refused, or has the same files", () => {
    const good = wheelOf({ "m.py": "v = 1\n" });
    for (let at = 0; at < good.length; at++) {
      const bytes = changed(good, at, 1 + (at % 255));
      if (refusal(bytes, "bad.whl") !== "nothing") continue;
      const packages = [{ name: "bad.whl", bytes }];
      expect(runSync("import m\nprint(m.v)", { packages }).stdout).toBe("1\n");
    }
  });
});

describe("a hostile wheel is refused, with the entry's name", () => {
  const files = { "demo/__init__.py": "v = 1\n" };
  const wheel = (...given: Parameters<typeof wheelOf> | []) =>
    refusal(wheelOf(given[0] ?? files, given[1]), "bad.whl");
  const path = "demo/__init__.py";

  it.each([
    [
      "another hash",
      { record: { [path]: `sha256=${"A".repeat(43)},6` } },
      "is not what RECORD has the hash of",
    ],
    ["another size", { record: { [path]: "sha256=x,7" } }, 'has 6 bytes, and "7" in RECORD'],
    ["no hash", { record: { [path]: "," } }, "has no hash in RECORD; allowed is sha256"],
    [
      "a weak hash",
      { record: { [path]: "md5=x,6" } },
      'has the hash "md5=x" in RECORD; allowed is sha256',
    ],
    ["no row", { record: { [path]: null } }, `its entry "${path}" is not in RECORD`],
    [
      "a row for nothing",
      { removed: [path] },
      `its entry "${path}" is in RECORD, but not in the archive`,
    ],
    [
      "an added file",
      { added: [{ path: "evil.py", content: "" }] },
      'its entry "evil.py" is not in RECORD',
    ],
    [
      "no RECORD",
      { removed: ["demo-1.0.dist-info/RECORD"] },
      "it has no demo-1.0.dist-info/RECORD",
    ],
    [
      "no WHEEL",
      { removed: ["demo-1.0.dist-info/WHEEL"] },
      "it is not a wheel: it has no demo-1.0.dist-info/WHEEL",
    ],
    [
      "two of them",
      { added: [{ path: "x-1.dist-info/METADATA" }] },
      "it has 2 .dist-info folders; a wheel has one",
    ],
  ])("one with %s", (_, changes, message) => {
    expect(wheel(files, changes)).toContain(message);
  });

  it("one that is a plain zip, or of another version", () => {
    expect(refusal(zipOf([MODULE]), "bad.whl")).toBe(
      "it has 0 .dist-info folders; a wheel has one",
    );
    const other = { ...files, "demo-1.0.dist-info/WHEEL": "Wheel-Version: 2.0\n" };
    const entries = Object.entries(other).map(([path, content]) => ({ path, content }));
    expect(refusal(zipOf(entries), "bad.whl")).toContain(
      "names a version of the format that is not 1.x",
    );
  });

  it("one that has been used as a zip before, which has no hashes", () => {
    const bytes = wheelOf(files, { record: { [path]: "," } });
    expect(refusal(bytes, "good.zip")).toBe("nothing");
    expect(refusal(bytes, "bad.whl")).toContain("has no hash in RECORD");
  });

  it("one whose data would climb out or replace a module", () => {
    expect(wheel({ ...files, "demo-1.0.data/purelib/demo/__init__.py": "v = 2" })).toContain(
      "would take the place of another file, demo/__init__.py",
    );
  });

  it("in every isolation, and for an image, with the same words", async () => {
    const packages = [{ name: "bad.whl", bytes: wheelOf(files, { record: { [path]: "," } }) }];
    const message =
      'option packages[0] is "bad.whl", which cannot be used: its entry "demo/__init__.py"';
    for (const isolation of ["inline", "thread", "process"] as const) {
      await expect(run("1", { packages, isolation })).rejects.toThrow(message);
    }
    expect(() => createImageSync({ packages })).toThrow(message);
  });
});

describe("a hostile folder", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "hostile-packages-"));
    mkdirSync(join(folder, "outside"));
    writeFileSync(join(folder, "outside/secret.py"), "v = 'secret'");
    mkdirSync(join(folder, "packages"));
    symlinkSync(join(folder, "outside"), join(folder, "packages/linked"));
    symlinkSync(join(folder, "outside/secret.py"), join(folder, "packages/secret.py"));
    writeFileSync(join(folder, "packages/plain.py"), "v = 1");
    writeFileSync(join(folder, "packages/evil.pth"), "import os; os.environ['PTH'] = '1'");
    writeFileSync(join(folder, "packages/sitecustomize.py"), "raise SystemExit(7)");
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("shows nothing that its links lead to, and runs nothing by itself", () => {
    const packages = [join(folder, "packages")];
    const code = `
import os
print(sorted(os.listdir("/packages/packages")), os.environ.get("PTH"))
for name in "secret", "linked.secret":
    try: __import__(name)
    except ImportError as e: print(type(e).__name__)`;
    const expected =
      "['evil.pth', 'plain.py', 'sitecustomize.py'] None\nModuleNotFoundError\nModuleNotFoundError\n";
    expect(runSync(code, { ...CPYTHON, packages }).stdout).toBe(expected);
    const image = createImageSync({ ...CPYTHON, packages });
    expect(runSync(code, { ...CPYTHON, image }).stdout).toBe(expected);
  });

  it("is not named as the host's in any error", () => {
    const packages = [join(folder, "packages")];
    const code = "import plain\nprint(plain.__file__)\nopen(plain.__file__, 'a')";
    expect(() => runSync(code, { ...CPYTHON, packages })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(folder) }),
    );
  });
});

describe("modules in packages", () => {
  it("do not take the place of Python's own, which is first on the path", () => {
    const files = { "json.py": "raise SystemExit(7)", "sys.py": "raise SystemExit(7)" };
    const packages = [{ name: "demo.whl", bytes: wheelOf(files) }];
    const code = "import json, sys\nprint(json.dumps([1]))";
    expect(runSync(code, { ...CPYTHON, packages }).stdout).toBe("[1]\n");
  });

  it("cost fuel in proportion to what is read", () => {
    const used = (size: number) => {
      const bytes = zipOf([{ path: "data.txt", content: "x".repeat(size) }]);
      const packages = [{ name: "a.zip", bytes }];
      const code = "f = open('/packages/a.zip/data.txt', 'rb')\nwhile f.read(4096): pass";
      return runSync(code, { packages }).fuelUsed;
    };
    expect(used(4_000_000)).toBeGreaterThan(8 * used(400_000));
  });
});
