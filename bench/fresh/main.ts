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

const PEERS = {
  "quickjs-emscripten": "0.32.0",
  "@micropython/micropython-webassembly-pyscript": "1.27.0",
};
const PEERS_DIR = join(BUILD_DIR, "peers");
const CLI = join(REPOSITORY_DIR, "dist/cli.cjs");
const PROCESS_STARTS = 15;

/** Times of one way to run `print(1 + 1)`, in microseconds. */
interface Times {
  readonly name: string;
  readonly times: readonly number[] | { readonly missing: string };
}

/** Runs a script that prints a JSON array of microseconds. */
function timed(name: string, command: string, args: readonly string[]): Times {
  try {
    const output = execFileSync(command, args, { encoding: "utf8", timeout: 120_000 });
    return { name, times: JSON.parse(output) };
  } catch (error) {
    return { name, times: { missing: (error as Error).message.split("\n")[0] ?? "failed" } };
  }
}

/** Whole processes, one after the other, in turn, so that the machine's moods meet all alike. */
function timeProcesses(commands: Readonly<Record<string, readonly string[]>>): Times[] {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, [] as number[]]));
  for (let i = 0; i < PROCESS_STARTS; i++) {
    for (const [name, args] of Object.entries(commands)) {
      const start = performance.now();
      execFileSync(process.execPath, args);
      times[name]?.push(1000 * (performance.now() - start));
    }
  }
  return Object.entries(times).map(([name, times]) => ({ name, times }));
}

async function installPeers(): Promise<void> {
  if (existsSync(PEERS_DIR)) return;
  const partial = `${PEERS_DIR}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, "package.json"), JSON.stringify({ dependencies: PEERS }));
  await runTool("npm", ["install", "--prefix", partial, "--ignore-scripts", "--no-audit"]);
  await rename(partial, PEERS_DIR);
}

function show({ name, times }: Times): void {
  if (!Array.isArray(times)) {
    process.stdout.write(`${name.padEnd(46)} –  (${(times as { missing: string }).missing})\n`);
    return;
  }
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(times, share).toFixed(0).padStart(9));
  process.stdout.write(`${name.padEnd(46)} ${p50} ${p99}\n`);
}

/** Prints what a fresh, isolated `print(1 + 1)` costs, here and with others. */
process.stdout.write(`${"µs".padEnd(46)} ${"p50".padStart(9)} ${"p99".padStart(9)}\n`);
const script = (name: string) => join(BENCH_DIR, "fresh", name);
show(timed("this package, runSync, warm process", process.execPath, [script("ours.mjs")]));
const peers = await availability(async () => {
  await installPeers();
  return "installed";
});
for (const peer of Object.keys(PEERS)) {
  if (!peers.isReady) {
    show({ name: peer, times: { missing: "npm cannot install it here" } });
    continue;
  }
  show(timed(`${peer}, warm process`, process.execPath, [script("peer.mjs"), PEERS_DIR, peer]));
}
const python = await pythonPackage.available();
if (!python.isReady) {
  show({ name: "the Python package", times: { missing: "PyPI cannot be reached" } });
} else {
  const interpreter = join(BUILD_DIR, "venv/bin/python");
  show(timed("the Python package, warm process", interpreter, [script("python_package.py")]));
}
for (const times of timeProcesses({
  "node -e 0": ["-e", "0"],
  "micropython-wasm -c 'print(1 + 1)'": [CLI, "-c", "print(1 + 1)"],
})) {
  show(times);
}
