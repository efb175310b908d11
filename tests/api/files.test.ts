import {
  MicroPythonFileError,
  type MicroPythonGuestError,
  MicroPythonReplaySession,
  MicroPythonSession,
  MicroPythonSessionSync,
  type Mount,
  runSync,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";

const MEMORY: Mount = { path: "/tmp", memory: { maxBytes: 1000, maxFiles: 10 } };

const printed = (code: string, ...mounts: Mount[]) => runSync(code, { mounts }).stdout;
const text = (bytes: Uint8Array | null | undefined) => new TextDecoder().decode(bytes ?? undefined);

/** Python that prints the class and the name of the error that an expression raises. */
const ATTEMPT = `
import errno, os
def attempt(f, *args):
    try: f(*args)
    except OSError as e: return errno.errorcode.get(e.errno)
    except Exception as e: return type(e).__name__
`;

describe("files", () => {
  it("do not exist if nothing is mounted", () => {
    const code = `${ATTEMPT}
print(*[attempt(f, "/") for f in (open, os.listdir, os.chdir, os.mkdir, os.remove)])
try: import helpers
except ImportError as e: print(e)`;
    expect(printed(code)).toBe("EPERM ENOENT ENOENT EEXIST EPERM\nNo module named 'helpers'\n");
  });

  it("are read in every way that Python has", () => {
    const code = `
with open("/data/a.txt") as f: print(repr(f.read(3)), f.readline(), f.readlines(), f.tell())
f = open("/data/a.txt", "rb")
part = bytearray(4)
print(f.readinto(part), part, f.seek(-3, 2), f.read(), f.read(), f.seek(0), f.read(1))
print([line for line in open("/data/a.txt")])
print(open("/data/b/c.bin", "rb").read(), open("/data/b/c.bin", "rb").read(0))`;
    const files = { "a.txt": "hällo\nyou\n", "b/c.bin": new Uint8Array([0, 255]) };
    expect(printed(code, { path: "/data", files })).toBe(
      "'häl' lo\n ['you\\n'] 11\n" +
        "4 bytearray(b'h\\xc3\\xa4l') 8 b'ou\\n' b'' 0 b'h'\n" +
        "['hällo\\n', 'you\\n']\nb'\\x00\\xff' b''\n",
    );
  });

  it("are written in every way that Python has", () => {
    const code = `${ATTEMPT}
def show(): print(open("/tmp/a", "rb").read())
with open("/tmp/a", "w") as f: print(f.write("hällo"), f.tell())
with open("/tmp/a", "a") as f: f.seek(0); f.write("!")
show()
with open("/tmp/a", "r+b") as f: f.seek(1); f.write(b"ELL"); f.flush(); print(f.read())
show()
with open("/tmp/a", "wb") as f: f.seek(3); f.write(b"x")
show()
print(attempt(open, "/tmp/a", "x"), attempt(open, "/tmp/b", "r+"))
with open("/tmp/b", "xb") as f: f.write(b"new"); print(attempt(f.read))
print(attempt(open("/tmp/b").write, "x"), attempt(lambda: f.write(b"closed")))`;
    expect(printed(code, MEMORY)).toBe(
      "5 6\nb'h\\xc3\\xa4llo!'\nb'lo!'\nb'hELLlo!'\nb'\\x00\\x00\\x00x'\nEEXIST ENOENT\nEBADF\nEBADF ValueError\n",
    );
  });

  it("are found, moved and removed by the functions of os", () => {
    const code = `${ATTEMPT}
os.mkdir("/tmp/d"); os.chdir("/tmp/d"); open("f", "w").write("abc")
print(os.getcwd(), os.listdir(), [e[:2] for e in os.ilistdir("..")], os.stat("f")[6], os.stat(".")[0])
os.rename("f", "../g"); os.chdir("../../tmp"); print(sorted(os.listdir()), os.listdir("d"))
os.rmdir("d"); os.remove("g"); print(os.listdir("/tmp"), os.listdir("/"))
print(attempt(os.chdir, "no"), attempt(os.rmdir, "no"), attempt(os.remove, "no"), attempt(os.stat, "no"))`;
    expect(printed(code, MEMORY)).toBe(
      "/tmp/d ['f'] [('d', 16384)] 3 16384\n['d', 'g'] []\n[] ['tmp']\nENOENT ENOENT ENOENT ENOENT\n",
    );
  });

  it("can be modules and packages", () => {
    const modules = {
      "helpers.py": "def double(x): return 2 * x",
      "pack/__init__.py": "from .part import name",
      "pack/part.py": "name = __name__",
    };
    const code = "import helpers, pack\nprint(helpers.double(4), pack.name, helpers.__file__)";
    expect(runSync(code, { modules }).stdout).toBe("8 pack.part /lib/helpers.py\n");
    const files = { "mine.py": "x = 1" };
    const path = "import sys; sys.path.append('/data')\nimport mine; print(mine.x)";
    expect(printed(path, { path: "/data", files })).toBe("1\n");
  });

  it("cannot be changed in a files mount", () => {
    const code = `${ATTEMPT}
for mode in "w", "a", "x", "r+", "wb", "a+": print(attempt(open, "/data/a", mode), end=" ")
print(attempt(os.remove, "/data/a"), attempt(os.rename, "/data/a", "/data/b"), attempt(os.mkdir, "/data/d"), attempt(os.rmdir, "/data/d"))
print(open("/data/a").read())`;
    const files = { a: "kept", "d/x": "" };
    expect(printed(code, { path: "/data", files })).toBe(
      `${"EROFS ".repeat(6)}EROFS EROFS EEXIST EROFS\nkept\n`,
    );
  });

  it("are separate in several mounts, and the folders around them cannot be changed", () => {
    const code = `${ATTEMPT}
open("/a/b/x", "w").close()
print(os.listdir("/"), os.listdir("/a"), attempt(os.rename, "/a/b/x", "/a/c/x"))
print(attempt(open, "/x", "w"), attempt(open, "/a", "r"), attempt(os.mkdir, "/a"), attempt(os.mkdir, "/a/d"))
print(attempt(os.rmdir, "/a/b"), attempt(os.rename, "/a/b", "/a/e"), attempt(os.remove, "/a"), attempt(os.rename, "/a", "/z"))`;
    const memory = {};
    expect(printed(code, { path: "/a/b", memory }, { path: "/a/c", memory })).toBe(
      "['a'] ['b', 'c'] EXDEV\nEROFS EISDIR EEXIST EROFS\nEBUSY EROFS EISDIR EISDIR\n",
    );
  });

  it("can fill the root as well", () => {
    const code = "open('/a', 'w').write('x'); import os; print(os.listdir(), os.stat('/')[0])";
    const { stdout, files } = runSync(code, { mounts: [{ path: "/", memory: {} }] });
    expect([stdout, Object.keys(files)]).toEqual(["['a'] 16384\n", ["/a"]]);
  });

  it("from an earlier run are gone", () => {
    const options = { mounts: [MEMORY] };
    runSync("open('/tmp/a', 'w').write('x')", options);
    expect(runSync("import os; print(os.listdir('/tmp'))", options).stdout).toBe("[]\n");
  });

  it("that nothing refers to any more are closed if too many are open", () => {
    const code = `${ATTEMPT}
for i in range(500): open("/data/a").read()
held = []
print(attempt(lambda: [held.append(open("/data/a")) for i in range(200)]), len(held) > 100)
held.clear(); print(open("/data/a").read())`;
    expect(printed(code, { path: "/data", files: { a: "x" } })).toBe("EMFILE True\nx\n");
  });

  it("count against their mount's memory", () => {
    const code = `${ATTEMPT}
f = open("/tmp/a", "wb")
print(f.write(b"x" * 1000), attempt(f.write, b"y"), attempt(f.seek, 1 << 40), attempt(f.write, b"z"))
f.close(); os.remove("/tmp/a")
print(open("/tmp/b", "wb").write(b"x" * 1000), attempt(lambda: [os.mkdir("/tmp/%d" % i) for i in range(20)]))
print(len(os.listdir("/tmp")))`;
    expect(printed(code, MEMORY)).toBe("1000 ENOSPC None ENOSPC\n1000 ENOSPC\n10\n");
  });
});

describe("what a run changed", () => {
  it("is in its result, for memory mounts", () => {
    const session = new MicroPythonSessionSync({ mounts: [MEMORY] });
    for (const name of ["same", "more", "gone", "moved"]) session.files.write(`/tmp/${name}`, name);
    const { files } = session.run(`
import os
open("/tmp/more", "a").write("!"); os.remove("/tmp/gone"); os.rename("/tmp/moved", "/tmp/new")
open("/tmp/brief", "w").close(); os.remove("/tmp/brief"); open("/tmp/same").read(); os.mkdir("/tmp/d")`);
    const changes = Object.entries(files).map(([path, bytes]) => [path, bytes && text(bytes)]);
    expect(Object.fromEntries(changes)).toEqual({
      "/tmp/gone": null,
      "/tmp/more": "more!",
      "/tmp/moved": null,
      "/tmp/new": "moved",
    });
    expect(Object.getPrototypeOf(files)).toBeNull();
    expect(session.run("x = 1").files).toEqual({});
  });

  it("is in its error as well", () => {
    try {
      runSync("open('/tmp/a', 'w').write('half'); 1 / 0", { mounts: [MEMORY] });
      expect.unreachable();
    } catch (error) {
      expect(text((error as MicroPythonGuestError).files["/tmp/a"])).toBe("half");
    }
  });
});

describe("the files of a session", () => {
  it("stay between runs, even open ones", () => {
    const session = new MicroPythonSessionSync({ mounts: [MEMORY] });
    session.run("f = open('/tmp/a', 'w+'); f.write('one ')");
    session.run("f.write('two'); f.seek(0)");
    expect(session.run("print(f.read()); f.close()").stdout).toBe("one two\n");
  });

  it("are read, written, listed and removed from outside", () => {
    const { files, run } = new MicroPythonSessionSync({ mounts: [MEMORY] });
    expect(files.list()).toEqual([]);
    files.write("/tmp/x/y/z.txt", "hällo");
    files.write("/tmp/b.bin", new Uint8Array([1, 2]));
    expect(files.list()).toEqual(["/tmp/b.bin", "/tmp/x/y/z.txt"]);
    expect(files.list("/tmp/x")).toEqual(["/tmp/x/y/z.txt"]);
    expect(text(files.read("/tmp/x/y/z.txt"))).toBe("hällo");
    files.write("/tmp/b.bin", "");
    expect(files.read("/tmp/b.bin")).toEqual(new Uint8Array());
    files.remove("/tmp/b.bin");
    files.remove("/tmp/x/y/z.txt");
    files.remove("/tmp/x/y");
    expect(files.list()).toEqual([]);
    expect(run).toBeTypeOf("function");
  });

  it("raise errors that name the path if an operation fails", () => {
    const { files } = new MicroPythonSessionSync({
      mounts: [MEMORY, { path: "/data", files: { a: "x" } }],
    });
    const cases: [work: () => unknown, message: string][] = [
      [() => files.read("/tmp/no"), "ENOENT: /tmp/no"],
      [() => files.read("/etc/passwd"), "ENOENT: /etc/passwd"],
      [() => files.read("/tmp"), "EISDIR: /tmp"],
      [() => files.write("/data/a", "y"), "EROFS: /data/a"],
      [() => files.write("/data/a/b", "y"), "EROFS: /data/a/b"],
      [() => files.write("/tmp/a", "x".repeat(1001)), "ENOSPC: /tmp/a"],
      [() => files.write("/x", "y"), "EROFS: /x"],
      [() => files.remove("/tmp"), "EBUSY: /tmp"],
      [() => files.remove("/tmp/no"), "ENOENT: /tmp/no"],
      [() => files.list("/tmp/no"), "ENOENT: /tmp/no"],
    ];
    for (const [work, message] of cases) {
      expect(work).toThrow(MicroPythonFileError);
      expect(work).toThrow(expect.objectContaining({ message, code: "file" }));
    }
    expect(() => files.read(5 as never)).toThrow("path is 5; allowed is a string");
    expect(() => files.write("/tmp/a", 5 as never)).toThrow("content is 5; allowed is a string or");
  });

  it("wait for their turn if the session is asynchronous", async () => {
    await using session = new MicroPythonSession({ mounts: [MEMORY] });
    const [, , read, list] = await Promise.all([
      session.files.write("/tmp/in", "3"),
      session.run("open('/tmp/out', 'w').write(open('/tmp/in').read() * 2)"),
      session.files.read("/tmp/out"),
      session.files.list(),
      session.files.remove("/tmp/in"),
    ]);
    expect([text(read), list]).toEqual(["33", ["/tmp/in", "/tmp/out"]]);
    expect(await session.files.list("/tmp")).toEqual(["/tmp/out"]);
  });

  it("cannot be used by callbacks of its own run, or once it is closed", () => {
    const codes: unknown[] = [];
    const session: MicroPythonSessionSync = new MicroPythonSessionSync({
      mounts: [MEMORY],
      onStdout: () => {
        try {
          session.files.list();
        } catch (error) {
          codes.push((error as MicroPythonFileError).code);
        }
      },
    });
    session.run("print(1)");
    session.close();
    expect(new Set(codes)).toEqual(new Set(["session-busy"]));
    expect(() => session.files.list()).toThrow(expect.objectContaining({ code: "session-closed" }));
  });

  it("are part of saved sessions, forks and checkpoints", () => {
    const session = new MicroPythonSessionSync({ mounts: [MEMORY] });
    session.run("import os; os.mkdir('/tmp/d'); open('/tmp/d/a', 'w').write('1')");
    const saved = session.save();
    const mark = session.checkpoint();
    const fork = session.fork();
    session.run("open('/tmp/d/a', 'w').write('2'); open('/tmp/b', 'w').close()");
    const show = "print(os.listdir('/tmp'), open('/tmp/d/a').read())";
    expect(session.run(show).stdout).toBe("['b', 'd'] 2\n");
    for (const other of [fork, MicroPythonSessionSync.restore(saved, { mounts: [MEMORY] })]) {
      expect(other.run(show).stdout).toBe("['d'] 1\n");
    }
    session.rollback(mark);
    expect(session.run(show).stdout).toBe("['d'] 1\n");
  });

  it("are as before if a transactional run fails", () => {
    const session = new MicroPythonSessionSync({ mounts: [MEMORY] });
    session.files.write("/tmp/a", "before");
    const code = "f = open('/tmp/a', 'w'); f.write('after'); open('/tmp/b', 'w').close(); 1 / 0";
    expect(() => session.run(code, { transactional: true })).toThrow("ZeroDivisionError");
    expect([session.files.list(), text(session.files.read("/tmp/a"))]).toEqual([
      ["/tmp/a"],
      "before",
    ]);
    expect(session.save()).toBeInstanceOf(Uint8Array);
  });

  it("must be closed before its state is taken", () => {
    const session = new MicroPythonSessionSync({ mounts: [MEMORY] });
    session.run("f = open('/tmp/a', 'w')");
    const refusal = expect.objectContaining({
      code: "files-open",
      message: "the program has 1 file or folder open; a state can be taken when all are closed",
    });
    expect(() => session.save()).toThrow(refusal);
    expect(() => session.fork()).toThrow(refusal);
    expect(() => session.checkpoint()).toThrow(refusal);
    expect(() => session.run("x = 1", { transactional: true })).toThrow(refusal);
    session.run("f = None; open('/tmp/a').read()");
    expect(session.save()).toBeInstanceOf(Uint8Array);
  });

  it("are restored even if the options do not name the mount", () => {
    const session = new MicroPythonSessionSync({ mounts: [MEMORY] });
    session.files.write("/tmp/a", "kept");
    const restored = MicroPythonSessionSync.restore(session.save());
    expect(restored.run("print(open('/tmp/a').read())").stdout).toBe("kept\n");
  });

  it("must fit the limits in the options of a restored session", () => {
    const session = new MicroPythonSessionSync({ mounts: [MEMORY] });
    session.files.write("/tmp/a", "x".repeat(100));
    const saved = session.save();
    const small: Mount = { path: "/tmp", memory: { maxBytes: 99 } };
    const restore = (mount: Mount) => MicroPythonSessionSync.restore(saved, { mounts: [mount] });
    const invalid = { code: "invalid-state" };
    expect(() => restore(small)).toThrow(expect.objectContaining(invalid));
    expect(() => restore({ path: "/tmp", files: {} })).toThrow(expect.objectContaining(invalid));
    expect(() => restore({ path: "/tmp/a", files: {} })).toThrow(expect.objectContaining(invalid));
  });

  it("start afresh with each run of a replay session", async () => {
    const session = new MicroPythonReplaySession({ mounts: [MEMORY] });
    await session.run("open('/tmp/a', 'a').write('x')");
    const { stdout, files } = await session.run(
      "print(open('/tmp/a').read()); open('/tmp/b', 'w').write('y')",
    );
    expect([stdout, Object.keys(files)]).toEqual(["x\n", ["/tmp/b"]]);
  });
});
