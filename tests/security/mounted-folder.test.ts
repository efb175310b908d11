import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { MicroPythonSessionSync, runSync } from "micropython-wasm";
import { beforeEach, describe, expect, it } from "vitest";
import { ATTEMPT, SharedFolder } from "./shared-folder.js";

const folder = new SharedFolder();

describe("a read-only mount", () => {
  it("cannot be changed in any way", () => {
    const code = `
for mode in "w", "a", "x", "r+", "w+", "a+": print(attempt(open, "/m/a.txt", mode), attempt(open, "/m/new", mode), end=" ")
print()
f = open("/m/a.txt", "rb")
print(attempt(f.write, b"x"), attempt(os.remove, "/m/a.txt"), attempt(os.rename, "/m/a.txt", "/m/b"),
    attempt(os.rename, "/m/sub", "/m/b"), attempt(os.rename, "/tmp/x", "/m/a.txt"), attempt(os.mkdir, "/m/d"), attempt(os.rmdir, "/m/sub"))`;
    const [modes, rest] = folder.printed(code, { access: "read" });
    expect(modes).toBe("EROFS ".repeat(12));
    expect(rest).toBe("EBADF EROFS EROFS EROFS ENOENT EROFS EROFS");
    expect(readFileSync(join(folder.dir, "a.txt"), "utf8")).toBe("hello");
    expect(readdirSync(folder.dir).sort()).toEqual(["a.txt", "sub"]);
  });
});

describe("patterns", () => {
  beforeEach(() => {
    mkdirSync(join(folder.dir, "private/deep"), { recursive: true });
    for (const name of [
      "private/key",
      "private/deep/key",
      "sub/key.pem",
      "data.csv",
      "sub/data.csv",
    ]) {
      writeFileSync(join(folder.dir, name), name);
    }
  });

  it("keep only included files, in all folders that are not excluded", () => {
    const code = `
def walk(p): return sorted(sum((walk(p + "/" + n) if t == 0x4000 else [p + "/" + n] for n, t, *_ in os.ilistdir(p)), []))
print(walk("/m")); print(attempt(read, "/m/a.txt"), attempt(write, "/m/new.txt"), attempt(write, "/m/new.csv"))
print(attempt(os.rename, "/m/new.csv", "/m/new.txt"), attempt(os.rename, "/m/a.txt", "/m/a.csv"))`;
    expect(folder.printed(code, { include: ["**/*.csv"] })).toEqual([
      "['/m/data.csv', '/m/sub/data.csv']",
      "ENOENT EACCES 7",
      "EACCES ENOENT",
    ]);
  });

  it("hide excluded files, however they are requested", () => {
    const code = `
print(sorted(os.listdir("/m")), os.listdir("/m/sub"))
for p in "private/key", "private/deep/key", "sub/key.pem", "private/new", "sub/new.pem":
    p = "/m/" + p
    print(attempt(read, p), attempt(write, p), attempt(os.stat, p), attempt(os.remove, p), attempt(os.rename, p, "/m/x"))
print(attempt(os.listdir, "/m/private"), attempt(os.mkdir, "/m/private"), attempt(os.rmdir, "/m/private"), attempt(os.chdir, "/m/private"))
print(attempt(os.rename, "/m/private", "/m/public"), attempt(os.rename, "/m/sub", "/m/public"), attempt(os.mkdir, "/m/x.pem"))`;
    const lines = folder.printed(code, { exclude: ["private", "**/*.pem"], include: ["**"] });
    expect(lines[0]).toBe("['a.txt', 'data.csv', 'sub'] ['b.txt', 'data.csv']");
    for (const line of lines.slice(1, 6)) expect(line).toMatch(/^((ENOENT|EACCES) ?){5}$/);
    expect(lines[6]).toBe("ENOENT EEXIST ENOENT ENOENT");
    expect(lines[7]).toBe("ENOENT EACCES EACCES");
  });
});

describe("the quota of a folder of the host", () => {
  it("counts existing files, and holes", () => {
    const code = `
f = open("/m/new", "wb")
print(attempt(f.write, b"x" * 91), attempt(f.write, b"x" * 90), attempt(f.write, b"x"))
print(f.seek(0), attempt(f.write, b"y" * 90), f.seek(1 << 50), attempt(f.write, b"y")); f.close()
os.remove("/m/new"); print(attempt(write, "/m/new"), attempt(os.mkdir, "/m/d"), attempt(os.mkdir, "/m/e"))`;
    expect(folder.printed(code, { maxBytes: 100, maxFiles: 5 })).toEqual([
      "ENOSPC 90 ENOSPC",
      `0 90 ${2 ** 50} ENOSPC`,
      "7 None ENOSPC",
    ]);
  });

  it("can apply to each file: larger ones cannot be opened, and none can grow larger", () => {
    writeFileSync(join(folder.dir, "large"), "x".repeat(11));
    const code = `
print(attempt(read, "/m/large"), attempt(open, "/m/large", "r+"), read("/m/a.txt"))
f = open("/m/a.txt", "r+b"); print(f.seek(0, 2), attempt(f.write, b"123456"), attempt(f.write, b"12345"), attempt(f.write, b"!"))`;
    expect(folder.printed(code, { maxFileBytes: 10 })).toEqual([
      "EFBIG EFBIG b'hello'",
      "5 EFBIG 5 EFBIG",
    ]);
  });

  it("holds for a file that grows while it is open", () => {
    const session = new MicroPythonSessionSync({
      mounts: [{ path: "/m", hostDir: folder.dir, maxFileBytes: 10 }],
    });
    session.run(`${ATTEMPT}f = open("/m/a.txt", "rb"); print(f.read())`);
    appendFileSync(join(folder.dir, "a.txt"), "x".repeat(20));
    expect(session.run("print(f.read(5), attempt(f.read, 1))").stdout).toBe("b'xxxxx' EFBIG\n");
    truncateSync(join(folder.dir, "a.txt"), 0);
    expect(session.run("print(f.read(), f.seek(0), f.read())").stdout).toBe("b'' 0 b''\n");
    session.close();
  });
});

describe("mounts", () => {
  it("of the host are attached again to a restored session", () => {
    const options = {
      mounts: [{ path: "/m", hostDir: folder.dir, access: "read-write" }],
    } as const;
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

  it("are not seen by the next program, even in the same interpreter", () => {
    const code = `${ATTEMPT}print(attempt(lambda: open(4).read(1)), attempt(read, "/input/a.txt"))`;
    const keep = "held = open('/input/a.txt'); held.read(1)";
    for (let i = 0; i < 3; i++) {
      runSync(keep, { readonlyDir: folder.dir });
      expect(runSync(code).stdout).toBe("EBADF ENOENT\n");
      expect(runSync(code, { readonlyDir: folder.dir }).stdout).toBe("EBADF b'hello'\n");
    }
  });
});

describe("a program's open files", () => {
  it("are limited to 128, with folders, and are released when it ends", () => {
    const before = readdirSync("/proc/self/fd").length;
    const code = `
held = []
print(attempt(lambda: [held.append(open("/m/a.txt")) for i in range(1000)]), len(held))
print(attempt(lambda: [held.append(os.ilistdir("/m")) for i in range(1000)]), len(held))`;
    expect(folder.printed(code)).toEqual(["EMFILE 128", "EMFILE 128"]);
    expect(readdirSync("/proc/self/fd")).toHaveLength(before);
    const session = new MicroPythonSessionSync({ readonlyDir: folder.dir });
    session.run("f = open('/input/a.txt')");
    session.close();
    expect(readdirSync("/proc/self/fd")).toHaveLength(before);
  });

  it("that are endless end with the program's memory or time", () => {
    const code =
      'f = open("/m/a.txt", "ab+")\nwhile True: f.write(b"x" * 10000); f.seek(0); f.read()';
    const mounts = [{ path: "/m", memory: { maxBytes: 2 ** 30 } }];
    expect(() => runSync(code, { mounts, fuel: null, wallTimeoutMs: 500 })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(timeout|exception)$/) }),
    );
  });
});
