# What the modules of Lib lack in a sandbox: for `help("modules")` and docs/modules.md.
# SPDX-License-Identifier: Apache-2.0
import sys

# What does not work, and how it ends.
LIMITED = {
    "asyncio": "no subprocesses and no threads, which raise; connections raise `OSError`",
    "concurrent.futures": "executors raise when they get work: there are no threads and no processes",
    "ctypes": "C's plain types only; libraries and memory raise `OSError`",
    "dbm": "only `dbm.sqlite3` and `dbm.dumb`",
    "fcntl": "locks succeed at once, as nobody else is there",
    "ftplib": "connecting raises `OSError`: there is no network",
    "getpass": "`getpass` reads a line of the input, which is not hidden",
    "hashlib": "no `scrypt`",
    "http.client": "connecting raises `OSError`: there is no network",
    "http.server": "servers raise `OSError` when they are created",
    "imaplib": "connecting raises `OSError`: there is no network",
    "locale": "only the locales C, POSIX and C.UTF-8",
    "logging.handlers": "those that need a network or a system's log raise when they are used",
    "lzma": "needs about 100 MB of memory at its default preset",
    "mmap": "raises `OSError`",
    "multiprocessing": "processes raise when they are started",
    "os": "no processes, pipes, links or descriptors to duplicate",
    "poplib": "connecting raises `OSError`: there is no network",
    "pty": "cannot be imported",
    "queue": "waiting without a limit for another thread raises `RuntimeError`",
    "readline": "settings have no effect: the host edits lines",
    "resource": "limits have no effect, and nothing is known about memory",
    "select": "raises `OSError`: there is nothing to wait for",
    "selectors": "there is nothing to wait for",
    "shutil": "no `disk_usage` and no `chown`",
    "signal": "no signals but those that the program sends to itself; they cannot be blocked",
    "smtplib": "connecting raises `OSError`: there is no network",
    "socket": "sockets raise `OSError` when they are created",
    "socketserver": "servers raise `OSError` when they are created",
    "sqlite3": "no extensions, and no full-text search",
    "ssl": "cannot be imported",
    "subprocess": "raises `OSError`: there are no processes",
    "tempfile": "needs a folder to write to, such as a memory mount at `/tmp`",
    "termios": "there is no terminal",
    "threading": "`Thread.start` raises `RuntimeError`: a program has one thread",
    "time": "no `tzset`; the local time zone is UTC",
    "tty": "there is no terminal",
    "urllib.request": "opening raises `URLError`, but for `data:` and `file:`: there is no network",
    "webbrowser": "opens nothing",
    "wsgiref": "servers raise `OSError` when they are created",
    "xmlrpc": "connecting raises `OSError`: there is no network",
}


def available():
    """The names of all modules that can be imported, with those of packages."""
    import pkgutil
    found = {module.name for module in pkgutil.iter_modules()}
    return sorted(found.union(sys.builtin_module_names))


def absent():
    """The public modules of CPython's library that are not there."""
    return sorted(name for name in sys.stdlib_module_names.difference(available())
                  if not name.startswith("_"))
