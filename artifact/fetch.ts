import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildOptions } from "./options.js";
import { BuildError } from "./progress.js";
import { runTool } from "./run-tool.js";
import { unpack } from "./unpack.js";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const OTHERWISE = "name a checkout or tarball with --source instead";

/** The release of a Python that its artifact is built from. */
export interface PinnedSource {
  /** The Python's name in messages. */
  readonly title: string;
  /** Debian suite whose archive has the source package. */
  readonly suite: string;
  /** Source package. */
  readonly package: string;
  /** Its exact version; `null` for the newest, which has the same tarball. */
  readonly version: string | null;
  /** The package's upstream tarball and its SHA-256. */
  readonly tarball: string;
  readonly sha256: string;
  /** A file that every source tree of this Python has. */
  readonly marker: string;
}

/** A source tree, ready to be built. */
export interface Source {
  readonly dir: string;
  /** Unix time in seconds that the build claims as its date. */
  readonly dateEpoch: number;
}

/** Gets the source that the options name into the work folder. */
export async function fetchSource(
  pinned: PinnedSource,
  options: BuildOptions,
  detail: (text: string) => void,
): Promise<Source> {
  const dir =
    options.source === null
      ? await fetchPinned(pinned, options.workDir, detail)
      : await useGiven(options, detail);
  const marker = join(dir, pinned.marker);
  if (!existsSync(marker)) {
    throw new BuildError(`${dir} is no ${pinned.title} source tree: ${pinned.marker} is missing`);
  }
  return { dir, dateEpoch: await sourceDate(dir, marker) };
}

async function useGiven(options: BuildOptions, detail: (text: string) => void): Promise<string> {
  const given = options.source as string;
  const info = await stat(given).catch(() => null);
  if (info === null) throw new BuildError(`--source ${given} does not exist`);
  if (options.ref !== null) {
    if (!info.isDirectory()) throw new BuildError(`--ref needs a git checkout; ${given} is a file`);
    const commit = await commitOf(given, options.ref);
    detail(commit.slice(0, 12));
    const archive = join(options.workDir, `${commit}.tar`);
    await runTool("git", ["archive", "--format=tar", "-o", archive, commit], { cwd: given });
    const bytes = await readFile(archive);
    await rm(archive);
    return unpack(bytes, join(options.workDir, `source-${commit}`), { strip: 0 });
  }
  detail(given);
  return info.isDirectory() ? given : unpackTarball(await readFile(given), options.workDir);
}

async function commitOf(checkout: string, ref: string): Promise<string> {
  try {
    const args = ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`];
    return (await runTool("git", args, { cwd: checkout, install: "install git" })).stdout.trim();
  } catch (error) {
    const { message } = error as Error;
    throw new BuildError(`--ref "${ref}" names no commit of ${checkout}: ${message}`);
  }
}

/**
 * Downloads and unpacks a pinned source, unless that has already been done.
 *
 * @returns the folder.
 */
export async function fetchPinned(
  pinned: PinnedSource,
  workDir: string,
  detail: (text: string) => void,
): Promise<string> {
  detail(pinned.tarball);
  const tarball = join(workDir, "download", pinned.tarball);
  if (!existsSync(tarball)) await downloadThroughApt(pinned, join(workDir, "download"));
  const bytes = await readFile(tarball);
  const digest = sha256(bytes);
  if (digest !== pinned.sha256) {
    await rm(tarball);
    throw new BuildError(
      `${pinned.tarball} has the SHA-256 ${digest}, but ${pinned.sha256} is pinned; it was removed`,
    );
  }
  return unpackTarball(bytes, workDir);
}

/** Unpacks a tarball into a folder whose name contains the tarball's hash. */
function unpackTarball(bytes: Uint8Array, workDir: string): Promise<string> {
  return unpack(bytes, join(workDir, `source-${sha256(bytes)}`), { strip: 1 });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Downloads the pinned source package with apt, which checks the archive's signature and
 * hashes. It needs no root and touches none of the machine's own apt state.
 */
async function downloadThroughApt(pinned: PinnedSource, downloadDir: string): Promise<void> {
  if (!existsSync(KEYRING)) {
    throw new BuildError(
      `the Debian archive's keyring ${KEYRING} is missing; install debian-archive-keyring, or ${OTHERWISE}`,
    );
  }
  const aptDir = join(downloadDir, "apt");
  await mkdir(join(aptDir, "lists/partial"), { recursive: true });
  await mkdir(join(aptDir, "cache/archives/partial"), { recursive: true });
  const sources = join(aptDir, "pinned.sources");
  await writeFile(
    sources,
    [
      "Types: deb-src",
      `URIs: ${await debianArchive()}`,
      `Suites: ${pinned.suite}`,
      "Components: main",
      `Signed-By: ${KEYRING}`,
      "",
    ].join("\n"),
  );
  const apt = (...args: string[]) =>
    runTool(
      "apt-get",
      [
        ...args.slice(0, 1),
        "-o",
        `Dir::Etc::sourcelist=${sources}`,
        "-o",
        "Dir::Etc::sourceparts=-",
        "-o",
        `Dir::State::lists=${join(aptDir, "lists")}`,
        "-o",
        `Dir::Cache=${join(aptDir, "cache")}`,
        ...args.slice(1),
      ],
      { cwd: downloadDir, env: { LC_ALL: "C" } },
    );
  try {
    await apt("update");
    const version = pinned.version === null ? "" : `=${pinned.version}`;
    await apt("source", "--download-only", "--only-source", `${pinned.package}${version}`);
  } catch (error) {
    // An archive that is being updated may lack another file of the package.
    if (existsSync(join(downloadDir, pinned.tarball))) return;
    throw new BuildError(
      `the source package could not be downloaded; ${OTHERWISE}.\n${(error as Error).message}`,
    );
  }
  await rm(aptDir, { recursive: true });
}

/**
 * Address of the Debian archive that this machine already trusts. If `apt-get update` has never run, apt
 * does not yet know which archives are Debian's; the path is then a guess, and the signature check decides.
 */
async function debianArchive(): Promise<string> {
  const { stdout } = await runTool(
    "apt-get",
    ["indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)", "Created-By: Packages"],
    { install: OTHERWISE },
  );
  const archives = stdout.split("\n").map((line) => line.split("|"));
  const known = archives.find(([origin, label]) => origin === "Debian" && label === "Debian");
  const likely = archives.find(([, , address]) => address?.endsWith("/debian/"));
  const address = (known ?? likely)?.[2];
  if (!address) throw new BuildError(`apt knows no Debian archive here; ${OTHERWISE}`);
  return address;
}

/** A git checkout is as old as its commit, anything else as its main header. */
async function sourceDate(dir: string, marker: string): Promise<number> {
  if (existsSync(join(dir, ".git"))) {
    const { stdout } = await runTool("git", ["log", "-1", "--format=%ct"], { cwd: dir });
    return Number(stdout.trim());
  }
  return Math.floor((await stat(marker)).mtimeMs / 1000);
}
