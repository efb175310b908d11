// Brings a clone up to date before anything else runs: packages, compiled TypeScript, artifact.
// Plain JavaScript without dependencies, as nothing is installed yet. Silent where nothing is due.
//
// Usage: node setup.mjs [--no-artifact | --cpython]
//   --no-artifact  builds no artifact
//   --cpython      builds the artifact of CPython, too

import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = import.meta.dirname;
const COMPILED = "build/typescript.stamp";
const COMPILED_FILES = [
  "build/artifact/build.js",
  "dist/index.node.js",
  "dist/index.web.js",
  "dist/index.d.ts",
  "dist/cli.cjs",
];
const ALLOWED_ARGUMENTS = ["--no-artifact", "--cpython"];

const unknown = process.argv.slice(2).find((argument) => !ALLOWED_ARGUMENTS.includes(argument));
if (unknown !== undefined) {
  stop(`unknown argument ${unknown}; allowed are ${ALLOWED_ARGUMENTS.join(" and ")}`, 2);
}

if (modified("package-lock.json") > modified("node_modules/.package-lock.json")) {
  say("installing packages");
  runNpm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}

const isIncomplete = COMPILED_FILES.some((path) => modified(path) === 0);
if (isIncomplete || newestSource() > modified(COMPILED)) {
  say("compiling TypeScript");
  const started = new Date();
  // The compiler notices sources that were changed, but not outputs that were deleted.
  runNode(["node_modules/typescript/bin/tsc", "-b", ...(isIncomplete ? ["--force"] : [])]);
  runNode(["scripts/bundle.mjs"]);
  removeLeftovers(started);
  writeFileSync(join(ROOT, COMPILED), "");
  utimesSync(join(ROOT, COMPILED), started, started);
}

if (!process.argv.includes("--no-artifact")) buildArtifact("micropython");
if (process.argv.includes("--cpython")) buildArtifact("cpython");

/** Builds the artifact of a Python, unless it is newer than all that it is made from. */
function buildArtifact(python) {
  if (newestArtifactInput(python) <= modified(`dist/${python}-wasi.wasm`)) return;
  say(
    `building the artifact of ${python}${python === "cpython" ? ", which takes some minutes" : ""}`,
  );
  runNode(["build/artifact/build.js", "--python", python]);
}

/** When a file was last modified, in milliseconds since 1970; 0 where there is none. */
function modified(path) {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The newest of the files below folders that match a pattern, but for folders of one name. */
function newest(folders, pattern, except = "") {
  let time = 0;
  for (const folder of folders) {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name === except) continue;
      if (entry.isDirectory()) time = Math.max(time, newest([path], pattern, except));
      else if (pattern.test(entry.name)) time = Math.max(time, modified(path));
    }
  }
  return time;
}

/** Removes files of earlier builds from the package. */
function removeLeftovers(bundledAfter) {
  for (const entry of readdirSync(join(ROOT, "dist"), { withFileTypes: true })) {
    const path = `dist/${entry.name}`;
    const isBundle = /\.(js|cjs|map|d\.ts)$/.test(path);
    if (entry.isDirectory() || (isBundle && modified(path) < bundledAfter)) {
      rmSync(join(ROOT, path), { recursive: true });
    }
  }
}

function newestSource() {
  const configured = [
    "tsconfig.base.json",
    "tsconfig.json",
    "scripts/bundle.mjs",
    "node_modules/.package-lock.json",
  ];
  const sources = newest(
    ["artifact", "bench", "examples", "playground", "src", "tests"],
    /(?<!\.test)\.ts$|^tsconfig\.json$/,
  );
  return Math.max(sources, ...configured.map(modified));
}

/** The newest of what the artifact of a Python is made from: nothing of the other's. */
function newestArtifactInput(python) {
  const other = python === "cpython" ? "micropython" : "cpython";
  const steps = newest(["artifact"], /(?<!\.test)\.ts$/, other);
  return Math.max(steps, newest(["port"], /./, other));
}

function runNode(args) {
  runTool(process.execPath, args);
}

/** npm says where it is when it runs us; by name it is found otherwise. */
function runNpm(args) {
  const { npm_execpath: npm } = process.env;
  if (npm === undefined) runTool("npm", args);
  else runNode([npm, ...args]);
}

function runTool(command, args) {
  // What is meant for stdout is output of whatever runs after us, so tools write to stderr.
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ["ignore", 2, 2] });
  if (error !== undefined) stop(`${command} cannot be started: ${error.message}`, 1);
  if (status !== 0) stop(`${[command, ...args].join(" ")} failed`, 1);
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function stop(text, exitCode) {
  say(text);
  process.exit(exitCode);
}
