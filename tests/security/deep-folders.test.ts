import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MicroPythonSessionSync, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { outcomeOf } from "./outcome.js";
import { SharedFolder } from "./shared-folder.js";

/** Maximum number of names in a path. */
const MAX_NAMES = 256;

/** Python that nests folders as deeply as it can by renaming trees into trees, and prints how deeply. */
const NEST_BY_RENAMING = `
import os
def depth(path):
    n = 0
    while True:
        names = os.listdir(path)
        if not names: return n
        path += "/" + names[0]
        n += 1
errors = set()
def attempt(f, *args):
    try:
        f(*args)
        return True
    except OSError as e:
        errors.add(e.errno)
        return False
def nest(root, rounds):
    for i in range(rounds):
        path = root + "/new"
        os.mkdir(path)
        while attempt(os.mkdir, path + "/d"): path += "/d"
        if i > 0 and not attempt(os.rename, root + "/tree", path + "/t"):
            os.rename(root + "/tree", root + "/old%d" % i)
        os.rename(root + "/new", root + "/tree")
`;

const memory = { maxFiles: 100_000 };
const unlimited = { fuel: null, wallTimeoutMs: 60_000 } as const;

describe("endlessly nested folders", () => {
  const folder = new SharedFolder();

  it("are refused if a program makes them one by one", () => {
    const code = `
import os
path, error = "/m", None
while error is None:
    path += "/" + "d"
    try: os.mkdir(path)
    except OSError as e: error = e.errno
print(path.count("/") - 1, error)
os.chdir(path[:-2])
try: os.mkdir("d")
except OSError as e: print(e.errno)
try: open("f", "w")
except OSError as e: print(e.errno)`;
    const { stdout } = runSync(code, { mounts: [{ path: "/m", memory }] });
    expect(stdout.split("\n")).toEqual([`${MAX_NAMES} 36`, "36", "36", ""]);
  });

  it("are refused if their names together are too long", () => {
    const code = `
import os
path, error = "/m", None
while error is None:
    path += "/" + "d" * 250
    try: os.mkdir(path)
    except OSError as e: error = e.errno
print(path.count("/") - 1, error)
os.chdir(path[:path.rindex("/")])
try: os.mkdir("d" * 250)
except OSError as e: print(e.errno)`;
    const { stdout } = runSync(code, { mounts: [{ path: "/m", memory }] });
    expect(stdout.split("\n")).toEqual(["17 36", "36", ""]);
  });

  it("are refused if a program renames trees into trees", () => {
    const code = `${NEST_BY_RENAMING}
nest("/m", 4)
print(depth("/m") <= ${MAX_NAMES - 1}, errors)`;
    const { stdout } = runSync(code, { mounts: [{ path: "/m", memory }], ...unlimited });
    expect(stdout).toBe("True {36}\n");
  });

  it("are refused in folders of the host, so that the next run is as fast as any other", () => {
    const mount = {
      path: "/m",
      hostDir: folder.dir,
      access: "read-write",
      maxFiles: 5000,
    } as const;
    const options = { mounts: [mount], ...unlimited };
    const code = `${NEST_BY_RENAMING}
os.mkdir("/m/nest")
nest("/m/nest", 4)
print(depth("/m/nest") <= ${MAX_NAMES - 2}, errors)`;
    expect(runSync(code, options).stdout).toBe("True {36}\n");
    expect(runSync("print(1)", { mounts: [mount] }).stdout).toBe("1\n");
    expect(runSync("open('/m/x', 'w').close(); print(1)", options).stdout).toBe("1\n");
  });

  it("can be listed, saved, restored and forked at maximum depth", () => {
    const mounts = [{ path: "/m", memory }];
    const session = new MicroPythonSessionSync({ mounts, ...unlimited });
    session.run(`${NEST_BY_RENAMING}
nest("/m", 3)
for i in range(500):
    open(("/m/%03d" % i) + "x" * 252, "w").close()
    path = "/m"
import os
os.mkdir("/m/long")
os.chdir("/m/long")
while attempt(os.mkdir, "y" * 255): os.chdir("y" * 255)
for i in range(100): attempt(lambda: open(str(i), "w").close())`);
    const files = session.files.list();
    expect(files.length).toBeGreaterThan(500);
    expect(session.fork().files.list()).toEqual(files);
    const restored = MicroPythonSessionSync.restore(session.save(), { mounts });
    expect(restored.files.list()).toEqual(files);
  });

  it("are refused if the host names them", () => {
    const deep = `${"d/".repeat(5000)}f`;
    const long = `${"d".repeat(200)}/`.repeat(21);
    const session = new MicroPythonSessionSync({ mounts: [{ path: "/m", memory: {} }] });
    for (const path of [deep, `${long}f`, `${"d/".repeat(MAX_NAMES - 1)}f`]) {
      const files = { [path]: "" };
      const message = /names/;
      expect(() => runSync("", { mounts: [{ path: "/m", files }] })).toThrow(message);
      expect(() => runSync("", { modules: { [`${path}.py`]: "" } })).toThrow(message);
      expect(() => session.files.write(`/m/${path}`, "")).toThrow(
        expect.objectContaining({ errno: "ENAMETOOLONG" }),
      );
    }
    expect(() => runSync("", { mounts: [{ path: `/${deep}`, memory: {} }] })).toThrow(RangeError);
    expect(session.files.list()).toEqual([]);
  });

  it("on the host are cut off at the maximum depth", () => {
    let path = folder.dir;
    for (let depth = 0; depth < 400; depth++) path = join(path, "d");
    mkdirSync(path, { recursive: true });
    const mount = {
      path: "/m",
      hostDir: folder.dir,
      access: "read-write",
      maxFiles: 5000,
    } as const;
    const session = new MicroPythonSessionSync({ mounts: [mount], ...unlimited });
    expect(session.files.list().sort()).toEqual(["/m/a.txt", "/m/sub/b.txt"]);
    const code = `
import os
open("/m/new", "w").close()
try: os.rename("/m/d", "/m/sub/d")
except OSError as e: print(e.errno)`;
    expect(session.run(code).stdout).toBe("36\n");
    session.close();
  });
});

describe("a folder of the host with many files", () => {
  const folder = new SharedFolder();

  it.each([
    ["counting them", { maxFiles: 10_000 }, "open('/m/x', 'w').close()"],
    ["listing them", {}, "import os\nos.listdir('/m')"],
    ["holding names against patterns", { exclude: ["x"] }, "import os\nos.stat('/m/a.txt')"],
    ["renaming them", {}, "import os\nos.rename('/m/sub', '/m/longer')"],
  ])("costs the program fuel: %s", (_, options, code) => {
    const mounts = [{ path: "/m", hostDir: folder.dir, access: "read-write", ...options } as const];
    const cost = () => {
      const { fuelUsed } = runSync(code, { mounts, ...unlimited });
      runSync("import os\nif 'longer' in os.listdir('/m'): os.rename('/m/longer', '/m/sub')", {
        mounts: [{ path: "/m", hostDir: folder.dir, access: "read-write" }],
      });
      return fuelUsed;
    };
    const withFew = cost();
    for (const name of ["", "sub"]) {
      for (let i = 0; i < 500; i++) writeFileSync(join(folder.dir, name, `f${i}`), "");
    }
    expect(cost() - withFew).toBeGreaterThan(500);
  });

  it("is counted within the limits of the run, and only if something changes", () => {
    for (let i = 0; i < 2000; i++) writeFileSync(join(folder.dir, "sub", `f${i}`), "");
    const mount = { path: "/m", hostDir: folder.dir, access: "read-write", maxBytes: 100 } as const;
    const options = { mounts: [mount], fuel: 20_000, wallTimeoutMs: null };
    expect(runSync("print(len(open('/m/a.txt').read()))", options).stdout).toBe("5\n");
    expect(outcomeOf("open('/m/x', 'w').close()", options).ending).toBe("fuel");
  });
});
