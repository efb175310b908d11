import { MicroPythonSessionSync, type RunOptions, runSync } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const OPTIONS = {
  python: "cpython",
  wallTimeoutMs: 60_000,
  fuel: 2_000_000_000,
} satisfies RunOptions;

const printed = (code: string, options: RunOptions = {}): string =>
  runSync(code, { ...OPTIONS, ...options }).stdout;

/** How a program ends that does not finish. */
function failure(code: string): unknown {
  try {
    runSync(code, OPTIONS);
  } catch (error) {
    return error;
  }
  throw new Error("the program finished");
}

describe("signals in CPython", { timeout: 120_000 }, () => {
  it("reach the handlers of the program that sends them to itself", () => {
    const code = `
import os, signal
def handler(number, frame): print(signal.Signals(number).name)
for number in signal.SIGINT, signal.SIGTERM, signal.SIGUSR1: signal.signal(number, handler)
os.kill(os.getpid(), signal.SIGUSR1)
signal.raise_signal(signal.SIGINT)
os.killpg(os.getpgrp(), signal.SIGTERM)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
os.kill(0, signal.SIGUSR1)
try: os.kill(7, signal.SIGTERM)
except ProcessLookupError as e: print(e)
try: signal.signal(signal.SIGKILL, handler)
except OSError as e: print(e)`;
    expect(printed(code)).toBe(
      "SIGUSR1\nSIGINT\nSIGTERM\n[Errno 3] No such process\n[Errno 22] Invalid argument\n",
    );
  });

  it("without a handler end the program, and the session goes on", () => {
    const kill = "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)";
    expect(failure(kill)).toMatchObject({ code: "exit", exitCode: 143 });
    expect(
      failure(`try:\n  ${kill.replace("\n", "; ")}\n  x = [0] * 9\nfinally: print('no')`),
    ).toMatchObject({
      code: "exit",
      stdout: "",
    });
    const session = new MicroPythonSessionSync({ python: "cpython" });
    session.run("x = 1");
    expect(() => session.run(kill)).toThrow("SystemExit: 143");
    expect(session.run("print(x)").stdout).toBe("1\n");
  });

  it("come from timers, in loops and in sleep", () => {
    const code = `
import signal, time
class Late(Exception): pass
def handler(number, frame): raise Late
signal.signal(signal.SIGALRM, handler)
for wait in lambda: time.sleep(60), lambda: [None for _ in iter(int, 1)]:
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try: wait()
    except Late: print("late", signal.getitimer(signal.ITIMER_REAL))
print(signal.alarm(100), 99 <= signal.alarm(0) <= 100, signal.alarm(0))
ticks = []
signal.signal(signal.SIGALRM, lambda *args: ticks.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
start = time.monotonic()
time.sleep(0.1)
print(time.monotonic() - start >= 0.1, len(ticks) > 2)
signal.setitimer(signal.ITIMER_REAL, 0.01)
signal.pause(); print("went on")
try: signal.setitimer(9, 1)
except signal.ItimerError as e: print(e)`;
    expect(printed(code)).toBe(
      "late (0.0, 0.0)\nlate (0.0, 0.0)\n0 True 0\nTrue True\nwent on\n[Errno 22] Invalid argument\n",
    );
  });

  it("of timers without a handler end the program", () => {
    const code = `
import signal
signal.setitimer(signal.ITIMER_REAL, 0.01)
while True:
    try:
        while True: pass
    except BaseException: pass`;
    expect(failure(code)).toMatchObject({ code: "exit", exitCode: 142 });
  });

  it("do not keep a run from being stopped", () => {
    const code = `
import signal
def handler(*args):
    while True: pass
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
while True:
    try:
        while True: pass
    except BaseException: pass`;
    expect(() => runSync(code, { ...OPTIONS, wallTimeoutMs: 200 })).toThrow("200 ms");
  });

  it("can be handled by the event loop", () => {
    const code = `
import asyncio, os, signal
async def main():
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, event.set)
    loop.call_later(0.01, os.kill, os.getpid(), signal.SIGTERM)
    await event.wait()
    print("stopped", loop.remove_signal_handler(signal.SIGTERM), loop.remove_signal_handler(signal.SIGTERM))
asyncio.run(main())`;
    expect(printed(code)).toBe("stopped True False\n");
  });
});

describe("a program of CPython", { timeout: 120_000 }, () => {
  it("exits at once with os._exit, whatever would handle it", () => {
    const code = `
import atexit, os
atexit.register(print, "no")
try:
    print("yes")
    os._exit(4)
except BaseException: print("no")
finally: print("no")`;
    expect(failure(code)).toMatchObject({ code: "exit", exitCode: 4, stdout: "yes\n" });
    expect(runSync("import os; os._exit(0)", OPTIONS)).toMatchObject({ exited: true, exitCode: 0 });
    expect(failure("import os\nclass A:\n  def __repr__(self): os._exit(5)\nA()")).toMatchObject({
      exitCode: 5,
    });
  });

  it("can ask what a process asks", () => {
    const code = `
import os, resource, threading, time, socket
print(os.getpgrp() == os.getpid() == os.getsid(0) == threading.get_native_id(), os.getgroups(), os.getlogin())
start = time.process_time(), time.thread_time()
time.sleep(0.1)
print(os.getloadavg(), os.nice(0), os.sched_getaffinity(0), time.process_time() - start[0] < 0.09, time.thread_time() - start[1] < 0.09)
try: os.get_terminal_size()
except OSError as e: print(e)
resource.setrlimit(resource.RLIMIT_STACK, (2 ** 29, resource.RLIM_INFINITY))
print(resource.getrlimit(resource.RLIMIT_STACK), resource.getrusage(resource.RUSAGE_SELF).ru_utime >= 0)
print(socket.gethostbyname(socket.gethostname()), socket.gethostbyname("10.0.0.1"))
import readline; readline.parse_and_bind("tab: complete"); readline.add_history("a"); print(readline.get_history_item(1))
import selectors; print(selectors.DefaultSelector().select(0))`;
    expect(printed(code)).toBe(`True [1000] sandbox
(0.0, 0.0, 0.0) 0 {0} True True
[Errno 25] Inappropriate ioctl for device
(536870912, -1) True
127.0.0.1 10.0.0.1
a
[]
`);
  });

  it("finds the locales that are on every machine", () => {
    const code = `
import locale
for name in "", "C", "POSIX", "C.UTF-8", locale.setlocale(locale.LC_ALL): locale.setlocale(locale.LC_ALL, name)
for name in "de_DE.UTF-8", "en_US.UTF-8", "nonsense":
    try: locale.setlocale(locale.LC_ALL, name)
    except locale.Error as e: print(e)`;
    expect(printed(code)).toBe("unsupported locale setting\n".repeat(3));
  });

  it("imports a module that it has just written", () => {
    const code = `
import sys, os
os.chdir("/tmp"); sys.path.insert(0, os.getcwd())
try: import fresh
except ImportError: print("not yet")
for name in "fresh", "fresh2", "fresh3":
    open(name + ".py", "w").write("x = __name__")
    print(__import__(name).x)`;
    const mounts = [{ path: "/tmp", memory: {} }];
    expect(printed(code, { mounts })).toBe("not yet\nfresh\nfresh2\nfresh3\n");
  });

  it("reads and writes files of any size in one call", () => {
    const code = `
import os
fd = os.open("/tmp/a", os.O_RDWR | os.O_CREAT)
print(os.write(fd, bytes(3_000_001)), os.lseek(fd, 0, 0), len(os.read(fd, 2_000_000)), len(os.read(fd, 2_000_000)))
os.close(fd)
print(open("/tmp/a", "ab", buffering=0).write(bytes(1_000_000)), len(open("/tmp/a", "rb", buffering=0).read(3_500_000)))`;
    const mounts = [{ path: "/tmp", memory: {} }];
    expect(printed(code, { mounts })).toBe("3000001 0 2000000 1000001\n1000000 3500000\n");
  });
});

describe("numbers in CPython", () => {
  it("have the hashes of 64-bit machines, and sets their order", () => {
    const code = `
from decimal import Decimal
from fractions import Fraction
import random, sys
print(hash(2 ** 61), hash(1.1) == hash(Decimal("1.1")) or hash(1.1), hash(Decimal("1.1")) == hash(Fraction(11, 10)))
print(hash(0.5) == hash(Decimal("0.5")) == hash(Fraction(1, 2)), hash(10 ** 100) == hash(Decimal(10) ** 100), hash((1, 2)))
print({-1, -2, -3}, {1.5, 2.5, 0.1}, {(1, 2), (3, 4), (0, 1)}, {10 ** 18, 10 ** 12, 7})
random.seed(1.5); print(random.random(), sys.hash_info.width)
import array, struct
print(struct.calcsize("l"), struct.pack("lL", -2, 2 ** 63), array.array("l", [2 ** 40]), memoryview(array.array("L", [2 ** 63]))[0])`;
    expect(printed(code)).toBe(`1 230584300921369601 True
True True -3550055125485641917
{-3, -1, -2} {0.1, 1.5, 2.5} {(0, 1), (1, 2), (3, 4)} {1000000000000000000, 1000000000000, 7}
0.551763726942059 64
8 b'\\xfe\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80' array('l', [1099511627776]) 9223372036854775808
`);
  });

  it("have the functions of Linux, to the last digit", () => {
    const code = `
import cmath, math
print(math.sin(0.58186), math.cos(100.25), math.tan(-2.1), math.asin(-0.7616), math.acos(0.2825), math.atan(0.36617))
print(math.atan2(3.5, -1.05), abs(complex(79.2, 14.9)), math.sinh(1.7566), math.cosh(0.4866), math.tanh(0.7961), math.log10(3.97))
print(cmath.exp(1j * math.pi / 3), (1 + 2j) ** (0.5 - 1j), cmath.phase(-1.5 + 2j), cmath.sqrt(-2.5 + 1j))`;
    expect(
      printed(code),
    ).toBe(`0.5495788084520973 0.9607883312760612 1.7098465429045073 -0.865778501118932 1.2843970582239244 0.3510069176672511
1.8622531212727638 80.58939136139446 2.8100389265997165 1.1207443189166657 0.6618508051076702 0.5987905067631151
(0.5000000000000001+0.8660254037844386j) (4.382565059863358-1.1243974773611554j) 2.214297435588181 (0.31030823673184377+1.6113010897357534j)
`);
  });
});
