import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { HEADER } from "./abi.js";
import { readBoundary } from "./boundary.js";
import { compileAll } from "./compile.js";
import { CPYTHON } from "./cpython/cpython.js";
import { fetchSource } from "./fetch.js";
import { identify } from "./identify.js";
import { link } from "./link.js";
import { MICROPYTHON } from "./micropython/micropython.js";
import { optimise } from "./optimise.js";
import { type BuildOptions, HELP, parseBuildOptions } from "./options.js";
import { exposeGcRoots, findStackPointer } from "./passes/gc-roots.js";
import { markPages, markPagesOutside } from "./passes/mark-pages.js";
import { meter } from "./passes/meter.js";
import { resolvePolicy } from "./passes/policy.js";
import { guardStack } from "./passes/stack-guard.js";
import { BuildError, consoleProgress, type Progress } from "./progress.js";
import type { FinishedArtifact, Python } from "./python.js";
import { verify, verifySize } from "./verify.js";
import { WasmModule } from "./wasm/module.js";
import { openWorkDir } from "./work-dir.js";

const PYTHONS = { micropython: MICROPYTHON, cpython: CPYTHON };
const STEPS = 11;

/** Builds the artifact of one Python from source to `options.output`. */
export async function build(
  python: Python,
  options: BuildOptions,
  progress: Progress,
): Promise<void> {
  await openWorkDir(options.workDir, options);
  const built = join(options.workDir, `${python.name}-wasi-${options.variant}.wasm`);
  if (!options.skipBuild) await produce(python, options, progress, built);
  if (!existsSync(built)) {
    throw new BuildError(`--skip-build: nothing was built in ${options.workDir} yet`);
  }
  await mkdir(dirname(options.output), { recursive: true });
  for (const name of await companions(built)) {
    await copyWhole(besides(built, name), besides(options.output, name));
  }
  await copyWhole(built, options.output);
}

/** The file `name` that belongs to an artifact. */
function besides(artifact: string, name: string): string {
  return `${artifact.replace(/\.wasm$/, "")}.${name}`;
}

/** Names of the files that belong to an artifact. */
async function companions(artifact: string): Promise<string[]> {
  const prefix = basename(besides(artifact, ""));
  const names = await readdir(dirname(artifact));
  return names
    .filter((name) => name.startsWith(prefix) && name !== basename(artifact))
    .map((name) => name.slice(prefix.length));
}

async function copyWhole(from: string, to: string): Promise<void> {
  await copyFile(from, `${to}.partial`);
  await rename(`${to}.partial`, to);
}

async function produce(
  python: Python,
  options: BuildOptions,
  progress: Progress,
  output: string,
): Promise<void> {
  const source = await progress.step("fetch", (detail) =>
    fetchSource(python.source, options, detail),
  );
  const prepared = await progress.step("prepare", (detail) =>
    python.prepare(options, source, detail),
  );
  const objects = await progress.step("compile", (detail) => compileAll(options, prepared, detail));
  const linked = await progress.step("link", () => link(objects, python));
  const optimised = await progress.step("optimise", async () =>
    optimise(linked.wasm, python.policy),
  );
  const module = new WasmModule(optimised);
  const policy = resolvePolicy(module, python.policy);
  await progress.step("gc-roots", async (detail) => {
    if (policy.collector === null) return detail("not needed");
    if (options.without.includes("gc-roots")) return detail("omitted");
    const { stores, functions } = exposeGcRoots(module, policy, linked.heapStart);
    detail(`${stores} stores in ${functions} functions`);
  });
  await progress.step("stack-guard", async (detail) => {
    detail(`${guardStack(module, policy, python.stackLimit)} functions`);
  });
  await progress.step("meter", async (detail) => {
    const { places } = meter(module, policy, { charge: !options.without.includes("meter") });
    detail(`${places} places`);
  });
  const marked = await progress.step("mark-pages", async (detail) => {
    // The other artifact is this one with marks.
    const own = python.marks === "inside" ? module : new WasmModule(module.emit({ names: true }));
    const mark = python.marks === "inside" ? markPages : markPagesOutside;
    const { at, stores, marks } = mark(own, findStackPointer(own));
    detail(`${marks} marks for ${stores} stores`);
    return { module: own, pageMarksAt: at };
  });
  const boundary = readBoundary(await readFile(HEADER, "utf8"));
  const sealed = async (
    { module, pageMarksAt }: { module: WasmModule; pageMarksAt: number | null },
    hash?: string,
  ): Promise<FinishedArtifact> => {
    const wasm = module.emit({ names: options.variant === "debug" });
    await verify(wasm, module, boundary);
    const { initialPages } = module;
    const about = { abi: boundary.version, initialPages, pageMarksAt };
    return { pageMarksAt, ...identify(python, options, source, wasm, about, hash) };
  };
  const artifact = await progress.step("verify", async (detail) => {
    const artifact = await sealed(
      marked.module === module ? marked : { module, pageMarksAt: null },
    );
    const { bytes, hash } = artifact;
    if (options.variant === "release") verifySize(bytes);
    detail(
      `${Math.ceil(bytes.length / 1024)} KiB, ${gzipSync(bytes).length >> 10} KiB gzipped, ${hash.slice(0, 12)}`,
    );
    return artifact;
  });
  if (marked.module !== module) {
    const { bytes } = await sealed(marked, artifact.hash);
    await writeWhole(besides(output, "marked.wasm"), bytes);
  }
  const files = await progress.step("finish", (detail) =>
    python.finish(options, source, artifact, module, detail),
  );
  for (const [name, bytes] of files) await writeWhole(besides(output, name), bytes);
  await writeWhole(output, artifact.bytes);
}

/** Writes a file completely or not at all. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.partial`, bytes);
  await rename(`${path}.partial`, path);
}

try {
  const options = parseBuildOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(HELP);
  else await build(PYTHONS[options.python], options, consoleProgress(process.stderr, STEPS));
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`build:artifact: ${error.message}\n`);
  process.exitCode = 1;
}
