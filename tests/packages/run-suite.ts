import { MicroPythonWasmError, run } from "micropython-wasm";
import { PACKAGES_DIR } from "./install.js";
import type { Suite } from "./suites.js";

/** How many of a package's own tests ended in each way. */
export interface SuiteResult {
  readonly version: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A result, and what pytest printed. */
export interface SuiteRun {
  readonly result: SuiteResult;
  readonly durationMs: number;
  readonly output: string;
}

const CODE = `
import os, sys
os.chdir("/suite")
import pytest

class Counts:
    stats = {}
    @pytest.fixture
    def capfd(self): pytest.skip("descriptors cannot be duplicated")
    capfdbinary = capfd
    def pytest_configure(self, config):
        config.addinivalue_line("markers", "no_cover: of pytest-cov")
    def pytest_terminal_summary(self, terminalreporter):
        self.stats = {name: len(reports) for name, reports in terminalreporter.stats.items()}

counts = Counts()
# Descriptors cannot be duplicated, and there is nothing to write a cache to.
options = ["-q", "-p", "no:faulthandler", "-p", "no:cacheprovider", "--capture=sys", "--tb=line",
           "--continue-on-collection-errors"]
pytest.main(options + sys.argv[1:], plugins=[counts])
counts.stats`;

/** Runs a package's own tests under pytest in the sandbox. @param source its source distribution, if it is needed */
export async function runSuite(
  suite: Suite,
  version: string,
  source: string | undefined,
): Promise<SuiteRun> {
  const start = performance.now();
  const { counts, output } = await pytest(suite, source);
  const of = (...names: string[]) => names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  const result = {
    version,
    passed: of("passed", "xpassed"),
    failed: of("failed", "error"),
    skipped: of("skipped", "xfailed"),
  };
  return { result, durationMs: performance.now() - start, output };
}

async function pytest(
  { tests }: Suite,
  source: string | undefined,
): Promise<{ counts: Readonly<Record<string, number>>; output: string }> {
  try {
    const { value, stdout } = await run(CODE, {
      python: "cpython",
      packages: [PACKAGES_DIR],
      mounts: [
        // Some write next to themselves.
        source === undefined
          ? { path: "/suite", memory: {} }
          : { path: "/suite", hostDir: source, access: "read-write" },
        { path: "/tmp", memory: { maxBytes: 256 * 1024 * 1024, maxFiles: 100_000 } },
      ],
      env: { HYPOTHESIS_STORAGE_DIRECTORY: "/tmp/hypothesis" },
      argv: ["pytest", ...tests.split(" ")],
      fuel: null,
      wallTimeoutMs: 1_800_000,
      memoryBytes: 1024 * 1024 * 1024,
      maxStdoutBytes: 10_000_000,
    });
    return { counts: value as Record<string, number>, output: stdout };
  } catch (error) {
    if (!(error instanceof MicroPythonWasmError)) throw error;
    return { counts: { error: 1 }, output: `${error.stdout}\n${error.message}\n` };
  }
}
