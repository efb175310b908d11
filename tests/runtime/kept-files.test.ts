// What pages keep of CPython.
import { readFileSync, statSync } from "node:fs";
import type { RequestListener } from "node:http";
import { extname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHROMIUM, FIREFOX, visit, WEBKIT } from "../helpers/browser.js";

const DIST = join(import.meta.dirname, "../../dist");
const TIMEOUT_MS = 180_000;
const TYPES: Record<string, string> = { ".js": "text/javascript", ".wasm": "application/wasm" };

/** Loads CPython three times, each time in a page of its own; the files change before the third. */
const PAGE = `<!doctype html><body><script type="module">
const visits = [];
for (const version of ["1", "1", "2"]) {
  await fetch("/version/" + version);
  const frame = document.createElement("iframe");
  frame.src = "/frame";
  const value = new Promise((resolve) => {
    addEventListener("message", ({ data }) => resolve(data), { once: true });
  });
  document.body.replaceChildren(frame);
  visits.push(await value);
  // Files are kept in the background.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  visits.push(await (await fetch("/requested")).json());
}
const kept = (await (await caches.open("micropython-wasm")).keys()).length;
await fetch("/result", { method: "POST", body: JSON.stringify({ visits, kept }) });
</script>`;
const FRAME = `<!doctype html><script type="module">
import { load, run } from "/index.web.js";
let loadedBytes = 0;
try {
  await load({ python: "cpython", onProgress: (progress) => { ({ loadedBytes } = progress); } });
  const { value } = await run("import fractions; str(fractions.Fraction(2, 6))", { python: "cpython" });
  parent.postMessage([value, loadedBytes]);
} catch (error) {
  parent.postMessage(String(error));
}
</script>`;

/** Serves the package; what was requested of CPython since the last question is at `/requested`. */
function serve(): RequestListener {
  let version = "";
  let requested: string[] = [];
  return ({ url = "", method = "" }, response) => {
    const name = url.slice(1);
    const html = { "": PAGE, frame: FRAME }[name];
    if (html !== undefined) response.writeHead(200, { "content-type": "text/html" }).end(html);
    else if (name.startsWith("version/")) {
      version = name;
      response.end();
    } else if (name === "requested") {
      response.end(JSON.stringify(requested.sort()));
      requested = [];
    } else if (/^[\w.-]+$/.test(name) && name !== "favicon.ico") {
      if (name.startsWith("cpython") && method === "GET") requested.push(name);
      const content = readFileSync(join(DIST, name));
      response.writeHead(200, {
        "content-type": TYPES[extname(name)] ?? "application/octet-stream",
        "content-length": content.length,
        // Nothing comes from the browser's other cache.
        "cache-control": "no-store",
        etag: `"${version}"`,
      });
      response.end(method === "HEAD" ? undefined : content);
    } else response.writeHead(404).end();
  };
}

describe("a page that uses CPython", () => {
  const files = ["cpython-wasi.image", "cpython-wasi.lib", "cpython-wasi.wasm"];
  const sizes = files.map((name) => statSync(join(DIST, name), { throwIfNoEntry: false })?.size);
  const loaded = ["1/3", sizes.reduce((sum = 0, size = 0) => sum + size, 0)];

  it.for([CHROMIUM, FIREFOX])(
    "downloads its files once, and again when they have changed, in $name",
    { timeout: TIMEOUT_MS },
    async (browser, { skip }) => {
      const reason = browser.install();
      if (reason !== null) return skip(reason);
      expect(await visit(browser, "/", serve(), TIMEOUT_MS)).toEqual({
        visits: [loaded, files, loaded, [], loaded, files],
        kept: 3,
      });
    },
  );

  it("downloads them each time if it can keep nothing, as in WebKit's private windows", {
    timeout: TIMEOUT_MS,
  }, async ({ skip }) => {
    const reason = WEBKIT.install();
    if (reason !== null) return skip(reason);
    expect(await visit(WEBKIT, "/", serve(), TIMEOUT_MS)).toEqual({
      visits: [loaded, files, loaded, files, loaded, files],
      kept: 0,
    });
  });
});
