import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { REPOSITORY_DIR } from "../../artifact/options.js";
import { runTool } from "../../artifact/run-tool.js";
import { availability } from "../contender.js";
import { pythonPackage } from "../contenders/python-package.js";
import { BENCH_DIR, BUILD_DIR } from "../paths.js";
import { quantile } from "../statistics.js";

/** An npm package, and what counts as a fresh run of it. */
interface Peer {
  readonly name: string;
  readonly version: string;
  readonly fresh: string;
}

const PEERS: readonly Peer[] = [
  { name: "@pydantic/monty", version: "0.0.18", fresh: "a new Monty" },
  { name: "quickjs-emscripten", version: "0.32.0", fresh: "JavaScript, a new context" },
  {
    name: "@micropython/micropython-webassembly-pyscript",
    version: "1.27.0",
    fresh: "a new interpreter",
  },
  { name: "pyodide", version: "314.0.7", fresh: "a new loadPyodide, 3 times" },
];
const PEERS_DIR = join(BUILD_DIR, "peers");
const CLI = join(REPOSITORY_DIR, "dist/cli.cjs");
const PROCESS_STARTS = 15;

/** Times of one way to run `print(1 + 1)`, in microseconds. */
interface Times {
  readonly name: string;
  /** What one run consists of. */
  readonly fresh: string;
  readonly times: readonly number[] | { readonly missing: string };
}

/** Runs a script that prints a JSON array of microseconds. */
function timed(name: string, fresh: string, command: string, args: readonly string[]): Times {
  try {
    const options = { encoding: "utf8", timeout: 120_000, stdio: "pipe" } as const;
    return { name, fresh, times: JSON.parse(execFileSync(command, args, options)) };
  } catch (error) {
    const { message, stderr } = error as Error & { stderr?: string };
    const reason = stderr?.match(/^[\w.]*Error\b.*/m)?.[0] ?? message.split("\n")[0] ?? "failed";
    return { name, fresh, times: { missing: reason } };
  }
}

/** Times whole processes, alternating, so that changes in the machine's load affect all equally. */
function timeProcesses(commands: Readonly<Record<string, readonly string[]>>): Times[] {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, [] as number[]]));
  for (let i = 0; i < PROCESS_STARTS; i++) {
    for (const [name, args] of Object.entries(commands)) {
      const start = performance.now();
      execFileSync(process.execPath, args);
      times[name]?.push(1000 * (performance.now() - start));
    }
  }
  return Object.entries(times).map(([name, times]) => ({ name, fresh: "a process", times }));
}

/** Installs a package in its own folder, once, and returns that folder. */
async function install({ name, version }: Peer): Promise<string> {
  const folder = join(PEERS_DIR, `${name.replace("/", "+")}-${version}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const dependencies = { [name]: version };
  await writeFile(join(partial, "package.json"), JSON.stringify({ dependencies }));
  await runTool("npm", ["install", "--prefix", partial, "--ignore-scripts", "--no-audit"]);
  await rename(partial, folder);
  return folder;
}

async function timePeer(peer: Peer): Promise<Times> {
  const { name, fresh } = peer;
  const folder = await availability(() => install(peer));
  if (!folder.isReady) return { name, fresh, times: { missing: "npm cannot install it" } };
  return timed(name, fresh, process.execPath, [script("peer.mjs"), folder.version, name]);
}

function show({ name, fresh, times }: Times): void {
  if (!Array.isArray(times)) {
    process.stdout.write(`${name.padEnd(46)} –  (${(times as { missing: string }).missing})\n`);
    return;
  }
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(times, share).toFixed(0).padStart(9));
  process.stdout.write(`${name.padEnd(46)} ${p50} ${p99}  ${fresh}\n`);
}

function script(name: string): string {
  return join(BENCH_DIR, "fresh", name);
}

/** Prints the cost of a fresh, isolated `print(1 + 1)` with this package and others. */
process.stdout.write(
  `${"µs".padEnd(46)} ${"p50".padStart(9)} ${"p99".padStart(9)}  a fresh run is\n`,
);
for (const python of ["micropython", "cpython"]) {
  const name = `this package, ${python}`;
  show(timed(name, "runSync", process.execPath, [script("ours.mjs"), python]));
}
for (const peer of PEERS) show(await timePeer(peer));
const python = await pythonPackage.available();
const pythonName = "the Python package";
if (!python.isReady) {
  show({ name: pythonName, fresh: "run", times: { missing: "PyPI cannot be reached" } });
} else {
  const interpreter = join(BUILD_DIR, "venv/bin/python");
  show(timed(pythonName, "run", interpreter, [script("python_package.py")]));
}
for (const times of timeProcesses({
  "node -e 0": ["-e", "0"],
  "micropython-wasm -c 'print(1 + 1)'": [CLI, "-c", "print(1 + 1)"],
  "micropython-wasm --python cpython -c …": [CLI, "--python", "cpython", "-c", "print(1 + 1)"],
})) {
  show(times);
}
