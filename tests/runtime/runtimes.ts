// JavaScript runtimes besides the one that runs the tests, and how to start them.
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import type { Given, Observed } from "./observations.js";

const ROOT = join(import.meta.dirname, "../..");
/** Where npm installs runtimes, and what they run. */
export const RUNTIMES_DIR = join(ROOT, "build/runtimes");
const START_TIMEOUT_MS = 300_000;

export type Observations = Record<string, Observed>;

export interface Runtime {
  readonly name: string;
  /** What the observer is not told, because the runtime does not have it. */
  readonly lacks?: { readonly cpython?: boolean; readonly clock?: boolean };
  /** Makes it available. Returns why it cannot be, if so. */
  install(): string | null;
  observe(given: Given): Promise<Observations>;
}

/** A runtime that runs a script and prints what it saw. */
function command(
  name: string,
  packages: readonly string[],
  executable: string,
  args: readonly string[] = [],
): Runtime {
  const folder = join(RUNTIMES_DIR, name.replaceAll(" ", "-").toLowerCase());
  const path = join(folder, "node_modules", executable);
  return {
    name,
    install: () => installPackages(folder, packages, path),
    async observe(given) {
      const library = new URL("../../dist/index.node.js", import.meta.url).href;
      const script = join(folder, "observe.mjs");
      writeFileSync(
        script,
        `import * as api from ${JSON.stringify(library)};
import { observe } from "../observations.js";
import { readFileSync } from "node:fs";
const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(await observe(api, given)));\n`,
      );
      const file = join(folder, "given.json");
      writeFileSync(file, JSON.stringify(given));
      const { stdout } = await promisify(execFile)(path, [...args, script, file], {
        timeout: START_TIMEOUT_MS,
        maxBuffer: 1e8,
      });
      return JSON.parse(stdout);
    },
  };
}

const PLATFORM = `${process.platform}-${process.arch}`;

/** A version of Node. */
function node(version: string): Runtime {
  const name = `node-${PLATFORM}`;
  return command(`Node ${version}`, [`${name}@${version}`], `${name}/bin/node`);
}

/** A browser that opens a page, which sends back what it saw. */
function browser(
  name: string,
  executable: string,
  arguments_: (url: string, profile: string) => readonly string[],
  where: "page" | "worker",
): Runtime {
  return {
    name: `${name}, ${where === "page" ? "in a page" : "in a web worker"}`,
    install: () => (existsSync(executable) ? null : `there is no ${executable}`),
    async observe(given) {
      const profile = mkdtempSync(join(tmpdir(), "browser-profile-"));
      const { server, observed } = await serve(given);
      const { port } = server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/${where}.html`;
      const [command, ...args] = [executable, ...arguments_(url, profile)];
      // In a group of its own, as browsers start more processes.
      const child = spawn(command as string, args, { stdio: "ignore", detached: true });
      try {
        return await observed;
      } finally {
        server.close();
        server.closeAllConnections();
        if (child.pid !== undefined) stopGroup(child.pid);
        rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
      }
    },
  };
}

function chromium(where: "page" | "worker"): Runtime {
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return browser(
    "Chromium",
    "/usr/bin/chromium",
    (url, profile) => [...flags, `--user-data-dir=${profile}`, url],
    where,
  );
}

function firefox(where: "page" | "worker"): Runtime {
  return browser(
    "Firefox",
    "/usr/bin/firefox-esr",
    (url, profile) => ["--headless", "--no-remote", "--profile", profile, url],
    where,
  );
}

/** WebKitGTK's example browser, on a display that nobody sees. */
function webkit(where: "page" | "worker"): Runtime {
  const folder = `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;
  const found = ["4.1", "4.0", "6.0"]
    .map((version) => join(folder, `webkit2gtk-${version}/MiniBrowser`))
    .find((path) => existsSync(path));
  const runtime = browser(
    "WebKit",
    "/usr/bin/xvfb-run",
    (url) => ["--auto-servernum", found ?? "", "--private", url],
    where,
  );
  const install = () => (found === undefined ? "there is no MiniBrowser" : runtime.install());
  return { ...runtime, install };
}

const workerdFolder = join(RUNTIMES_DIR, "workerd");
const workerd: Runtime = {
  name: "workerd",
  lacks: { cpython: true, clock: true },
  install: () =>
    installPackages(
      workerdFolder,
      ["workerd@1.20261117.1"],
      join(workerdFolder, "node_modules/@cloudflare/workerd-linux-64/bin/workerd"),
    ),
  async observe(given) {
    const executable = join(workerdFolder, "node_modules/@cloudflare/workerd-linux-64/bin/workerd");
    writeFileSync(
      join(workerdFolder, "main.js"),
      `import * as api from "micropython-wasm";
import { observe } from "observations";
export default {
  async fetch(request) {
    const given = await request.json();
    return Response.json(await observe(api, given));
  },
};\n`,
    );
    const module = (name: string, kind: string, path: string) =>
      `(name = "${name}", ${kind} = embed "${path}")`;
    writeFileSync(
      join(workerdFolder, "config.capnp"),
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [
      ${module("main", "esModule", "main.js")},
      ${module("micropython-wasm", "esModule", "../../../dist/index.workerd.js")},
      ${module("micropython-wasi.wasm", "wasm", "../../../dist/micropython-wasi.wasm")},
      ${module("observations", "esModule", "../observations.js")},
    ],
    compatibilityDate = "2026-01-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);\n`,
    );
    const child = spawn(
      executable,
      ["serve", join(workerdFolder, "config.capnp"), "--control-fd=3", "--experimental"],
      { stdio: ["ignore", "inherit", "inherit", "pipe"] },
    );
    try {
      const port = await new Promise<number>((resolve, reject) => {
        child.on("exit", (code) => reject(new Error(`workerd ended with code ${code}`)));
        child.stdio[3]?.on("data", (data: Buffer) => {
          const { port } = JSON.parse(data.toString().split("\n")[0] as string);
          if (port !== undefined) resolve(port);
        });
      });
      const body = JSON.stringify(given);
      const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
      const text = await response.text();
      if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text}`);
      return JSON.parse(text);
    } finally {
      child.kill();
    }
  },
};

/** Every runtime that is tried. */
export const RUNTIMES: readonly Runtime[] = [
  node("20.19.5"),
  node("22.21.0"),
  node("24.9.0"),
  node("26.12.1"),
  command("Deno", ["deno@2.9.6"], ".bin/deno", ["run", "--allow-all"]),
  command("Bun", ["bun@1.4.5"], ".bin/bun"),
  workerd,
  chromium("page"),
  chromium("worker"),
  firefox("page"),
  firefox("worker"),
  webkit("page"),
  webkit("worker"),
];

/** Installs packages from npm, once. Returns why that is impossible, if so. */
function installPackages(
  folder: string,
  packages: readonly string[],
  executable: string,
): string | null {
  if (existsSync(executable)) return null;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const flags = ["--no-audit", "--no-fund", "--no-package-lock"];
  try {
    execFileSync("npm", ["install", ...flags, ...packages], {
      cwd: folder,
      stdio: "pipe",
      timeout: START_TIMEOUT_MS,
    });
  } catch {
    return `npm cannot install ${packages.join(" ")} here`;
  }
  return existsSync(executable) ? null : `${packages.join(" ")} has no ${executable}`;
}

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

const OBSERVER = `
import * as api from "/dist/index.web.js";
import { observe } from "/observations.js";
const send = (path, result) => fetch(path, { method: "POST", body: JSON.stringify(result) });
try {
  const given = await (await fetch("/given")).json();
  await Promise.all(given.pythons.map((python) => api.load({ python })));
  await send("/result", await observe(api, given));
} catch (error) {
  await send("/error", String(error) + "\\n" + error.stack);
}`;
const PAGES: Record<string, string> = {
  "/page.html": `<!doctype html><script type="module" src="/observer.js"></script>`,
  "/worker.html": `<!doctype html><script type="module">new Worker("/observer.js", { type: "module" });</script>`,
  "/observer.js": OBSERVER,
};

/** Serves the package and a page that uses it, and waits for what the page sees. */
async function serve(given: Given): Promise<{ server: Server; observed: Promise<Observations> }> {
  let server!: Server;
  const observed = new Promise<Observations>((resolve, reject) => {
    server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://host").pathname;
      if (request.method === "POST") {
        let body = "";
        request.on("data", (piece) => {
          body += piece;
        });
        request.on("end", () => {
          response.end();
          if (path === "/result") resolve(JSON.parse(body));
          else reject(new Error(`the page failed: ${JSON.parse(body)}`));
        });
        return;
      }
      const file =
        path === "/observations.js" ? join(RUNTIMES_DIR, "observations.js") : join(ROOT, path);
      const content =
        path === "/given" ? JSON.stringify(given) : (PAGES[path] ?? readIfThere(path, file));
      response.writeHead(content === null ? 404 : 200, {
        "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      });
      response.end(content);
    });
    const giveUp = () => reject(new Error("the browser did not answer"));
    setTimeout(giveUp, START_TIMEOUT_MS).unref();
  });
  observed.catch(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, observed };
}

function readIfThere(path: string, file: string): Uint8Array | null {
  const isServed = path === "/observations.js" || /^\/dist\/[\w.-]+$/.test(path);
  return isServed && existsSync(file) ? readFileSync(file) : null;
}

function stopGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
