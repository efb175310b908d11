// Pages and web workers of browsers.
import { existsSync, readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { extname, join } from "node:path";
import { type Browser, visit } from "../helpers/browser.js";
import { RUNTIMES_DIR } from "./install.js";
import type { Given } from "./observations.js";
import { OBSERVE_TIMEOUT_MS, type Observations, type Runtime } from "./runtime.js";

const ROOT = join(import.meta.dirname, "../..");

/** A browser that runs the package in a page or in a web worker. */
export function inBrowser(browser: Browser, where: "page" | "worker"): Runtime {
  return {
    name: `${browser.name}, ${where === "page" ? "in a page" : "in a web worker"}`,
    install: browser.install,
    ...(where === "worker" && { lacks: { depth: true } }),
    async observe(given) {
      const seen = await visit(browser, `/${where}.html`, serve(given), OBSERVE_TIMEOUT_MS);
      return seen as Observations;
    },
  };
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

/** Serves the package and a page that uses it. */
function serve(given: Given): RequestListener {
  return (request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const file =
      path === "/observations.js" ? join(RUNTIMES_DIR, "observations.js") : join(ROOT, path);
    const content =
      path === "/given" ? JSON.stringify(given) : (PAGES[path] ?? readIfThere(path, file));
    response.writeHead(content === null ? 404 : 200, {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
    });
    response.end(content);
  };
}

function readIfThere(path: string, file: string): Uint8Array | null {
  const isServed = path === "/observations.js" || /^\/dist\/[\w.-]+$/.test(path);
  return isServed && existsSync(file) ? readFileSync(file) : null;
}
