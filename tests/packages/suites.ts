/** Tests that a package brings in its source distribution. */
export interface Suite {
  /** The package's name on PyPI. */
  readonly name: string;
  /** Where its tests are, in the source distribution, and more arguments for pytest. */
  readonly tests: string;
  /** What those that fail do, if there are any. */
  readonly failures?: string;
}

export const SUITES: readonly Suite[] = [
  { name: "arrow", tests: "tests" },
  { name: "attrs", tests: "tests" },
  { name: "beautifulsoup4", tests: "bs4/tests" },
  { name: "boltons", tests: "tests" },
  { name: "click", tests: "tests" },
  { name: "funcy", tests: "tests" },
  { name: "glom", tests: "glom/test" },
  { name: "humanize", tests: "tests" },
  { name: "idna", tests: "tests", failures: "start processes and a thread" },
  { name: "inflection", tests: "." },
  { name: "jinja2", tests: "tests" },
  { name: "jsonschema", tests: "jsonschema/tests" },
  { name: "lark", tests: "tests" },
  { name: "markdown", tests: "tests" },
  { name: "marshmallow", tests: "tests" },
  { name: "more-itertools", tests: "tests", failures: "start threads" },
  { name: "mpmath", tests: "mpmath/tests" },
  { name: "natsort", tests: "tests" },
  { name: "packaging", tests: "tests" },
  { name: "parso", tests: "test" },
  { name: "pluggy", tests: "testing" },
  { name: "prettytable", tests: "tests" },
  { name: "pyparsing", tests: "tests" },
  { name: "pyrsistent", tests: "tests" },
  { name: "python-dateutil", tests: "tests" },
  { name: "python-slugify", tests: "tests" },
  { name: "pyyaml", tests: "tests" },
  { name: "semver", tests: "tests" },
  { name: "simpleeval", tests: "tests" },
  { name: "soupsieve", tests: "tests" },
  { name: "tabulate", tests: "test", failures: "start processes" },
  { name: "textdistance", tests: "tests" },
  { name: "tinydb", tests: "tests" },
  { name: "toml", tests: "tests", failures: "want files that the distribution lacks" },
  { name: "voluptuous", tests: "voluptuous/tests" },
  { name: "wcwidth", tests: "tests" },
  { name: "xmltodict", tests: "tests" },
];
