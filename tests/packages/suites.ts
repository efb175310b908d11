/** Tests that a package brings in its source distribution, or in itself. */
export interface Suite {
  /** The package's name on PyPI. */
  readonly name: string;
  /** Where its tests are, in the source distribution, or `--pyargs` and a package; and more arguments for pytest. */
  readonly tests: string;
  /** What those that fail do, if there are any. */
  readonly failures?: string;
}

export const SUITES: readonly Suite[] = [
  { name: "attrs", tests: "tests" },
  { name: "beautifulsoup4", tests: "bs4/tests", failures: "fails in CPython, too" },
  { name: "boltons", tests: "tests", failures: "open sockets; one starts a thread" },
  {
    name: "click",
    tests: "tests",
    failures: "start processes or threads, duplicate descriptors or set permissions",
  },
  { name: "humanize", tests: "tests", failures: "need pytest-benchmark" },
  { name: "idna", tests: "tests", failures: "start processes and a thread" },
  { name: "inflection", tests: "." },
  {
    name: "jinja2",
    tests: "tests --deselect tests/test_core_tags.py::TestIfCondition::test_elif_deep",
    failures: "need `trio`, which needs sockets; besides, `test_elif_deep` ends the sandbox",
  },
  {
    name: "jsonschema",
    tests: "jsonschema/tests",
    failures: "start processes; one expects Lib's source",
  },
  { name: "markdown", tests: "tests", failures: "cannot be collected by pytest" },
  { name: "more-itertools", tests: "tests", failures: "start threads" },
  { name: "mpmath", tests: "--pyargs mpmath" },
  { name: "networkx", tests: "--pyargs networkx", failures: "starts threads" },
  { name: "pyparsing", tests: "tests", failures: "need `railroad`; one starts a process" },
  {
    name: "python-dateutil",
    tests: "tests",
    failures: "need `time.tzset`, which sets a local time zone; threads, a pipe, a process",
  },
  { name: "python-slugify", tests: "tests", failures: "start processes" },
  { name: "pyyaml", tests: "tests", failures: "needs libyaml, which is native" },
  { name: "semver", tests: "tests -o addopts=" },
  { name: "simpleeval", tests: "tests" },
  { name: "soupsieve", tests: "tests", failures: "start threads" },
  { name: "tabulate", tests: "test", failures: "start processes" },
  { name: "tinydb", tests: "tests" },
  { name: "toml", tests: "tests", failures: "want files that the distribution lacks" },
  { name: "toolz", tests: "--pyargs toolz", failures: "starts processes" },
  { name: "voluptuous", tests: "voluptuous/tests" },
  { name: "xmltodict", tests: "tests" },
];

/** Whether the tests are in the source distribution only. */
export function needsSource({ tests }: Suite): boolean {
  return !tests.startsWith("--pyargs");
}
