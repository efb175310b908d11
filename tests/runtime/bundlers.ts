// Bundlers that npm has, each of which builds a small app that uses the packed package.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type RequestListener, request as requestOf } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { installPackages, RUNTIMES_DIR } from "./install.js";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(RUNTIMES_DIR, "bundlers");
const PACKAGE = join(FOLDER, "node_modules/micropython-wasm");
const BIN = join(FOLDER, "node_modules/.bin");
const VERSIONS = [
  "vite@8.3.8",
  "webpack@5.113.0",
  "esbuild@0.28.2",
  "rollup@4.68.8",
  "@rollup/plugin-node-resolve@16.0.3",
  "next@16.4.6",
  "react@19.3.1",
  "react-dom@19.3.1",
];
const BUILD_TIMEOUT_MS = 300_000;
const ENVIRONMENT = { ...process.env, NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1" };
const PAGE = `<!doctype html><script type="module" src="/app.js"></script>`;

/** A way to get an app to a browser. */
export interface Bundler {
  readonly name: string;
  readonly version: string;
  /** Builds the app in a folder; returns what serves it, and what ends that. */
  serve(folder: string): Promise<{ listener: RequestListener; close(): void }>;
}

/** Installs all bundlers and the packed package. Returns why that is impossible, if so. */
export function installBundlers(): string | null {
  const reason = installPackages(FOLDER, VERSIONS, join(BIN, "next"));
  if (reason !== null) return reason;
  const packing = ["pack", "--json", "--ignore-scripts", "--pack-destination", FOLDER];
  const [{ filename }] = JSON.parse(execFileSync("npm", packing, { cwd: ROOT, encoding: "utf8" }));
  rmSync(PACKAGE, { recursive: true, force: true });
  mkdirSync(PACKAGE);
  execFileSync("tar", ["-xf", join(FOLDER, filename), "-C", PACKAGE, "--strip-components=1"]);
  rmSync(join(FOLDER, filename));
  return null;
}

/** Writes an app; returns its folder. */
export function writeApp(name: string, source: string): string {
  const folder = join(FOLDER, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "out"), { recursive: true });
  writeFileSync(join(folder, "app.js"), source);
  writeFileSync(join(folder, "index.html"), PAGE);
  return folder;
}

function built(name: string, build: (folder: string) => void): Bundler {
  return {
    name,
    version: versionOf(name),
    async serve(folder) {
      build(folder);
      return { listener: treeListener(join(folder, "out")), close() {} };
    },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** Answers requests for the files of a folder and its subfolders. */
function treeListener(folder: string): RequestListener {
  return ({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    const name = pathname === "/" ? "index.html" : normalize(decodeURIComponent(pathname));
    const path = join(folder, name);
    const isThere = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
    if (!isThere) return response.writeHead(404).end();
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type }).end(readFileSync(path));
  };
}

const TITLES: Readonly<Record<string, string>> = {
  vite: "Vite",
  rollup: "Rollup",
  next: "Next.js",
};

/** Which bundler a name is about, with its version. */
function versionOf(name: string): string {
  const [bundler = ""] = name.split(" ");
  const found = VERSIONS.find((entry) => entry.startsWith(`${bundler}@`)) ?? "";
  return `${TITLES[bundler] ?? bundler} ${found.slice(bundler.length + 1)}`;
}

/** Runs a command of a bundler in an app's folder. */
function execute(folder: string, command: string, ...args: readonly string[]): void {
  const options = {
    cwd: folder,
    stdio: "pipe",
    timeout: BUILD_TIMEOUT_MS,
    env: ENVIRONMENT,
  } as const;
  execFileSync(command, args, options);
}

/** What bundlers that know no other files than modules leave to their users. */
function copyFiles(folder: string): void {
  copyFileSync(join(folder, "index.html"), join(folder, "out/index.html"));
  const artifact = "micropython-wasi.wasm";
  copyFileSync(join(PACKAGE, "dist", artifact), join(folder, "out", artifact));
}

const WEBPACK = `
const webpack = require("webpack");
const config = {
  mode: "production",
  context: __dirname,
  entry: "./app.js",
  output: { path: __dirname + "/out", filename: "app.js", publicPath: "/" },
};
webpack(config, (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString());
});`;

/** A page, which Next.js also renders on the server, and a program that runs there. */
const NEXT = {
  "next.config.mjs": `export default {
  output: "export",
  distDir: "out",
  serverExternalPackages: ["micropython-wasm"],
  turbopack: { root: ${JSON.stringify(FOLDER)} },
};`,
  "app/layout.js": `export default ({ children }) => <html lang="en"><body>{children}</body></html>;`,
  "app/page.js": `"use client";
import { artifactInfo } from "micropython-wasm";
import { useEffect } from "react";
export default function Page() {
  useEffect(() => void import("../app.js"), []);
  return <p>{typeof artifactInfo}</p>;
}`,
  "app/answer/route.js": `import { run } from "micropython-wasm";
export const dynamic = "force-static";
export async function GET() {
  const { value } = await run("import fractions; str(fractions.Fraction(2, 6))", { python: "cpython" });
  return new Response(value);
}`,
};

/** Every bundler that is tried. */
export const BUNDLERS: readonly Bundler[] = [
  built("vite build", (folder) => {
    execute(folder, join(BIN, "vite"), "build", "--outDir", "out");
  }),
  { name: "vite", version: versionOf("vite"), serve: serveWithVite },
  built("webpack", (folder) => {
    writeFileSync(join(folder, "build.cjs"), WEBPACK);
    execute(folder, process.execPath, "build.cjs");
    copyFileSync(join(folder, "index.html"), join(folder, "out/index.html"));
  }),
  built("esbuild", (folder) => {
    const args = ["app.js", "--bundle", "--format=esm", "--outfile=out/app.js"];
    execute(folder, join(BIN, "esbuild"), ...args);
    copyFiles(folder);
  }),
  built("rollup", (folder) => {
    const args = ["app.js", "--plugin", "node-resolve", "--format", "es", "--file", "out/app.js"];
    execute(folder, join(BIN, "rollup"), ...args);
    copyFiles(folder);
  }),
  built("next", (folder) => {
    for (const [path, text] of Object.entries(NEXT)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    execute(folder, join(BIN, "next"), "build");
  }),
];

/** Vite's server for development, which bundles nothing; requests are passed on to it. */
async function serveWithVite(folder: string) {
  const config = "export default { server: { hmr: false, host: '127.0.0.1' } };";
  writeFileSync(join(folder, "vite.config.js"), config);
  const child = spawn(process.execPath, [join(FOLDER, "node_modules/vite/bin/vite.js")], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
    env: ENVIRONMENT,
  });
  const port = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (piece: Buffer) => {
      output += piece;
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("exit", () => reject(new Error(`vite has ended: ${output}`)));
  });
  const listener: RequestListener = ({ url, headers }, response) => {
    const there = { host: "127.0.0.1", port, path: url, headers };
    requestOf(there, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }).end();
  };
  return { listener, close: () => void child.kill() };
}
