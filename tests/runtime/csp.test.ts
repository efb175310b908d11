// Pages whose content security policy is strict.
import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHROMIUM, FIREFOX, visit, WEBKIT } from "../helpers/browser.js";

const DIST = join(import.meta.dirname, "../../dist");
const TIMEOUT_MS = 120_000;

const PAGE = `<!doctype html><script type="module" src="/page.js"></script>`;
const SCRIPT = `
import { load, run } from "/index.web.js";
const nameOf = (error) => [error.name, error.code, error.message];
const result = {
  streamed: await run("6 * 7").then(({ value }) => value, nameOf),
  bytes: await fetch("/micropython-wasi.wasm")
    .then((response) => response.arrayBuffer())
    .then((wasm) => load({ wasm }))
    // Some engines forbid to start what they have compiled.
    .then(() => run("6 * 7"))
    .then(({ value }) => value, nameOf),
};
await fetch("/result", { method: "POST", body: JSON.stringify(result) });`;

/** Serves a page with a policy. */
function serve(scripts: string): RequestListener {
  const policy = `default-src 'none'; connect-src 'self'; script-src ${scripts}`;
  const texts: Record<string, readonly [type: string, content: string | Uint8Array]> = {
    "/": ["text/html", PAGE],
    "/page.js": ["text/javascript", SCRIPT],
    "/index.web.js": ["text/javascript", readFileSync(join(DIST, "index.web.js"))],
    "/micropython-wasi.wasm": [
      "application/wasm",
      readFileSync(join(DIST, "micropython-wasi.wasm")),
    ],
  };
  return (request, response) => {
    const [type, content] = texts[request.url ?? ""] ?? [];
    if (type === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type, "content-security-policy": policy });
    response.end(content);
  };
}

describe("a page with a strict content security policy", () => {
  it.for([CHROMIUM, FIREFOX, WEBKIT])(
    "runs Python with 'wasm-unsafe-eval' in $name",
    { timeout: TIMEOUT_MS },
    async (browser, { skip }) => {
      const reason = browser.install();
      if (reason !== null) return skip(reason);
      const seen = await visit(browser, "/", serve("'self' 'wasm-unsafe-eval'"), TIMEOUT_MS);
      expect(seen).toEqual({ streamed: 42, bytes: 42 });
    },
  );

  it.for([CHROMIUM, FIREFOX, WEBKIT])(
    "learns what its policy lacks without it in $name",
    { timeout: TIMEOUT_MS },
    async (browser, { skip }) => {
      const reason = browser.install();
      if (reason !== null) return skip(reason);
      const seen = await visit(browser, "/", serve("'self'"), TIMEOUT_MS);
      const error = [
        "MicroPythonWasmError",
        "not-loaded",
        expect.stringContaining("Content-Security-Policy needs script-src 'wasm-unsafe-eval'"),
      ];
      expect(seen).toEqual({ streamed: error, bytes: error });
    },
  );
});
