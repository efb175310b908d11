import { execFileSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { MicroPythonSessionSync, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { openHostFolders, WalkedFolders } from "../../src/platform/node/host-folders.js";
import { HostStore } from "../../src/platform/node/host-store.js";
import { ATTEMPT, SECRET, SharedFolder } from "./shared-folder.js";

const folder = new SharedFolder();
const literal = JSON.stringify;

function unchanged(): void {
  expect(readFileSync(folder.secret, "utf8")).toBe(SECRET);
  expect(readdirSync(folder.root).sort()).toEqual(["secret.txt", "shared"]);
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
  ])("do not exist: %s", (path) => {
    const code = `
p = "${path}"
print(attempt(read, p)); os.chdir("/m/sub"); print(attempt(read, p))
for f in write, os.stat, os.remove, os.mkdir, os.rmdir, os.chdir, os.listdir: attempt(f, p); os.chdir("/m/sub")
attempt(os.rename, p, "/m/x"); attempt(os.rename, "/m/a.txt", p); attempt(os.rename, "/m/sub", p)`;
    for (const line of folder.printed(code))
      expect(line).toMatch(/^(ENOENT|EINVAL|EISDIR|ENOTDIR|ValueError)$/);
    unchanged();
  });

  it("do not exist, even as absolute paths of the host", () => {
    const { dir, root, secret } = folder;
    const paths = [secret, root, dir, join(folder.dir, "a.txt"), `/m${secret}`, `/m/${secret}`];
    for (const path of paths) {
      expect(
        folder.printed(
          `print(attempt(read, ${literal(path)}), attempt(os.stat, ${literal(path)}))`,
        ),
      ).toEqual(["ENOENT ENOENT"]);
    }
  });

  it("lead back only from folders that exist", () => {
    const code = `
for p in "sub/../a.txt", "a.txt/../sub/b.txt", "no/../a.txt", "a.txt/x": print(attempt(read, "/m/" + p))`;
    expect(folder.printed(code)).toEqual(["b'hello'", "ENOTDIR", "ENOENT", "ENOTDIR"]);
  });

  it("are refused if they are not UTF-8, are too long or have control characters", () => {
    const code = `
for p in b"/m/\\xff", b"/m/\\xed\\xa0\\x80", b"/m/\\xc0\\xae\\xc0\\xae/secret.txt", b"/m/a\\n", b"/m/a\\x7f":
    print(attempt(read, p), attempt(write, p), attempt(os.mkdir, p))
for p in "/m/" + "a" * 256, "/m/" + "\\u00e9" * 128, "/m" + "/a" * 2100, "/m/" + "a" * 100000:
    print(attempt(write, p), attempt(os.stat, p))`;
    const [one, two, three, four, five, ...long] = folder.printed(code);
    expect([one, two, three]).toEqual(Array(3).fill("UnicodeError UnicodeError EILSEQ"));
    expect([four, five]).toEqual(Array(2).fill("EINVAL EINVAL EINVAL"));
    expect(long).toEqual(Array(4).fill("ENAMETOOLONG ENAMETOOLONG"));
    expect(readdirSync(folder.dir).sort()).toEqual(["a.txt", "sub"]);
  });

  it("do not end at a NUL: that is an error", () => {
    const code = `print(attempt(read, "/m/a.txt\\x00.png"), attempt(read, "/m/a.md\\x00"))`;
    expect(folder.printed(code, { include: ["*.png", "*.md"] })).toEqual(["ValueError ValueError"]);
  });
});

describe("links", () => {
  const plant = (target: string, name: string) => symlinkSync(target, join(folder.dir, name));

  it("are hidden, wherever they lead", () => {
    plant(folder.secret, "out");
    plant("../secret.txt", "up");
    plant("a.txt", "inside");
    plant("loop", "loop");
    plant("nowhere", "dangling");
    plant(folder.root, "folder");
    const code = `
print(sorted(os.listdir("/m")))
for n in "out", "up", "inside", "loop", "dangling", "folder":
    p = "/m/" + n
    print(attempt(read, p), attempt(write, p), attempt(write, p, "a"), attempt(write, p, "x"), attempt(os.stat, p),
        attempt(os.remove, p), attempt(os.rename, p, "/m/z"), attempt(os.rename, "/m/a.txt", p), attempt(os.chdir, p))`;
    const [listed, ...rest] = folder.printed(code);
    expect(listed).toBe("['a.txt', 'sub']");
    const answers = "ELOOP ELOOP ELOOP ELOOP ENOENT ENOENT ENOENT EACCES ENOENT";
    expect(rest).toEqual(Array(6).fill(answers));
    expect(existsSync(join(folder.dir, "nowhere"))).toBe(false);
    expect(readFileSync(join(folder.dir, "a.txt"), "utf8")).toBe("hello");
    unchanged();
  });

  it("in the middle of a path lead nowhere", () => {
    plant(folder.root, "link");
    plant(".", "here");
    mkdirSync(join(folder.dir, "deep"));
    symlinkSync("../..", join(folder.dir, "deep/up"));
    const code = `
for p in "/m/link/secret.txt", "/m/here/a.txt", "/m/deep/up/secret.txt", "/m/link/shared/a.txt":
    print(attempt(read, p), attempt(write, p), attempt(os.stat, p), attempt(os.listdir, p[:p.rindex("/")]),
        attempt(os.mkdir, p), attempt(os.remove, p), attempt(os.rename, "/m/a.txt", p))`;
    for (const line of folder.printed(code))
      expect(line).toMatch(/^((ENOTDIR|ELOOP|ENOENT) ?){7}$/);
    unchanged();
  });

  it("are not followed even if they are made while the program runs", () => {
    const session = new MicroPythonSessionSync({
      mounts: [{ path: "/m", hostDir: folder.dir, access: "read-write" }],
    });
    session.run(`${ATTEMPT}f = open("/m/a.txt", "r+b"); d = os.ilistdir("/m/sub")`);
    rmSync(join(folder.dir, "a.txt"));
    plant(folder.secret, "a.txt");
    rmSync(join(folder.dir, "sub"), { recursive: true });
    plant(folder.root, "sub");
    const code = `print(f.read(), f.write(b"!"), attempt(read, "/m/a.txt"), attempt(write, "/m/a.txt"), attempt(os.listdir, "/m/sub"), attempt(read, "/m/sub/secret.txt"), next(d)[0])`;
    expect(session.run(code).stdout).toBe("b'hello' 1 ELOOP ELOOP ENOTDIR ENOTDIR b.txt\n");
    session.close();
    unchanged();
  });

  it("can lead to the mounted folder: that is the host's own choice", () => {
    symlinkSync(folder.dir, join(folder.root, "way"));
    expect(
      folder.printed('print(read("/m/a.txt"))', { hostDir: join(folder.root, "way") }),
    ).toEqual(["b'hello'"]);
    rmSync(join(folder.root, "way"));
  });

  it("that are hard look like any other file", () => {
    linkSync(folder.secret, join(folder.dir, "hard"));
    const { stdout } = runSync('print(open("/m/hard").read())', {
      mounts: [{ path: "/m", hostDir: folder.dir }],
    });
    expect(stdout).toBe(`${SECRET}\n`);
  });
});

describe("folders and files swapped between check and use", () => {
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
      const outside = join(folder.root, "outside");
      mkdirSync(outside);
      writeFileSync(join(outside, "b.txt"), SECRET);
      const isFolder = what === "a folder in the path";
      const real = join(folder.dir, isFolder ? "sub" : "sub/b.txt");
      symlinkSync(isFolder ? outside : join(outside, "b.txt"), join(folder.dir, "link"));
      const stop = swapping({
        real,
        link: join(folder.dir, "link"),
        aside: join(folder.dir, "aside"),
      });
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
      const mounts = [{ path: "/m", hostDir: folder.dir, access: "read-write" }] as const;
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

  it("that replaced each other are seen as they are now", () => {
    const session = new MicroPythonSessionSync({ readonlyDir: folder.dir });
    session.run(`${ATTEMPT}print(read("/input/a.txt"), os.listdir("/input/sub"))`);
    renameSync(join(folder.dir, "a.txt"), join(folder.dir, "x"));
    renameSync(join(folder.dir, "sub"), join(folder.dir, "a.txt"));
    renameSync(join(folder.dir, "x"), join(folder.dir, "sub"));
    const code = `print(attempt(read, "/input/a.txt"), attempt(os.listdir, "/input/sub"), read("/input/sub"), os.listdir("/input/a.txt"))`;
    expect(session.run(code).stdout).toBe("EISDIR ENOTDIR b'hello' ['b.txt']\n");
    session.close();
  });

  it("do not move the mount: it is the folder that was opened", () => {
    const session = new MicroPythonSessionSync({ readonlyDir: folder.dir });
    renameSync(folder.dir, join(folder.root, "moved"));
    symlinkSync(folder.root, folder.dir);
    const code = `${ATTEMPT}print(read("/input/a.txt"), attempt(read, "/input/secret.txt"))`;
    expect(session.run(code).stdout).toBe("b'hello' ENOENT\n");
    session.close();
    rmSync(folder.dir);
    renameSync(join(folder.root, "moved"), folder.dir);
  });

  it("are noticed even if folders cannot be held open", () => {
    const settings = {
      option: "hostDir",
      hostDir: folder.dir,
      canWrite: true,
      maxBytes: Infinity,
      maxFiles: Infinity,
      maxFileBytes: Infinity,
      include: null,
      exclude: [],
    };
    const read = { write: false, create: false, exclusive: false, truncate: false };
    const folders = new WalkedFolders(folder.dir);
    const swap = () => {
      renameSync(join(folder.dir, "sub"), join(folder.dir, "aside"));
      symlinkSync(folder.root, join(folder.dir, "sub"));
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
    renameSync(folder.dir, join(folder.root, "moved"));
    mkdirSync(folder.dir);
    expect(() => store.list("")).toThrow(expect.objectContaining({ errno: "EACCES" }));
    const held = openHostFolders(folder.dir);
    expect(held).not.toBeInstanceOf(WalkedFolders);
    held.close();
  });
});

describe("anything but a regular file", () => {
  it("cannot be opened, and nothing hangs", () => {
    execFileSync("mkfifo", [join(folder.dir, "fifo")]);
    const code = `
print(sorted(os.listdir("/m")))
for mode in "rb", "wb", "ab", "r+b": print(attempt(open, "/m/fifo", mode), end=" ")
print(attempt(os.stat, "/m/fifo"), attempt(os.remove, "/m/fifo"))`;
    expect(folder.printed(code)).toEqual([
      "['a.txt', 'sub']",
      "EACCES EACCES EACCES EACCES ENOENT ENOENT",
    ]);
  });

  it("cannot be opened even if all of /dev is mounted", () => {
    const code = `
for n in "null", "zero", "random", "full", "tty", "stdin", "fd/0", "fd/1": print(attempt(open, "/m/" + n), end=" ")
print(attempt(open, "/m/null", "w"), "null" in os.listdir("/m"))`;
    const [line] = folder.printed(code, { hostDir: "/dev" });
    expect(line).toMatch(/^((EACCES|ELOOP|ENOENT|ENOTDIR) )+False$/);
  });
});
