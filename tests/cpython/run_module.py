# Runs the module TEST_MODULE of CPython's test suite, and tells the host how each test ends.
# Functions of the host: chosen(id) says whether to run a test, report(kind, id, detail) is told.
import os
import subprocess
import sys
import types
import unittest

sys.path.append("/suite")
os.mkdir("/tmp/work")
os.chdir("/tmp/work")

from test import support
from test.support import socket_helper

support.use_resources = []
support.verbose = 0

# Modules in C that exist only to test the interpreter.
HELPERS = "_testcapi", "_testinternalcapi", "_testlimitedcapi", "_testmultiphase", "_testsinglephase"


class Helper(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)

        def skip(*args, **kwargs):
            raise unittest.SkipTest(f"needs {self.__name__}.{name}")

        return skip


def no_process(self, *args, **kwargs):
    raise unittest.SkipTest("requires subprocess support")


# Lets a module run that would skip itself as a whole for the sake of a few of its tests.
def pretend():
    support.has_socket_support = support.has_subprocess_support = True
    socket_helper.has_gethostname = True
    for name in HELPERS:
        sys.modules[name] = Helper(name)
    subprocess.Popen.__init__ = no_process
    if TEST_MODULE == "test_code":
        sys.modules["ctypes"] = None  # it calls CPython's C functions
    # Modules ask these at their import.
    sys.modules["_testinternalcapi"].get_config = lambda: {"code_debug_ranges": 1}
    sys.modules["_testinternalcapi"].get_immortalize_deferred = lambda: False


class Result(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.failed = False
        report("started", test.id(), "")

    def addSuccess(self, test):
        if not self.failed:
            report("passed", test.id(), "")

    def addError(self, test, error):
        super().addError(test, error)
        self.failed = True
        report("failed", test.id(), self.errors.pop()[1])

    addFailure = addError

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.failed = True
            detail = self._exc_info_to_string(error, subtest)
            report("failed", test.id(), f"{subtest}\n{detail}")

    def addSkip(self, test, reason):
        report("skipped", test.id(), reason)

    def addExpectedFailure(self, test, error):
        report("passed", test.id(), "")

    def addUnexpectedSuccess(self, test):
        report("failed", test.id(), "passed, but was expected to fail")


def only_chosen(suite):
    tests = []
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            tests.append(only_chosen(test))
        elif chosen(test.id()):
            tests.append(test)
    return type(suite)(tests)


def main():
    if PRETEND:
        pretend()
    name = f"test.{TEST_MODULE}"
    try:
        suite = unittest.defaultTestLoader.loadTestsFromName(name)
    except unittest.SkipTest as skipped:
        report("skipped", name, str(skipped))
        return
    only_chosen(suite).run(Result())


main()
