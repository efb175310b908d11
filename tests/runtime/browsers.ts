// Browsers that Debian has. They open a page, which sends back what it saw.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { RUNTIMES_DIR } from "./install.js";
import type { Given } from "./observations.js";
import { OBSERVE_TIMEOUT_MS, type Observations, type Runtime } from "./runtime.js";

const ROOT = join(import.meta.dirname, "../..");

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

export function chromium(where: "page" | "worker"): Runtime {
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

export function firefox(where: "page" | "worker"): Runtime {
  return browser(
    "Firefox",
    "/usr/bin/firefox-esr",
    (url, profile) => ["--headless", "--no-remote", "--profile", profile, url],
    where,
  );
}

/** WebKitGTK's example browser, on a display that nobody sees. */
export function webkit(where: "page" | "worker"): Runtime {
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
    setTimeout(giveUp, OBSERVE_TIMEOUT_MS).unref();
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
