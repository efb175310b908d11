# Runs a command in a real terminal, and talks with it.
# Reads from stdin, as JSON: {"command": [...], "env": {...}, "steps": [[awaited, keys], ...]}.
# Each step waits until what was shown since the step before has the awaited text, or a moment where
# there is none, then types.
# Writes, as JSON: {"shown": what the terminal showed, "status": the exit code, "late": what never came}.
import fcntl, json, os, pty, re, select, struct, sys, termios, time

STEP_SECONDS = 15
MOMENT_SECONDS = 0.5

task = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.execvpe(task["command"][0], task["command"], {**os.environ, **task["env"]})
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

shown = b""


def plain():
    """What was shown, without what moves the cursor and colours the text; each line ends in CR and LF."""
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown.decode(errors="ignore"))
    return text.replace("\r\r\n", "\r\n")


def read(seconds):
    global shown
    if not select.select([terminal], [], [], seconds)[0]:
        return True
    try:
        data = os.read(terminal, 65536)
    except OSError:  # what Linux says at the end
        data = b""
    shown += data
    return data != b""


late = None
seen = 0
for awaited, keys in task["steps"]:
    if awaited == "":
        time.sleep(MOMENT_SECONDS)
    end = time.monotonic() + STEP_SECONDS
    while awaited not in plain()[seen:] and time.monotonic() < end and read(0.1):
        pass
    if awaited not in plain()[seen:]:
        late = awaited
        break
    seen = plain().index(awaited, seen) + len(awaited)
    os.write(terminal, keys.encode())

end = time.monotonic() + STEP_SECONDS
while late is None and time.monotonic() < end and read(0.1):
    pass
if late is not None or time.monotonic() >= end:
    os.kill(pid, 9)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
json.dump({"shown": shown.decode(errors="replace"), "status": status, "late": late}, sys.stdout)
