import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FAILED } from "./exit-codes.js";

const SETUP = fileURLToPath(new URL("../setup.mjs", import.meta.url));
const PIPELINE = fileURLToPath(new URL("../build/artifact/build.js", import.meta.url));

export const NO_PIPELINE = `building the artifact needs a clone of the repository, Node 20 or newer, npm, Python 3,
and MicroPython's source: from Debian's apt, or a checkout or tarball for --source. In the clone,
\`npm run build:artifact\` installs the compiler and builds. The installed package already contains
the artifact.
`;

/** Returns whether this is a clone of the repository, which contains the pipeline. */
export function hasPipeline(): boolean {
  return existsSync(SETUP);
}

/** Builds the artifact with the pipeline's options. Returns the exit code. */
export function buildArtifact(args: readonly string[]): number {
  const commands = [
    [SETUP, "--no-artifact"],
    [PIPELINE, ...args],
  ];
  for (const command of commands) {
    const { status } = spawnSync(process.execPath, command, { stdio: "inherit" });
    if (status !== 0) return status ?? FAILED;
  }
  return 0;
}
