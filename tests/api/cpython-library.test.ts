import { type Mount, type RunOptions, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const TMP: Mount = { path: "/tmp", memory: {} };

const OPTIONS = {
  python: "cpython",
  wallTimeoutMs: 60_000,
  fuel: 2_000_000_000,
  mounts: [TMP],
} satisfies RunOptions;

const printed = (code: string, options: RunOptions = {}): string =>
  runSync(code, { ...OPTIONS, ...options }).stdout;

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
  it("has no processes, and says so at once", () => {
    const refusal = `
import multiprocessing
for attempt in (multiprocessing.Process(target=print).start, multiprocessing.Pool, multiprocessing.Queue,
                multiprocessing.Lock, multiprocessing.Manager, multiprocessing.Pipe):
    try: attempt()
    except OSError as error: print(error.strerror)`;
    const { stdout } = runSync(refusal, { python: "cpython", wallTimeoutMs: null });
    const said =
      "there are no processes in this sandbox; call the function itself, or use asyncio\n";
    expect(stdout).toBe(said.repeat(6));
  });

  it("says what to use instead of threads", () => {
    const code = `
import threading
try: threading.Thread(target=print).start()
except RuntimeError as error: print(*error.__notes__)`;
    expect(runSync(code, { python: "cpython" }).stdout).toBe(
      "There are no threads in this sandbox: call the function itself, or use asyncio.\n",
    );
  });

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

  it("can be cut off, extended and given times while they are open or not", () => {
    const code = `
import os, pathlib, zipfile
with open("/tmp/a", "w+") as f:
    f.write("abcdef"); print(f.truncate(3)); f.seek(0); print(f.read())
os.truncate("/tmp/a", 5); print(open("/tmp/a", "rb").read())
os.utime("/tmp/a", (5, 7)); print(os.stat("/tmp/a").st_mtime)
with open("/tmp/a") as f: os.utime(f.fileno(), (5, 9)); print(os.fstat(f.fileno()).st_mtime)
pathlib.Path("/tmp/new").touch(); pathlib.Path("/tmp/a").touch()
print(os.path.getsize("/tmp/new"), os.stat("/tmp/a").st_mtime > 10**9)
for name in "xy":
    with zipfile.ZipFile("/tmp/z", "a") as z: z.writestr(name, name)
print(zipfile.ZipFile("/tmp/z").namelist())`;
    expect(printed(code)).toBe("3\nabc\nb'abc\\x00\\x00'\n7.0\n9.0\n0 True\n['x', 'y']\n");
    expect(raised("import os", "os.utime('/tmp/none')")).toContain("FileNotFoundError");
    expect(raised("f = open('/tmp/a', 'w')", "open('/tmp/a').truncate()")).toContain(
      "UnsupportedOperation",
    );
  });

  it("are never links, belong to the program's user, and can be locked", () => {
    const code = `
import fcntl, os, pathlib
with open("/tmp/a", "w") as f: fcntl.flock(f, fcntl.LOCK_EX)
print(os.stat("/tmp/a").st_uid == os.getuid(), pathlib.Path("/tmp/a").owner(), pathlib.Path.home())
print(os.path.islink("/tmp/a"), os.path.realpath("/tmp/a"), oct(os.umask(0o77)))`;
    expect(printed(code)).toBe("True sandbox /\nFalse /tmp/a 0o22\n");
    expect(raised("import os", "os.readlink('/tmp')")).toBe(
      "builtins.OSError: [Errno 22] Invalid argument: '/tmp'",
    );
    expect(raised("import os", "os.readlink('/tmp/none')")).toContain("FileNotFoundError");
    expect(raised("import os", "os.symlink('/tmp', '/tmp/a')")).toContain("PermissionError");
    expect(raised("import os", "os.link('/tmp', '/tmp/a')")).toContain("PermissionError");
  });

  it("include the null device, unless something is mounted in its place", () => {
    const code = `
import contextlib, os
with open(os.devnull, "w") as f, contextlib.redirect_stdout(f): print("lost")
print(repr(open(os.devnull).read()), os.listdir("/dev"), os.path.getsize("/dev/null"))`;
    expect(printed(code)).toBe("'' ['null'] 0\n");
    expect(raised("open('/dev/x', 'w')")).toContain("PermissionError");
    expect(raised("import os", "os.remove('/dev/null')")).toContain("[Errno 30]");
    const mounts = [{ path: "/dev", memory: {} }];
    expect(printed("import os; print(os.listdir('/dev'))", { mounts })).toBe("[]\n");
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
    expect(raised("import os", "os.system('ls')")).toBe(
      "builtins.OSError: there are no processes in this sandbox",
    );
    expect(raised("import termios", "termios.tcgetattr(0)")).toBe(
      "termios.error: (25, 'Not a tty')",
    );
  });
});

describe("time zones in CPython", { timeout: 120_000 }, () => {
  it("are those of the time zone database", () => {
    const code = `
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones
for zone in "Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC":
    print(datetime(2024, 7, 1, 12, tzinfo=ZoneInfo(zone)).strftime("%z %Z"))
print(datetime(2050, 1, 1, tzinfo=ZoneInfo("Europe/London")).dst(), len(available_timezones()) > 590)
try: ZoneInfo("No/Where")
except ZoneInfoNotFoundError as e: print(e)`;
    expect(printed(code)).toBe(
      "+0200 CEST\n-0400 EDT\n+0530 IST\n+0000 UTC\n0:00:00 True\n'No time zone found with key No/Where'\n",
    );
  });
});

describe("compression in CPython", { timeout: 120_000 }, () => {
  it("comes in every format", () => {
    const code = `
import bz2, io, lzma, tarfile, zlib
data = b"some text " * 1000
for c in bz2, lzma, zlib: print(len(c.compress(data)) < 200, c.decompress(c.compress(data)) == data)
for mode in "gz", "bz2", "xz":
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:" + mode) as tar: tar.addfile(tarfile.TarInfo("a"))
    file.seek(0); print(tarfile.open(fileobj=file).getnames())`;
    expect(printed(code, { memoryBytes: 256 * 1024 * 1024 })).toBe(
      `${"True True\n".repeat(3)}${"['a']\n".repeat(3)}`,
    );
    expect(raised("import lzma", "lzma.decompress(b'x')")).toContain("LZMAError");
  });
});

describe("keys from passwords in CPython", { timeout: 120_000 }, () => {
  it("are those of OpenSSL", () => {
    const code = `
import hashlib
print(hashlib.pbkdf2_hmac("sha256", b"pw", b"salt", 1000).hex())
print(hashlib.pbkdf2_hmac("sha1", b"password", b"salt", 2, 50).hex()[:40])`;
    expect(printed(code)).toBe(
      "0a38253555ce37f5c72a6b703f996814ebf241f203af146e93dcdeb031c5567e\nea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957\n",
    );
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
