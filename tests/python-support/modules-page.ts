import { runSync } from "micropython-wasm";

/** Modules that MicroPython itself uses. */
const INTERNAL: readonly string[] = ["host", "host_objects", "uasyncio"];

const CPYTHON = `
import _sandbox_modules as m
names = [name for name in m.available() if not name.startswith("_")]
{"names": names, "limited": m.LIMITED, "absent": m.absent()}`;

/** The names that modules offer: those of \`__all__\`, or the public ones that are not modules. */
const NAMES = `
def names_of(module):
    found = getattr(module, "__all__", None)
    if found is None:
        found = [name for name in dir(module) if type(getattr(module, name)) is not type(sys)]
    return sorted(name for name in found if not name.startswith("_"))
names = {}
for name in modules:
    try: names[name] = names_of(__import__(name))
    except ImportError: pass
names`;

const LIMITS = { fuel: 500_000_000, wallTimeoutMs: 60_000 } as const;

type Names = Readonly<Record<string, readonly string[]>>;

function namesIn(python: "micropython" | "cpython", modules: readonly string[]): Names {
  const code = `import sys\nmodules = ${JSON.stringify(modules)}${NAMES}`;
  return runSync(code, { ...LIMITS, python, memoryBytes: 128 * 1024 * 1024 }).value as Names;
}

function listedByMicroPython(): string[] {
  const text = runSync('help("modules")').stdout.replace("Plus any modules on the filesystem", "");
  const names = text.split(/\s+/).map((path) => path.replace(/\/.*$/, ""));
  const isPublic = (name: string) => /^[a-z]/.test(name) && !INTERNAL.includes(name);
  return [...new Set(names)].filter(isPublic).sort();
}

/** More names than that tell a reader nothing. */
const MAX_NAMES = 50;

function listed(names: readonly string[]): string {
  if (names.length === 0) return "nothing";
  const rest = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : "";
  return names.slice(0, MAX_NAMES).map(code).join(" ") + rest;
}

const code = (name: string) => `\`${name}\``;

/** Writes docs/modules.md. */
export function modulesPage(): string {
  const { value } = runSync(CPYTHON, { ...LIMITS, python: "cpython" });
  const { names, limited, absent } = value as {
    names: readonly string[];
    limited: Readonly<Record<string, string>>;
    absent: readonly string[];
  };
  const small = listedByMicroPython();
  const [have, all] = [namesIn("micropython", small), namesIn("cpython", small)];
  const lacks = small.flatMap((name) => {
    if (all[name] === undefined) return [];
    const missing = all[name].filter((item) => !have[name]?.includes(item));
    return [`| ${code(name)} | ${listed(missing)} |`];
  });
  const own = small.filter((name) => all[name] === undefined);
  return `# Modules

What can be imported without [packages](packages.md), and what each module lacks. \`npm run docs:python\` writes this
page from what the sandbox says; \`help("modules")\` says the same to a program.

## CPython

These ${names.length} can be imported:

${names.map(code).join(" ")}

These of them do less than elsewhere:

| module | what it lacks |
| --- | --- |
${Object.entries(limited)
  .map(([name, lacks]) => `| ${code(name)} | ${lacks} |`)
  .join("\n")}

These modules of CPython's library are not there: ${absent.map(code).join(" ")}

A module with compiled parts that are not CPython's own cannot be loaded at all: this sandbox has no native code.
That is true of \`numpy\` and \`pandas\`, for example. Missing modules get a note on what the host can do:

\`\`\`ts
import { MicroPythonGuestError, runSync } from "micropython-wasm";

try {
  runSync("import numpy", { python: "cpython" });
} catch (error) {
  if (!(error instanceof MicroPythonGuestError)) throw error;
  console.log(error.message); // ModuleNotFoundError: No module named 'numpy'
  console.log(error.traceback.split("\\n")[4]); // numpy is native code, which this sandbox does not have.
}
\`\`\`

## MicroPython

Names that CPython's module has and MicroPython's lacks:

| module | what it lacks |
| --- | --- |
${lacks.join("\n")}

Modules of MicroPython's own: ${own.map(code).join(" ")}
`;
}
