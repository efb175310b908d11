import { type Mount, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const TMP: Mount = { path: "/tmp", memory: {} };

const printed = (code: string): string =>
  runSync(code, { python: "cpython", wallTimeoutMs: 60_000, fuel: 2_000_000_000, mounts: [TMP] })
    .stdout;

/** What a statement raises: the class, and its text. */
const raised = (...statements: string[]): string =>
  printed(
    `${statements.slice(0, -1).join("\n")}
try:
    ${statements[statements.length - 1]}
except BaseException as e:
    print(f"{type(e).__module__}.{type(e).__name__}: {e}")`,
  ).trimEnd();

describe("errors in CPython", { timeout: 120_000 }, () => {
  it("have Linux's numbers, names, classes and texts", () => {
    expect(raised("open('/tmp/x')")).toBe(
      "builtins.FileNotFoundError: [Errno 2] No such file or directory: '/tmp/x'",
    );
    expect(raised("open('/tmp', 'w')")).toBe(
      "builtins.IsADirectoryError: [Errno 21] Is a directory: '/tmp'",
    );
    expect(raised("import os", "os.mkdir('/tmp')")).toBe(
      "builtins.FileExistsError: [Errno 17] File exists: '/tmp'",
    );
    expect(raised("2.0 ** 10000")).toBe(
      "builtins.OverflowError: (34, 'Numerical result out of range')",
    );
    const code = `
import errno, os
print(errno.ENOENT, errno.EACCES, errno.EAGAIN, errno.ENOTSUP, errno.errorcode[39])
print(os.strerror(2), os.strerror(5), os.strerror(9999), sep=", ")
print(repr(OSError(2, "a")), repr(OSError(13, "a")), repr(OSError(errno.EPIPE, "a")), repr(OSError(44, "a")))`;
    expect(printed(code)).toBe(`2 13 11 95 ENOTEMPTY
No such file or directory, Input/output error, Unknown error 9999
FileNotFoundError(2, 'a') PermissionError(13, 'a') BrokenPipeError(32, 'a') OSError(44, 'a')
`);
  });

  it("name the sandbox if it lacks something", () => {
    expect(raised("import socket", "socket.socket()")).toContain("no sockets in this sandbox");
    expect(raised("import socket", "socket.create_connection(('a', 80))")).toBe(
      "socket.gaierror: [Errno -4] there is no network in this sandbox",
    );
    const connect = "asyncio.run(asyncio.open_connection('a', 80))";
    expect(raised("import asyncio", connect)).toContain("no network in this sandbox");
  });
});

describe("threads in CPython", { timeout: 120_000 }, () => {
  it("cannot be started", () => {
    const start = "threading.Thread(target=print).start()";
    expect(raised("import threading", start)).toBe("builtins.RuntimeError: can't start new thread");
    const toThread = "asyncio.run(asyncio.to_thread(abs, -1))";
    expect(raised("import asyncio", toThread)).toBe(
      "builtins.RuntimeError: can't start new thread",
    );
  });

  it.each([
    ["import threading; lock = threading.Lock(); lock.acquire()", "lock.acquire()"],
    ["import threading", "threading.Event().wait()"],
    ["import threading", "threading.Barrier(2).wait()"],
    ["import queue", "queue.Queue().get()"],
    ["import queue", "queue.SimpleQueue().get()"],
  ])("cannot be waited for endlessly: %s; %s", (before, wait) => {
    expect(raised(before, wait)).toBe(
      "builtins.RuntimeError: deadlock: this waits for another thread, and there is none",
    );
  });

  it("can be waited for with a timeout, and locks work in a single thread", () => {
    const code = `
import queue, threading, time
lock = threading.Lock()
start = time.monotonic()
with lock: print(lock.acquire(timeout=0.05), lock.acquire(blocking=False))
print(threading.Event().wait(0.05), time.monotonic() - start >= 0.09)
try: queue.SimpleQueue().get(timeout=0.05)
except queue.Empty: print("empty")
again = threading.RLock()
with again, again: print(threading.active_count())
q = queue.SimpleQueue(); q.put(1); print(q.get())`;
    expect(printed(code)).toBe("False False\nFalse True\nempty\n1\n1\n");
  });
});

describe("files in CPython", { timeout: 120_000 }, () => {
  it("can be distinguished", () => {
    const code = `
import filecmp, os, shutil
open("/tmp/a", "w").write("abc")
os.mkdir("/tmp/d")
print(os.path.samefile("/tmp/a", "/tmp/d/../a"), os.path.samefile("/tmp/a", "/tmp/d"))
print(shutil.copy("/tmp/a", "/tmp/b"), shutil.move("/tmp/b", "/tmp/d"), filecmp.cmp("/tmp/a", "/tmp/d/b", shallow=False))
with open("/tmp/a") as f: print(os.stat("/tmp/a").st_ino == os.fstat(f.fileno()).st_ino == next(e.inode() for e in os.scandir("/tmp") if e.name == "a"))
shutil.copytree("/tmp/d", "/tmp/e")
print(sorted(os.listdir("/tmp/e")), os.path.ismount("/tmp/e"))`;
    expect(printed(code)).toBe("True False\n/tmp/b /tmp/d/b True\nTrue\n['b'] False\n");
  });

  it("have the permissions that Linux gives new files", () => {
    const code = `
import os, stat
open("/tmp/a", "w").close()
print(stat.filemode(os.stat("/tmp/a").st_mode), stat.filemode(os.stat("/tmp").st_mode), os.access("/tmp/a", os.R_OK))`;
    expect(printed(code)).toBe("-rw-r--r-- drwxr-xr-x True\n");
  });

  it("that do not exist are reported as missing, even in a read-only folder", () => {
    const lib = "/usr/lib/python3.13";
    expect(raised("import os", `os.remove('${lib}/none.py')`)).toContain("FileNotFoundError");
    expect(raised("import os", `os.remove('${lib}/json/__init__.pyc')`)).toContain("[Errno 30]");
  });

  it("have the same size and time, open or not", () => {
    const code = `
import os, zipfile
with open("/tmp/a", "w") as f:
    f.write("abc"); f.flush()
    print(os.fstat(f.fileno()).st_mtime == os.stat("/tmp/a").st_mtime > 10**9, os.fstat(f.fileno()).st_size)
    print(zipfile.ZipInfo.from_file(f.fileno(), "a").file_size)
    os.remove("/tmp/a"); print(os.fstat(f.fileno()).st_mtime)`;
    expect(printed(code)).toBe("True 3\n3\n0.0\n");
  });

  it("hold shelves", () => {
    const code = `
import shelve
with shelve.open("/tmp/s") as s: s["a"] = [1, {"b": 2}]
with shelve.open("/tmp/s") as s: print(s["a"], list(s))`;
    expect(printed(code)).toBe("[1, {'b': 2}] ['a']\n");
  });
});

describe("modules that reach outside", { timeout: 120_000 }, () => {
  it("can be imported, and say why they do nothing", () => {
    const code = `
import ctypes, mmap
print(ctypes.sizeof(ctypes.c_long), ctypes.c_ubyte(-1).value, ctypes.c_int(2 ** 31).value)`;
    expect(printed(code)).toBe("4 255 -2147483648\n");
    expect(raised("import ctypes", "ctypes.CDLL('libc.so')")).toContain("in this sandbox");
    expect(raised("import ctypes", "ctypes.cdll.LoadLibrary('x')")).toContain("in this sandbox");
    expect(raised("import mmap", "mmap.mmap(-1, 10)")).toContain("in this sandbox");
  });
});

describe("CPython says", { timeout: 120_000 }, () => {
  it("how it was built, and where it runs", () => {
    const code = `
import os, platform, sys, sysconfig
print(os.cpu_count(), os.getcwd(), sys.platform, platform.system(), sysconfig.get_config_var("Py_DEBUG"))
print(sysconfig.get_paths()["stdlib"], sys._stdlib_dir)`;
    expect(printed(code)).toBe("1 / wasi wasi 0\n/usr/lib/python3.13 /usr/lib/python3.13\n");
  });

  it("what a function is for", () => {
    expect(printed("help(len)")).toContain("Return the number of items in a container.");
  });
});
