import { describe, expect, it } from "vitest";
import { canaryTrouble, failure, outcomeOf } from "./outcome.js";

/** A program's output. */
const printed = (code: string) => outcomeOf(code).facts.stdout;

/** Calls functions, and prints their results. */
const ATTEMPT = `
def attempt(f, *arguments):
    try:
        return f(*arguments)
    except OSError:
        return "OSError"
    except BaseException as e:
        return type(e).__name__
`;

describe("modules", () => {
  it("are these, and no others", () => {
    const listed = printed('help("modules")').split("Plus any modules")[0] ?? "";
    expect(listed.split(/\s+/).filter(Boolean).sort()).toEqual([
      "__future__",
      "__main__",
      "_asyncio",
      "array",
      "asyncio/__init__",
      "asyncio/core",
      "asyncio/funcs",
      "asyncio/locks",
      "asyncio/queues",
      "binascii",
      "builtins",
      "cmath",
      "collections",
      "deflate",
      "errno",
      "gc",
      "hashlib",
      "heapq",
      "host",
      "host_objects",
      "io",
      "json",
      "math",
      "micropython",
      "os",
      "platform",
      "random",
      "re",
      "select",
      "struct",
      "sys",
      "time",
      "typing",
      "uasyncio",
      "vfs",
      "zlib",
    ]);
  });

  it.each([
    ...[
      "uctypes",
      "machine",
      "_thread",
      "socket",
      "ssl",
      "tls",
      "network",
      "bluetooth",
      "framebuf",
    ],
    ...["marshal", "websocket", "_webrepl", "btree", "cryptolib", "onewire", "js", "jsffi", "ffi"],
    ...["ctypes", "subprocess", "posix", "mmap", "termios", "importlib", "inspect", "pyb", "lwip"],
  ])("such as %s are absent under every name", (name) => {
    const code = `${ATTEMPT}
print(attempt(__import__, "${name}"), attempt(__import__, "u${name}"))
import sys
sys.path.append("/"); sys.path.append("")
print(attempt(__import__, "${name}"))`;
    expect(printed(code)).toBe("ModuleNotFoundError ModuleNotFoundError\nModuleNotFoundError\n");
  });

  it("accept no bytecode and no native code", () => {
    const code = `${ATTEMPT}
@attempt
def made():
    exec("@micropython.native\\ndef f(): pass")
print(made)
print(attempt(compile, b"M\\x06\\x00\\x1f", "x", "exec"))
print(attempt(lambda: (lambda: 0).__code__ and type((lambda: 0).__code__)(b"")))
print(attempt(lambda: type(lambda: 0)(b"", {})))`;
    const { ending, facts } = outcomeOf(code);
    expect(ending).toBe("finished");
    expect(facts.stdout).toMatch(/^(\w+Error\n){4}$/);
  });
});

describe("files", () => {
  it("do not exist, whatever their names", () => {
    const code = `${ATTEMPT}
import os
names = ["/etc/passwd", "../../../etc/passwd", "/proc/self/environ", "package.json", ".", "..", "/",
    "", "\\x00", "/etc\\x00/passwd", "//etc/passwd", "a" * 1000, "é", "/dev/stdin", "file:///etc/passwd"]
for mode in "r", "w", "a", "rb", "r+", "x":
    for name in names:
        if attempt(open, name, mode) not in ("OSError", "ValueError"): print("opened", name, mode)
for name in names:
    refused = ("ValueError",) if "\\x00" in name else ("OSError",)
    for f in os.listdir, os.mkdir, os.rmdir, os.remove, os.unlink, os.chdir, lambda n: os.rename(n, "x"):
        if attempt(f, name) not in refused: print("allowed", f, name)
    found = attempt(os.stat, name)
    if found not in refused and name != "/": print("found", name, found)
    if attempt(lambda: list(os.ilistdir(name))) not in refused: print("listed", name)
print("checked")`;
    expect(printed(code)).toBe("checked\n");
  });

  it("do not appear in a file system that the program mounts", () => {
    const code = `${ATTEMPT}
import os
attempt(os.umount, "/")
for root in "/", "/etc", "..", "":
    fs = attempt(os.VfsPosix, root)
    if fs == "OSError": continue
    print(attempt(fs.open, "passwd", "r"), attempt(lambda: list(fs.ilistdir("/"))))
    attempt(os.mount, fs, "/m" + root.replace("/", ""))
print(attempt(open, "/m/etc/passwd"), attempt(open, "/metc/passwd"))`;
    const { ending, facts } = outcomeOf(code);
    expect(ending).toBe("finished");
    expect(new Set(facts.stdout.trim().split(/\s/))).toEqual(new Set(["OSError"]));
  });

  it("have no open descriptors except the standard streams", () => {
    const code = `${ATTEMPT}
for fd in list(range(3, 20)) + [1000, 2 ** 31 - 1, -1]:
    if attempt(lambda: open(fd).read(1)) not in ("OSError", "ValueError", "OverflowError"): print(fd)
print("checked")`;
    expect(printed(code)).toBe("checked\n");
  });

  it("can be made up by the program, for itself", () => {
    const code = `
import io, os
class FS:
    def mount(self, readonly, mkfs): pass
    def open(self, path, mode): return io.StringIO(path)
    def stat(self, path): return (0x8000,) + (0,) * 9
os.mount(FS(), "/own")
print(open("/own/x").read())`;
    expect(printed(code)).toBe("/x\n");
    expect(outcomeOf('open("/own/x")').ending).toBe("FileNotFoundError");
  });
});

describe("what a program learns of its host", () => {
  it("includes no environment, paths or users", () => {
    const code = `
import sys, os, platform, micropython, gc
print(sys.path, sys.argv, sys.version, sys.implementation, sys.platform, os.getcwd(), platform.platform())
for m in sys, os, micropython, gc: print([(n, getattr(m, n)) for n in dir(m)])
micropython.mem_info(1); micropython.qstr_info(1)
print(os.environ, os.getenv("PATH"), hasattr(os, "system"))`;
    const { ending, facts } = outcomeOf(code);
    expect(ending).toBe("finished");
    const all = facts.stdout + facts.stderr;
    for (const secret of hostSecrets()) expect(all).not.toContain(secret);
    expect(facts.stdout.endsWith("{} None False\n")).toBe(true);
  });

  it("does not depend on how it fails", () => {
    for (const code of ["1 / 0", "import nothing", "open('x')", "(", "raise SystemExit('x')"]) {
      const error = failure(code);
      const told = JSON.stringify({ ...error, message: error.message, cause: error.cause });
      for (const secret of hostSecrets()) expect(told).not.toContain(secret);
    }
  });
});

describe("the standard streams", () => {
  it.each([
    ["closed", "import sys\nsys.stdout.close()\nprint(1)", "ValueError"],
    ["closed by descriptor", "open(1).close()\nprint(1)", "OSError"],
    ["closed with the others", "for fd in 0, 1, 2: open(fd).close()", "finished"],
    ["closed for errors", "import sys\nsys.stderr.close()\n1 / 0", "ZeroDivisionError"],
    ["closed for input", "import sys\nsys.stdin.close()\nsys.stdin.read()", "ValueError"],
  ])("can be %s by a program without affecting others", (_, code, ending) => {
    expect(outcomeOf(code).ending).toBe(ending);
    expect(canaryTrouble()).toBeNull();
  });

  it("accept bytes that are not text", () => {
    const { ending, facts } = outcomeOf("import sys\nsys.stdout.buffer.write(b'\\xff\\x00\\xc3')");
    expect(ending).toBe("finished");
    expect(facts.stdout).toBe("\ufffd\0\ufffd");
  });
});

describe("the interpreter's own switches", () => {
  it.each([
    ["a locked heap", "import micropython\nmicropython.heap_lock()", "finished"],
    [
      "a heap that is locked often",
      "import micropython\nwhile True: micropython.heap_lock()",
      "fuel",
    ],
    [
      "a locked heap and an error",
      "import micropython\nmicropython.heap_lock()\n1 / 0",
      "ZeroDivisionError",
    ],
    ["a locked heap and a need", "import micropython\nmicropython.heap_lock()\n[1]", "MemoryError"],
    ["a heap unlocked too often", "import micropython\nmicropython.heap_unlock()\n[1]", ""],
    ["no garbage collection", "import gc\ngc.disable()\nwhile True: [1]", "MemoryError"],
    [
      "collections at every allocation",
      "import gc\ngc.threshold(1)\nprint([[i] for i in range(99)])",
      "finished",
    ],
    ["an odd threshold", "import gc\nfor i in range(64): gc.threshold(2 ** i - 2)", ""],
    ["an odd optimisation", "import micropython\nmicropython.opt_level(99)\nexec('assert 0')", ""],
    [
      "callbacks without end",
      "import micropython\ndef f(x): micropython.schedule(f, x)\nf(1)\nwhile True: pass",
      "fuel",
    ],
    ["the end, again and again", "import sys\ndef f(): sys.atexit(f)\nsys.atexit(f)", "finished"],
    ["an endless end", "import sys\ndef f():\n  while True: pass\nsys.atexit(f)", "fuel"],
    [
      "prompts that are no texts",
      "import sys\nsys.ps1 = sys.ps2 = 5\nsys.tracebacklimit = -1",
      "finished",
    ],
  ])("such as %s offer no way out", (_, code, expected) => {
    const { ending } = outcomeOf(code, { wallTimeoutMs: null });
    if (expected === "") expect(ending).toMatch(/^finished$|Error$/);
    else expect(ending).toBe(expected);
    expect(canaryTrouble()).toBeNull();
  });

  it.each([
    "import sys\nsys.modules.clear()\nsys.modules['json'] = 5",
    "import builtins\nfor n in dir(builtins): setattr(builtins, n, None)",
    "import builtins, sys\nbuiltins.print = builtins.sum = builtins.repr = lambda *a: 666",
    "import json\njson.dumps = lambda x: 'left'",
    "import re\nre.match = None",
    "import sys\nsys.stdout = sys.stderr = sys.stdin = None",
    "import sys\nsys.path.clear(); sys.argv.clear(); sys.path.append(5)",
    "int.__add__ = lambda a, b: 5",
    "object.__eq__ = None",
    "left = 1\nglobals()['left'] = 2\nglobals()['__builtins__'] = 3",
    "del __name__\n__main__ = 5",
    "import gc, micropython, random\nrandom.seed(1); gc.disable(); micropython.kbd_intr(3)",
  ])("and patches of modules do not reach the next run: %s", (code) => {
    expect(outcomeOf(code).ending).toMatch(/^finished$|Error$/);
    expect(canaryTrouble()).toBeNull();
  });
});

/** What must not be revealed: where this process is, who runs it, and what it was given. */
function hostSecrets(): string[] {
  const { HOME, USER, PATH, HOSTNAME } = process.env;
  const paths = [process.cwd(), import.meta.dirname, process.execPath, HOME, PATH];
  return [
    ...paths,
    USER,
    HOSTNAME,
    "node_modules",
    "node:internal",
    ".wasm",
    "wasm-function",
  ].filter((secret): secret is string => secret !== undefined && secret.length > 4);
}
