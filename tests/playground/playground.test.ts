import { mkdirSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { beforeAll, describe, expect, it } from "vitest";
import { buildPlayground } from "../../playground/server/build.js";
import { folderListener } from "../../playground/server/serve.js";
import { CHROMIUM, FIREFOX, visit } from "../helpers/browser.js";
import type { Seen } from "./driver.js";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "build/playground-tests");
const TIMEOUT_MS = 300_000;

/** The playground, and a page that uses it. */
async function serve(): Promise<RequestListener> {
  mkdirSync(FOLDER, { recursive: true });
  await buildPlayground(ROOT, join(FOLDER, "site"));
  const bundle = await rolldown({ input: join(import.meta.dirname, "page.ts") });
  const { output } = await bundle.generate();
  const site = folderListener(join(FOLDER, "site"));
  const own: Record<string, readonly [type: string, content: string]> = {
    "/test": ["text/html", `<!doctype html><body><script type="module" src="/test.js"></script>`],
    "/test.js": ["text/javascript", output[0].code],
  };
  return (request, response) => {
    const [type, content] = own[request.url ?? ""] ?? [];
    if (type === undefined) return site(request, response);
    response.writeHead(200, { "content-type": type }).end(content);
  };
}

describe.for([CHROMIUM, FIREFOX])("the playground in $name", (browser) => {
  let seen: Seen = {};
  const missing = browser.install();

  beforeAll(async () => {
    if (missing === null) seen = (await visit(browser, "/test", await serve(), TIMEOUT_MS)) as Seen;
  }, TIMEOUT_MS);

  const shows = (what: string, check: () => void) =>
    it(what, ({ skip }) => (missing === null ? check() : skip(missing)));

  shows("runs a program, and shows its output and the value of its last expression", () => {
    expect(seen.run).toBe("one\ntwo\n42\n");
  });

  shows("stops a program that does not end, and keeps the session", () => {
    expect(seen.stop).toEqual([expect.stringMatching(/^Stopped/), ">>> x in (5, 6)\nTrue\n"]);
  });

  shows("runs CPython", () => {
    expect(seen.cpython).toBe("1/3\n{'a': 1, 'b': 2}\n");
  });

  shows("goes to the line of a traceback", () => {
    expect(seen.traceback).toEqual([
      expect.stringMatching(/^Traceback.*ZeroDivisionError: divi.*\n$/s),
      "    return 1 / 0",
    ]);
  });
});
