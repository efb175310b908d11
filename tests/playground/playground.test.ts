import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { beforeAll, describe, expect, it } from "vitest";
import { buildPlayground } from "../../playground/server/build.js";
import { folderListener } from "../../playground/server/serve.js";
import { CHROMIUM, FIREFOX, visit, WEBKIT } from "../helpers/browser.js";
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
  let failing = "";
  return (request, response) => {
    const { url = "" } = request;
    if (url.startsWith("/fail")) {
      [, failing = ""] = url.split("?");
      response.end();
      return;
    }
    if (failing !== "" && url.includes(failing)) return request.socket.destroy();
    const [type, content] = own[url] ?? [];
    if (type === undefined) return site(request, response);
    response.writeHead(200, { "content-type": type }).end(content);
  };
}

describe("what the playground transfers before its first result", () => {
  it("is less than 800 kB, compressed", { timeout: TIMEOUT_MS }, async () => {
    const site = join(FOLDER, "size");
    await buildPlayground(ROOT, site);
    const files = readdirSync(site).filter((name) => !name.startsWith("cpython"));
    const sizes = files.map((name) => gzipSync(readFileSync(join(site, name))).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(800_000);
  });
});

describe.for([CHROMIUM, FIREFOX, WEBKIT])("the playground in $name", (browser) => {
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

  shows("works in a text area while the editor has not arrived", () => {
    expect(seen.textArea).toBe("typed\n");
  });

  shows("goes to the line of a traceback", () => {
    expect(seen.traceback).toEqual([
      expect.stringMatching(/^Traceback.*ZeroDivisionError: divi.*\n$/s),
      "    return 1 / 0",
    ]);
  });

  shows("asks for the lines that input() reads", () => {
    const output = /^Who\? Ada\nHello, Ada\n\n?Traceback.*EOFError.*$/s;
    expect(seen.input).toEqual(expect.stringMatching(output));
  });

  shows("has a prompt with completion that continues the session", () => {
    expect(seen.prompt).toEqual([
      ">>> items\n[1]\n",
      expect.stringMatching(/^>>> 1 \/ 0\nTraceback.*ZeroDivisionError.*$/s),
    ]);
  });

  shows("remembers, forks and rolls back sessions, and shows their variables", () => {
    expect(seen.sessions).toEqual({
      forked: ">>> items.append(3); items\n[1, 2, 3]\n",
      before: ">>> items\n[1, 2]\n",
      after: ">>> items\n[1]\n",
      variables: expect.stringMatching(/value\s*items\s*list.*\[1\].*name\s*str.*'Ada'/s),
    });
  });

  shows("gives files to programs, and offers what they have written", () => {
    expect(seen.files).toEqual(["a,b\n1,2\n\n1\n", "n"]);
  });

  shows("ends programs at the limits of its sliders", () => {
    expect(seen.limits).toEqual(["the program used up its 100000 units of fuel\n", 100_000]);
  });

  shows("makes links that carry the program, which runs when the user says so", () => {
    expect(seen.link).toEqual(["", "shared é\n"]);
  });

  shows("ignores links that expand to more than anybody types", () => {
    expect(seen.hugeLink).toBe("# Python in your browser: nothing leaves this page.");
  });

  shows("continues a session whose interpreter a limit has killed", () => {
    expect(seen.dead).toEqual([
      expect.stringContaining("ran for longer than 125 ms"),
      ">>> x in (1, 2)\nTrue\n",
    ]);
  });

  shows("switches to the other Python while a program runs", () => {
    expect(seen.switchWhileRunning).toMatch(/'cpython'\n$/);
  });

  shows("has examples that run in both Pythons", () => {
    // The one that shows a traceback.
    expect(seen.examples).toEqual(["micropython: An error", "cpython: An error"]);
  });

  shows("runs 200 programs, one after the other, in constant memory", () => {
    expect(seen.many).toEqual([0, true]);
  });

  shows("works offline", () => {
    expect(seen.offline).toBe("offline\n");
  });
});
