import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type HostDirMount, MicroPythonSessionSync, runSync } from "micropython-wasm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openHostFolders, WalkedFolders } from "../../src/platform/node/host-folders.js";
import { HostStore } from "../../src/platform/node/host-store.js";

const SECRET = "the secret of the host";

/** Python that tells how an attempt ends: the name of an error, or what was gained. */
const ATTEMPT = `
import errno, os
def attempt(f, *args):
    try: return f(*args)
    except OSError as e: return errno.errorcode.get(e.errno, e.errno)
    except Exception as e: return type(e).__name__
def read(path): return open(path, "rb").read(100)
def write(path, mode="wb"):
    with open(path, mode) as f: return f.write(b"written")
`;

let root: string;
let secret: string;
let dir: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "files-"));
  secret = join(root, "secret.txt");
  dir = join(root, "shared");
  mkdirSync(join(dir, "sub"), { recursive: true });
  writeFileSync(secret, SECRET);
  writeFileSync(join(dir, "a.txt"), "hello");
  writeFileSync(join(dir, "sub/b.txt"), "below");
});

afterEach(() => rmSync(root, { recursive: true }));

/** Runs a program over the folder, and gives what it printed, line by line. */
function printed(code: string, options: Partial<HostDirMount> = {}): string[] {
  const mount = { path: "/m", hostDir: dir, access: "read-write", ...options } as const;
  const { stdout } = runSync(ATTEMPT + code, { mounts: [mount], wallTimeoutMs: 5000 });
  expect(stdout).not.toContain(SECRET);
  expect(stdout).not.toContain(root);
  return stdout.trimEnd().split("\n");
}

const literal = JSON.stringify;

function unchanged(): void {
  expect(readFileSync(secret, "utf8")).toBe(SECRET);
  expect(readdirSync(root).sort()).toEqual(["secret.txt", "shared"]);
}

describe("paths that lead out of a mount", () => {
  it.each([
    "/m/../secret.txt",
    "/m/../../../../../../etc/passwd",
    "/m/sub/../../secret.txt",
    "/m/./.././secret.txt",
    "/m//..//secret.txt",
    "/m/sub/../../m/../secret.txt",
    "../secret.txt",
    "m/../../secret.txt",
    "/m/..\\\\secret.txt",
    "/m/%2e%2e/secret.txt",
    "/m/\\u2025/secret.txt",
    "/m/\\uff0e\\uff0e/secret.txt",
    "/m/..\\x00/secret.txt",
    "/m/ ../secret.txt",
    "/m/.. /secret.txt",
    "/m/.../secret.txt",
    "/proc/self/cwd/secret.txt",
    "/m/proc/self/environ",
  ])("are none: %s", (path) => {
    const code = `
p = "${path}"
print(attempt(read, p)); os.chdir("/m/sub"); print(attempt(read, p))
for f in write, os.stat, os.remove, os.mkdir, os.rmdir, os.chdir, os.listdir: attempt(f, p); os.chdir("/m/sub")
attempt(os.rename, p, "/m/x"); attempt(os.rename, "/m/a.txt", p); attempt(os.rename, "/m/sub", p)`;
    for (const line of printed(code)) expect(line).toMatch(/^(ENOENT|EINVAL|EISDIR|ENOTDIR)$/);
    unchanged();
  });

  it("are none where they are absolute paths of the host", () => {
    const paths = [secret, root, dir, join(dir, "a.txt"), `/m${secret}`, `/m/${secret}`];
    for (const path of paths) {
      expect(
        printed(`print(attempt(read, ${literal(path)}), attempt(os.stat, ${literal(path)}))`),
      ).toEqual(["ENOENT ENOENT"]);
    }
  });

  it("are those that are written, not what there is: .. goes back a name, also after a file", () => {
    expect(printed('print(read("/m/a.txt/../sub/b.txt"), attempt(read, "/m/a.txt/x"))')).toEqual([
      "b'below' ENOTDIR",
    ]);
  });

  it("are refused where they are no UTF-8, too long or have control characters", () => {
    const code = `
for p in b"/m/\\xff", b"/m/\\xed\\xa0\\x80", b"/m/\\xc0\\xae\\xc0\\xae/secret.txt", b"/m/a\\n", b"/m/a\\x7f":
    print(attempt(read, p), attempt(write, p), attempt(os.mkdir, p))
for p in "/m/" + "a" * 256, "/m/" + "\\u00e9" * 128, "/m" + "/a" * 2100, "/m/" + "a" * 100000:
    print(attempt(write, p), attempt(os.stat, p))`;
    const [one, two, three, four, five, ...long] = printed(code);
    expect([one, two, three]).toEqual(Array(3).fill("UnicodeError UnicodeError EILSEQ"));
    expect([four, five]).toEqual(Array(2).fill("EINVAL EINVAL EINVAL"));
    expect(long).toEqual(Array(4).fill("ENAMETOOLONG ENAMETOOLONG"));
    expect(readdirSync(dir).sort()).toEqual(["a.txt", "sub"]);
  });

  it("end where a NUL is: the same file is opened and checked", () => {
    const code = `print(attempt(read, "/m/a.txt\\x00.png"), attempt(read, "/m/a.md\\x00"))`;
    expect(printed(code, { include: ["*.png", "*.md"] })).toEqual(["ENOENT ENOENT"]);
  });
});

describe("links", () => {
  const plant = (target: string, name: string) => symlinkSync(target, join(dir, name));

  it("are there for nobody, wherever they lead", () => {
    plant(secret, "out");
    plant("../secret.txt", "up");
    plant("a.txt", "inside");
    plant("loop", "loop");
    plant("nowhere", "dangling");
    plant(root, "folder");
    const code = `
print(sorted(os.listdir("/m")))
for n in "out", "up", "inside", "loop", "dangling", "folder":
    p = "/m/" + n
    print(attempt(read, p), attempt(write, p), attempt(write, p, "a"), attempt(write, p, "x"), attempt(os.stat, p),
        attempt(os.remove, p), attempt(os.rename, p, "/m/z"), attempt(os.rename, "/m/a.txt", p), attempt(os.chdir, p))`;
    const [listed, ...rest] = printed(code);
    expect(listed).toBe("['a.txt', 'sub']");
    const answers = "ELOOP ELOOP ELOOP ELOOP ENOENT ENOENT ENOENT EACCES ENOENT";
    expect(rest).toEqual(Array(6).fill(answers));
    expect(existsSync(join(dir, "nowhere"))).toBe(false);
    expect(readFileSync(join(dir, "a.txt"), "utf8")).toBe("hello");
    unchanged();
  });

  it("in the middle of a path lead nowhere", () => {
    plant(root, "link");
    plant(".", "here");
    mkdirSync(join(dir, "deep"));
    symlinkSync("../..", join(dir, "deep/up"));
    const code = `
for p in "/m/link/secret.txt", "/m/here/a.txt", "/m/deep/up/secret.txt", "/m/link/shared/a.txt":
    print(attempt(read, p), attempt(write, p), attempt(os.stat, p), attempt(os.listdir, p[:p.rindex("/")]),
        attempt(os.mkdir, p), attempt(os.remove, p), attempt(os.rename, "/m/a.txt", p))`;
    for (const line of printed(code)) expect(line).toMatch(/^((ENOTDIR|ELOOP|ENOENT) ?){7}$/);
    unchanged();
  });

  it("are not followed where they are made while the program runs", () => {
    const session = new MicroPythonSessionSync({
      mounts: [{ path: "/m", hostDir: dir, access: "read-write" }],
    });
    session.run(`${ATTEMPT}f = open("/m/a.txt", "r+b"); d = os.ilistdir("/m/sub")`);
    rmSync(join(dir, "a.txt"));
    plant(secret, "a.txt");
    rmSync(join(dir, "sub"), { recursive: true });
    plant(root, "sub");
    const code = `print(f.read(), f.write(b"!"), attempt(read, "/m/a.txt"), attempt(write, "/m/a.txt"), attempt(os.listdir, "/m/sub"), attempt(read, "/m/sub/secret.txt"), next(d)[0])`;
    expect(session.run(code).stdout).toBe("b'hello' 1 ELOOP ELOOP ENOTDIR ENOTDIR b.txt\n");
    session.close();
    unchanged();
  });

  it("may lead to the folder that is mounted: that is the host's own choice", () => {
    symlinkSync(dir, join(root, "way"));
    expect(printed('print(read("/m/a.txt"))', { hostDir: join(root, "way") })).toEqual([
      "b'hello'",
    ]);
    rmSync(join(root, "way"));
  });

  it("that are hard are files like others, as nothing tells them apart", () => {
    linkSync(secret, join(dir, "hard"));
    const { stdout } = runSync('print(open("/m/hard").read())', {
      mounts: [{ path: "/m", hostDir: dir }],
    });
    expect(stdout).toBe(`${SECRET}\n`);
  });
});

describe("folders and files that are swapped between a look and a use", () => {
  /** Swaps a folder and a link to another one, as fast as it can, in another thread. */
  function swapping(names: { real: string; link: string; aside: string }): () => Promise<number> {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(
      `const { renameSync } = require("node:fs");
       const { workerData: { real, link, aside, stop }, parentPort } = require("node:worker_threads");
       while (Atomics.load(stop, 0) === 0) {
         renameSync(real, aside); renameSync(link, real);
         renameSync(real, link); renameSync(aside, real);
       }`,
      { eval: true, workerData: { ...names, stop } },
    );
    return () => {
      Atomics.store(stop, 0, 1);
      return new Promise((resolve) => worker.once("exit", resolve));
    };
  }

  it.each(["a folder in the path", "the file itself"])(
    "never let anything out: %s",
    async (what) => {
      const outside = join(root, "outside");
      mkdirSync(outside);
      writeFileSync(join(outside, "b.txt"), SECRET);
      const isFolder = what === "a folder in the path";
      const real = join(dir, isFolder ? "sub" : "sub/b.txt");
      symlinkSync(isFolder ? outside : join(outside, "b.txt"), join(dir, "link"));
      const stop = swapping({ real, link: join(dir, "link"), aside: join(dir, "aside") });
      const code = `
import time
found = {}
def note(f, *args):
    answer = attempt(f, *args)
    found[answer] = found.get(answer, 0) + 1
end = time.ticks_add(time.ticks_ms(), 1500)
while time.ticks_diff(end, time.ticks_ms()) > 0:
    note(read, "/m/sub/b.txt")
    note(lambda: 0 * len(os.listdir("/m/sub")))
    note(write, "/m/sub/new.txt")
    note(os.remove, "/m/sub/new.txt")
print(sorted(str(k) for k in found))`;
      const mounts = [{ path: "/m", hostDir: dir, access: "read-write" }] as const;
      let stdout: string;
      try {
        ({ stdout } = runSync(ATTEMPT + code, { mounts, wallTimeoutMs: 10_000, fuel: null }));
      } finally {
        await stop();
      }
      expect(stdout).toContain("b'below'");
      expect(stdout).toMatch(/ELOOP|ENOTDIR/);
      expect(stdout).not.toContain(SECRET);
      expect(readdirSync(outside)).toEqual(["b.txt"]);
      expect(readFileSync(join(outside, "b.txt"), "utf8")).toBe(SECRET);
    },
  );

  it("of which one took the place of the other are what they are now", () => {
    const session = new MicroPythonSessionSync({ readonlyDir: dir });
    session.run(`${ATTEMPT}print(read("/input/a.txt"), os.listdir("/input/sub"))`);
    renameSync(join(dir, "a.txt"), join(dir, "x"));
    renameSync(join(dir, "sub"), join(dir, "a.txt"));
    renameSync(join(dir, "x"), join(dir, "sub"));
    const code = `print(attempt(read, "/input/a.txt"), attempt(os.listdir, "/input/sub"), read("/input/sub"), os.listdir("/input/a.txt"))`;
    expect(session.run(code).stdout).toBe("EISDIR ENOTDIR b'hello' ['b.txt']\n");
    session.close();
  });

  it("do not move the mount: it is the folder that was opened", () => {
    const session = new MicroPythonSessionSync({ readonlyDir: dir });
    renameSync(dir, join(root, "moved"));
    symlinkSync(root, dir);
    const code = `${ATTEMPT}print(read("/input/a.txt"), attempt(read, "/input/secret.txt"))`;
    expect(session.run(code).stdout).toBe("b'hello' ENOENT\n");
    session.close();
    rmSync(dir);
    renameSync(join(root, "moved"), dir);
  });

  it("are noticed also where folders cannot be held", () => {
    const settings = {
      hostDir: dir,
      canWrite: true,
      maxBytes: Infinity,
      maxFiles: Infinity,
      maxFileBytes: Infinity,
      include: null,
      exclude: [],
    };
    const read = { write: false, create: false, exclusive: false, truncate: false };
    const folders = new WalkedFolders(dir);
    const swap = () => {
      renameSync(join(dir, "sub"), join(dir, "aside"));
      symlinkSync(root, join(dir, "sub"));
    };
    let closed = 0;
    const work = () =>
      folders.within(["sub"], swap, () => {
        closed += 1;
      });
    expect(work).toThrow(expect.objectContaining({ errno: "ENOTDIR" }));
    expect(closed).toBe(1);
    const store = new HostStore(folders, settings);
    expect(() => store.open("sub/secret.txt", read)).toThrow(
      expect.objectContaining({ errno: "ENOTDIR" }),
    );
    renameSync(dir, join(root, "moved"));
    mkdirSync(dir);
    expect(() => store.list("")).toThrow(expect.objectContaining({ errno: "EACCES" }));
    const held = openHostFolders(dir);
    expect(held).not.toBeInstanceOf(WalkedFolders);
    held.close();
  });
});

describe("what is no plain file", () => {
  it("cannot be opened, and nothing hangs", () => {
    execFileSync("mkfifo", [join(dir, "fifo")]);
    const code = `
print(sorted(os.listdir("/m")))
for mode in "rb", "wb", "ab", "r+b": print(attempt(open, "/m/fifo", mode), end=" ")
print(attempt(os.stat, "/m/fifo"), attempt(os.remove, "/m/fifo"))`;
    expect(printed(code)).toEqual([
      "['a.txt', 'sub']",
      "EACCES EACCES EACCES EACCES ENOENT ENOENT",
    ]);
  });

  it("cannot be opened where the whole of /dev is mounted", () => {
    const code = `
for n in "null", "zero", "random", "full", "tty", "stdin", "fd/0", "fd/1": print(attempt(open, "/m/" + n), end=" ")
print(attempt(open, "/m/null", "w"), "null" in os.listdir("/m"))`;
    const [line] = printed(code, { hostDir: "/dev" });
    expect(line).toMatch(/^((EACCES|ELOOP|ENOENT|ENOTDIR) )+False$/);
  });
});

describe("what may only be read", () => {
  it("is not changed in any way", () => {
    const code = `
for mode in "w", "a", "x", "r+", "w+", "a+": print(attempt(open, "/m/a.txt", mode), attempt(open, "/m/new", mode), end=" ")
print()
f = open("/m/a.txt", "rb")
print(attempt(f.write, b"x"), attempt(os.remove, "/m/a.txt"), attempt(os.rename, "/m/a.txt", "/m/b"),
    attempt(os.rename, "/m/sub", "/m/b"), attempt(os.rename, "/tmp/x", "/m/a.txt"), attempt(os.mkdir, "/m/d"), attempt(os.rmdir, "/m/sub"))`;
    const [modes, rest] = printed(code, { access: "read" });
    expect(modes).toBe("EROFS ".repeat(12));
    expect(rest).toBe("EBADF EROFS EROFS EROFS ENOENT EROFS EROFS");
    expect(readFileSync(join(dir, "a.txt"), "utf8")).toBe("hello");
    expect(readdirSync(dir).sort()).toEqual(["a.txt", "sub"]);
  });
});

describe("patterns", () => {
  beforeEach(() => {
    mkdirSync(join(dir, "private/deep"), { recursive: true });
    for (const name of [
      "private/key",
      "private/deep/key",
      "sub/key.pem",
      "data.csv",
      "sub/data.csv",
    ]) {
      writeFileSync(join(dir, name), name);
    }
  });

  it("leave only the files that are included, in all folders that are not excluded", () => {
    const code = `
def walk(p): return sorted(sum((walk(p + "/" + n) if t == 0x4000 else [p + "/" + n] for n, t, *_ in os.ilistdir(p)), []))
print(walk("/m")); print(attempt(read, "/m/a.txt"), attempt(write, "/m/new.txt"), attempt(write, "/m/new.csv"))
print(attempt(os.rename, "/m/new.csv", "/m/new.txt"), attempt(os.rename, "/m/a.txt", "/m/a.csv"))`;
    expect(printed(code, { include: ["**/*.csv"] })).toEqual([
      "['/m/data.csv', '/m/sub/data.csv']",
      "ENOENT EACCES 7",
      "EACCES ENOENT",
    ]);
  });

  it("leave out what is excluded, however it is asked for", () => {
    const code = `
print(sorted(os.listdir("/m")), os.listdir("/m/sub"))
for p in "private/key", "private/deep/key", "sub/key.pem", "private/new", "sub/new.pem":
    p = "/m/" + p
    print(attempt(read, p), attempt(write, p), attempt(os.stat, p), attempt(os.remove, p), attempt(os.rename, p, "/m/x"))
print(attempt(os.listdir, "/m/private"), attempt(os.mkdir, "/m/private"), attempt(os.rmdir, "/m/private"), attempt(os.chdir, "/m/private"))
print(attempt(os.rename, "/m/private", "/m/public"), attempt(os.rename, "/m/sub", "/m/public"), attempt(os.mkdir, "/m/x.pem"))`;
    const lines = printed(code, { exclude: ["private", "**/*.pem"], include: ["**"] });
    expect(lines[0]).toBe("['a.txt', 'data.csv', 'sub'] ['b.txt', 'data.csv']");
    for (const line of lines.slice(1, 6)) expect(line).toMatch(/^((ENOENT|EACCES) ?){5}$/);
    expect(lines[6]).toBe("ENOENT EEXIST ENOENT ENOENT");
    expect(lines[7]).toBe("ENOENT EACCES EACCES");
  });
});

describe("the quota of a folder of the host", () => {
  it("counts what is there already, and holes", () => {
    const code = `
f = open("/m/new", "wb")
print(attempt(f.write, b"x" * 91), attempt(f.write, b"x" * 90), attempt(f.write, b"x"))
print(f.seek(0), attempt(f.write, b"y" * 90), f.seek(1 << 50), attempt(f.write, b"y")); f.close()
os.remove("/m/new"); print(attempt(write, "/m/new"), attempt(os.mkdir, "/m/d"), attempt(os.mkdir, "/m/e"))`;
    expect(printed(code, { maxBytes: 100, maxFiles: 5 })).toEqual([
      "ENOSPC 90 ENOSPC",
      `0 90 ${2 ** 50} ENOSPC`,
      "7 None ENOSPC",
    ]);
  });

  it("may be one of each file: larger ones are not opened, and none becomes larger", () => {
    writeFileSync(join(dir, "large"), "x".repeat(11));
    const code = `
print(attempt(read, "/m/large"), attempt(open, "/m/large", "r+"), read("/m/a.txt"))
f = open("/m/a.txt", "r+b"); print(f.seek(0, 2), attempt(f.write, b"123456"), attempt(f.write, b"12345"), attempt(f.write, b"!"))`;
    expect(printed(code, { maxFileBytes: 10 })).toEqual([
      "EFBIG EFBIG b'hello'",
      "5 EFBIG 5 EFBIG",
    ]);
  });

  it("holds for a file that grows while it is open", () => {
    const session = new MicroPythonSessionSync({
      mounts: [{ path: "/m", hostDir: dir, maxFileBytes: 10 }],
    });
    session.run(`${ATTEMPT}f = open("/m/a.txt", "rb"); print(f.read())`);
    appendFileSync(join(dir, "a.txt"), "x".repeat(20));
    expect(session.run("print(f.read(5), attempt(f.read, 1))").stdout).toBe("b'xxxxx' EFBIG\n");
    truncateSync(join(dir, "a.txt"), 0);
    expect(session.run("print(f.read(), f.seek(0), f.read())").stdout).toBe("b'' 0 b''\n");
    session.close();
  });
});

describe("mounts", () => {
  it("of the host are attached again to a session that is restored", () => {
    const options = { mounts: [{ path: "/m", hostDir: dir, access: "read-write" }] } as const;
    const session = new MicroPythonSessionSync(options);
    session.run(`${ATTEMPT}import os; print(os.listdir("/m")); write("/m/new")`);
    const [saved, mark, fork] = [session.save(), session.checkpoint(), session.fork()];
    session.close();
    expect(fork.run('print(read("/m/new"))').stdout).toBe("b'written'\n");
    fork.close();
    expect(() => session.rollback(mark)).toThrow("closed");
    const restored = MicroPythonSessionSync.restore(saved, options);
    expect(restored.run('print(read("/m/new"))').stdout).toBe("b'written'\n");
    restored.close();
    const bare = MicroPythonSessionSync.restore(saved);
    expect(bare.run('print(attempt(read, "/m/new"))').stdout).toBe("ENOENT\n");
    bare.close();
    const other = MicroPythonSessionSync.restore(saved, { mounts: [{ path: "/m", memory: {} }] });
    expect(other.run('print(attempt(read, "/m/new"), write("/m/x"))').stdout).toBe("ENOENT 7\n");
  });

  it("are not seen by the next program, which may use the same interpreter", () => {
    const code = `${ATTEMPT}print(attempt(lambda: open(4).read(1)), attempt(read, "/input/a.txt"))`;
    const keep = "held = open('/input/a.txt'); held.read(1)";
    for (let i = 0; i < 3; i++) {
      runSync(keep, { readonlyDir: dir });
      expect(runSync(code).stdout).toBe("EBADF ENOENT\n");
      expect(runSync(code, { readonlyDir: dir }).stdout).toBe("EBADF b'hello'\n");
    }
  });
});

describe("what a program holds", () => {
  it("is limited to 64 open files and folders, and is given up when it ends", () => {
    const before = readdirSync("/proc/self/fd").length;
    const code = `
held = []
print(attempt(lambda: [held.append(open("/m/a.txt")) for i in range(1000)]), len(held))
print(attempt(lambda: [held.append(os.ilistdir("/m")) for i in range(1000)]), len(held))`;
    expect(printed(code)).toEqual(["EMFILE 64", "EMFILE 64"]);
    expect(readdirSync("/proc/self/fd")).toHaveLength(before);
    const session = new MicroPythonSessionSync({ readonlyDir: dir });
    session.run("f = open('/input/a.txt')");
    session.close();
    expect(readdirSync("/proc/self/fd")).toHaveLength(before);
  });

  it("that is endless ends with the memory or the time that the program has", () => {
    const code =
      'f = open("/m/a.txt", "ab+")\nwhile True: f.write(b"x" * 10000); f.seek(0); f.read()';
    const mounts = [{ path: "/m", memory: { maxBytes: 2 ** 30 } }];
    expect(() => runSync(code, { mounts, fuel: null, wallTimeoutMs: 500 })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(timeout|exception)$/) }),
    );
  });
});
