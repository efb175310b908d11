// Pages and web workers of browsers.
import { existsSync, readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { extname, join } from "node:path";
import { type Browser, visit } from "../helpers/browser.js";
import { observerFor } from "./observer.js";
import { type Given, OBSERVE_TIMEOUT_MS, type Runtime } from "./runtime.js";

const ROOT = join(import.meta.dirname, "../..");

/** A browser that runs the package in a page or in a web worker. */
export function inBrowser(browser: Browser, where: "page" | "worker" | "isolated page"): Runtime {
  return {
    name: `${browser.name}, ${PLACES[where]}`,
    row: where === "worker" ? "web workers" : `${where}s`,
    version: browser.version,
    install: browser.install,
    lacks: { folders: true, depth: where !== "page" },
    observe: (observer, given) =>
      visit(
        browser,
        where === "worker" ? "/worker.html" : "/page.html",
        serve(observer, given, where === "isolated page" ? ISOLATED : {}),
        OBSERVE_TIMEOUT_MS,
      ),
  };
}

const PLACES = {
  page: "in a page",
  worker: "in a web worker",
  "isolated page": "in an isolated page",
} as const;

/** Headers with which a page may share memory between threads. */
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

const OBSERVER = `
import * as api from "/dist/index.web.js";
import { observe } from "/observe.js";
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
function serve(observer: string, given: Given, headers: object): RequestListener {
  const pages: Record<string, string> = {
    ...PAGES,
    "/given": JSON.stringify(given),
    "/observe.js": observerFor(observer, "/dist/index.web.js"),
  };
  return (request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const content = pages[path] ?? readIfThere(path);
    response.writeHead(content === null ? 404 : 200, {
      ...headers,
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
    });
    response.end(content);
  };
}

function readIfThere(path: string): Uint8Array | null {
  const file = join(ROOT, path);
  return /^\/dist\/[\w.-]+$/.test(path) && existsSync(file) ? readFileSync(file) : null;
}
