// The custom element that docs/playground.md shows.
import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderListener } from "../../playground/server/serve.js";
import { CHROMIUM, FIREFOX, visit } from "../helpers/browser.js";

const ROOT = join(import.meta.dirname, "../..");
const TIMEOUT_MS = 120_000;
const PREFIX = "/micropython-wasm";

const DRIVER = `
const cell = document.querySelector("python-cell");
const [code, button, output] = cell.children;
const shown = [];
for (const program of [code.value, "print(6 * 7)", "1 / 0", "while True: pass"]) {
  code.value = program;
  output.textContent = "";
  button.click();
  while (output.textContent === "") await new Promise((resolve) => setTimeout(resolve, 5));
  shown.push(output.textContent);
}
await fetch("/result", { method: "POST", body: JSON.stringify(shown) });`;

/** Serves the page of the documentation next to the package. */
function serve(): RequestListener {
  const text = readFileSync(join(ROOT, "docs/playground.md"), "utf8");
  const html = /^```html\n(.*?)^```/ms.exec(text)?.[1] ?? "";
  const dist = folderListener(join(ROOT, "dist"));
  return (request, response) => {
    const { url = "" } = request;
    if (url.startsWith(PREFIX)) {
      dist(Object.assign(request, { url: url.slice(PREFIX.length) }), response);
    } else {
      const page = `<!doctype html>${html}<script type="module">${DRIVER}</script>`;
      response.writeHead(url === "/" ? 200 : 404, { "content-type": "text/html" }).end(page);
    }
  };
}

describe("the custom element of the documentation", () => {
  it.for([CHROMIUM, FIREFOX])(
    "runs the code of a page in $name",
    { timeout: TIMEOUT_MS },
    async (browser, { skip }) => {
      const reason = browser.install();
      if (reason !== null) return skip(reason);
      expect(await visit(browser, "/", serve(), TIMEOUT_MS)).toEqual([
        "45\n",
        "42\n",
        expect.stringMatching(/^Traceback.*ZeroDivisionError/s),
        expect.stringMatching(/ran for longer than 1000 ms|used up/),
      ]);
    },
  );
});
