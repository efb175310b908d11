/** How the program of a package ended. */
export interface PackageResult {
  /** The package's name on PyPI. */
  readonly name: string;
  readonly version: string;
  /** Whether it printed what it prints in CPython. */
  readonly isRight: boolean;
  /** What it printed. */
  readonly actual: string;
  readonly durationMs: number;
}

/** Writes docs/packages.md. */
export function page(results: readonly PackageResult[]): string {
  const right = results.filter(({ isRight }) => isRight).length;
  const rows = results.map(
    ({ name, version, isRight }) => `| ${name} | ${version} | ${isRight ? "works" : "differs"} |`,
  );
  return `# Packages

With \`python: "cpython"\`, packages from PyPI that are written in Python run unmodified. Install them into a folder
of the host, mount the folder, and put it on \`sys.path\`:

\`\`\`sh
python3 -m pip install --target packages jinja2
npx micropython-wasm --python cpython --mount packages:/packages -c "
import sys; sys.path.insert(0, '/packages')
import jinja2; print(jinja2.Template('Hello {{ name }}').render(name='you'))"
\`\`\`

- Importing a large package takes more than the default limits allow: that of \`sympy\` takes 234 million
  units of fuel, \`jinja2\` 33 million.
- A package's compiled parts cannot be loaded. Many packages have a fallback in Python: PyYAML, MarkupSafe, wrapt
  and tomli, for example.
- pytest runs with \`-p no:faulthandler --capture=sys\`, as descriptors cannot be duplicated.
- What needs a network, threads or processes can be imported, and raises when it is used.

## Results

\`\`\`sh
npm run test:packages
\`\`\`

installs these packages with pip, runs a program with each, and compares what it prints with what CPython prints
([the programs](../tests/packages/programs)): ${right} of ${results.length} are right.

| package | version | |
| --- | --- | --- |
${rows.join("\n")}
`;
}
