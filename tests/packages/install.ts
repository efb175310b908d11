import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { REPOSITORY_DIR } from "../../artifact/options.js";
import { BuildError } from "../../artifact/progress.js";
import { runTool } from "../../artifact/run-tool.js";

const TESTS_DIR = join(REPOSITORY_DIR, "tests/packages");
const BUILD_DIR = join(REPOSITORY_DIR, "build");
const PYTHON = { install: "install Python 3 with pip and venv" };

/** Where the packages are, as `pip install --target` leaves them. */
export const PACKAGES_DIR = join(BUILD_DIR, "packages");

const SOURCES_DIR = join(BUILD_DIR, "package-sources");

/** The pinned version of each package. */
export function pinnedVersions(): ReadonlyMap<string, string> {
  return new Map(linesOf("requirements.txt").map((line) => line.split("==") as [string, string]));
}

/** Installs the packages into a folder, unless they are there; with compiled parts, as for Linux. */
export async function installPackages(): Promise<void> {
  const files = ["requirements.txt", "test-requirements.txt"];
  await once(PACKAGES_DIR, files, "packages", async (dir) => {
    const platform = ["--python-version", "3.13", "--platform", "manylinux2014_x86_64"];
    const what = [
      "--no-deps",
      "--only-binary",
      ":all:",
      "--no-compile",
      "--ignore-requires-python",
    ];
    const from = files.flatMap((file) => ["-r", join(TESTS_DIR, file)]);
    await pip("python3", ["install", "--target", dir, ...platform, ...what, ...from]);
  });
}

/**
 * Downloads the source distributions of packages, unless they are there.
 *
 * @returns where the source of each is, by name.
 */
export async function downloadSources(
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const versions = pinnedVersions();
  const pins = names.map((name) => `${name}==${versions.get(name)}`);
  await once(SOURCES_DIR, ["requirements.txt", "backends.txt"], "sources", async (dir) => {
    // pip runs the build of a source distribution to find out its name; so what builds need is installed once.
    const python = join(dir, "venv/bin/python");
    await runTool("python3", ["-m", "venv", join(dir, "venv")], PYTHON);
    await pip(python, ["install", "--upgrade", "-r", join(TESTS_DIR, "backends.txt")]);
    const what = ["--no-deps", "--no-build-isolation", "--no-binary", ":all:"];
    await pip(python, ["download", "--dest", dir, ...what, "--ignore-requires-python", ...pins]);
    for (const name of readdirSync(dir).filter((name) => name.endsWith(".tar.gz"))) {
      await runTool(
        "python3",
        ["-m", "tarfile", "--filter", "data", "-e", join(dir, name), dir],
        PYTHON,
      );
    }
  });
  const folders = readdirSync(SOURCES_DIR);
  const sources = names.map((name) => {
    const wanted = `${name}-${versions.get(name)}`.replaceAll("_", "-");
    const folder = folders.find((folder) => folder.replaceAll("_", "-") === wanted);
    if (folder === undefined) throw new BuildError(`there is no source distribution of ${name}`);
    return [name, join(SOURCES_DIR, folder)] as const;
  });
  return new Map(sources);
}

async function pip(python: string, args: readonly string[]): Promise<void> {
  await runTool(python, ["-m", "pip", "--quiet", "--disable-pip-version-check", ...args], PYTHON);
}

/** Fills a folder, unless it was filled from the same files. */
async function once(
  dir: string,
  files: readonly string[],
  what: string,
  fill: (dir: string) => Promise<void>,
): Promise<void> {
  const wanted = files.map((file) => readFileSync(join(TESTS_DIR, file), "utf8")).join("");
  const stamp = join(dir, "filled-from.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write(`getting ${what} with pip\n`);
  const partial = `${dir}.partial`;
  for (const old of [partial, dir]) rmSync(old, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  await fill(partial);
  writeFileSync(join(partial, "filled-from.txt"), wanted);
  renameSync(partial, dir);
}

function linesOf(file: string): readonly string[] {
  return readFileSync(join(TESTS_DIR, file), "utf8").trim().split("\n");
}
