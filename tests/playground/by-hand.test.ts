// The playground used by hand: real keys, clicks, touches and files, under a strict policy.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser as DrivenBrowser, ElementHandle, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, FIREFOX } from "../helpers/browser.js";
import { startDriven } from "../helpers/driven-browser.js";
import { memoryOfTree } from "../helpers/memory-of-tree.js";
import { type Site, serveSite } from "./site.js";
import { User } from "./user.js";

const ROOT = join(import.meta.dirname, "../..");
const TIMEOUT_MS = 300_000;
const folder = mkdtempSync(join(tmpdir(), "by-hand-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.for([CHROMIUM, FIREFOX])("the playground used by hand in $name", (browser) => {
  let site: Site;
  let driven: DrivenBrowser;
  const missing = browser.install();

  beforeAll(async () => {
    if (missing !== null) return;
    const built = join(ROOT, `build/playground-tests/by-hand-${browser.name}`);
    mkdirSync(built, { recursive: true });
    site = await serveSite(ROOT, built);
    driven = await startDriven(browser);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await driven?.close();
    site?.close();
  });

  /** A test with a page of its own. */
  const does = (what: string, work: (user: User, page: Page) => Promise<void>) =>
    it(what, { timeout: TIMEOUT_MS }, async ({ skip }) => {
      if (missing !== null) return skip(missing);
      const page = await driven.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      try {
        await work(await User.visit(page, site.url), page);
        expect(errors).toEqual([]);
      } finally {
        await page.close();
      }
    });

  does("runs what is typed, with nothing but keys", async (user) => {
    await user.tabTo("Program");
    expect(await user.run("for i in range(3):\nprint('line', i)\n")).toBe(
      "line 0\nline 1\nline 2\n",
    );
    expect(await user.run("6 * 7")).toBe("42\n");
    await user.press("Escape", "Tab");
    expect(await user.focused()).not.toBe("Program");
    await user.tabTo("tab-console");
    await user.press("ArrowRight");
    expect(await user.focused()).toBe("tab-variables");
    await user.press("ArrowLeft", "ArrowLeft");
    expect(await user.focused()).toBe("tab-limits");
    await user.tabTo("limit-fuel");
    await user.press("Home");
    expect(await user.text("#limit-fuel-text")).toBe("100,000");
    expect(await user.run("while True: pass")).toContain("used up its 100000 units of fuel");
  });

  does("shows what a program uses while it runs, and stops it", async (user, page) => {
    await user.type("x = []\nwhile True: x.append(bytes(1000)) if len(x) < 5000 else None");
    await user.press("Control+Enter");
    for (const gauge of ["fuel", "memory", "time"] as const) {
      let last = 0;
      for (let rise = 0; rise < (gauge === "memory" ? 1 : 3); rise++) {
        await page.waitForFunction(
          (id, last) => (document.getElementById(id) as HTMLMeterElement).value > last,
          { timeout: 60_000, polling: 20 },
          `gauge-${gauge}`,
          last,
        );
        last = await user.gauge(gauge);
      }
    }
    expect(await user.text("#gauge-fuel-text")).toMatch(/^[\d.,]+ (million|thousand)|^[\d,.]+$/);
    expect(await page.$("#stop[disabled]")).toBe(null);
    await user.press("Control+Shift+Enter");
    await user.ended();
    expect(await user.text("#status")).toMatch(/^Stopped/);
  });

  does(
    "has a prompt: statements, completion, history, and answers for input()",
    async (user, page) => {
      await page.click("#typed");
      await page.keyboard.type("numbers = [1, 2]\n");
      await user.ended();
      await page.keyboard.type("numb");
      await user.press("Tab");
      await page.waitForFunction(
        () => (document.getElementById("typed") as HTMLTextAreaElement).value === "numbers",
      );
      await user.press("Enter");
      await user.sees("#output", ">>> numbers\n[1, 2]\n");
      await user.ended();
      await user.press("ArrowUp", "ArrowUp");
      const recalled = () =>
        page.$eval("#typed", (element) => (element as HTMLTextAreaElement).value);
      expect(await recalled()).toBe("numbers = [1, 2]");
      if (!(await page.evaluate(() => "Suspending" in WebAssembly))) return;
      await user.type("print('Hello,', input('Who? '))");
      await user.press("Control+Enter");
      await user.sees("#prompt-label", "input:");
      await page.keyboard.type("Ada\n");
      await user.ended();
      expect(await user.text("#output")).toBe("Who? Ada\nHello, Ada\n");
      expect(await recalled()).toBe("numbers = [1, 2]");
    },
  );

  does("runs lines that are typed faster than Python answers", async (user, page) => {
    await page.click("#typed");
    await page.keyboard.type("total = 1\nfor i in range(3):\n    total += i\n\ntotal\ntot");
    await user.press("Tab");
    await user.sees("#output", ">>> total\n4\n");
    await page.waitForFunction(
      () => (document.getElementById("typed") as HTMLTextAreaElement).value === "total",
    );
  });

  does("leads from a traceback to its line", async (user, page) => {
    await user.run("x = 1\ny = 0\nx / y\n");
    await page.click(".place");
    expect(await user.text(".cm-activeLine")).toBe("x / y");
  });

  does("takes files and gives files", async (user, page) => {
    const given = join(folder, "table.csv");
    writeFileSync(given, "a,b\n1,2\n");
    await page.click("#tab-files");
    const chooser = (await page.$("#add-files")) as ElementHandle<HTMLInputElement>;
    await chooser.uploadFile(given);
    await user.sees("#files", "/input/table.csv");
    const copy = "open('/output/copy.csv', 'w').write(open('/input/table.csv').read() * 2)";
    expect(await user.run(copy)).toBe("16\n");
    if (browser !== CHROMIUM) return;
    const session = await page.createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
    await page.click("#tab-files");
    await user.sees("#files", "/output/copy.csv");
    await page.click('[aria-label="Download /output/copy.csv"]');
    const read = () => readFileSync(join(folder, "copy.csv"), "utf8");
    await expect.poll(read, { timeout: 30_000 }).toBe("a,b\n1,2\na,b\n1,2\n");
  });

  does("works with a finger on a phone", async (user, page) => {
    const isMobile = browser === CHROMIUM;
    await page.setViewport({
      width: 360,
      height: 740,
      ...(isMobile && { isMobile, hasTouch: true }),
    });
    const tap = async (selector: string) => {
      const element = await page.$(selector);
      await element?.scrollIntoView();
      await element?.tap();
    };
    await tap("#run");
    await user.sees("#output", "squares: [0, 1, 4");
    await tap("#tab-limits");
    await page.waitForSelector("#panel-limits:not([hidden])");
    await tap("#tab-console");
    await tap("#typed");
    await page.keyboard.type("squares[3]\n");
    await user.sees("#output", ">>> squares[3]\n9\n");
    const [width, visible] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.getElementById("typed")?.getBoundingClientRect().width ?? 0,
    ]);
    expect(width).toBeLessThanOrEqual(360);
    expect(visible).toBeGreaterThan(200);
  });

  does("can be used with a screen reader", async (user, page) => {
    await user.run("x = [1]\n1 / 0");
    const findings: string[] = [];
    for (const scheme of ["light", "dark"]) {
      await page
        .emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }])
        .catch(() => {});
      for (const panel of ["console", "variables", "files", "states", "limits"]) {
        await page.click(`#tab-${panel}`);
        await page.evaluate(`${axe.source}; undefined`);
        const found = await page.evaluate(async () => {
          const { violations } = await (window as never as { axe: typeof axe }).axe.run();
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
        });
        findings.push(...found.map((finding) => `${scheme}, ${panel}: ${finding}`));
      }
    }
    expect(findings).toEqual([]);
    expect(await page.$eval("#status", ({ role }) => role)).toBe("status");
  });

  does("runs 200 programs, one after the other, in constant memory", async (user, page) => {
    await user.type("x = 'a' * 1_000_000\nprint(len(x))");
    const run = async (times: number) => {
      for (let i = 0; i < times; i++) {
        await user.press("Control+Enter");
        await user.ended();
        expect(await user.text("#output")).toBe("1000000\n");
      }
    };
    await run(50);
    const before = memoryOfTree(driven.process()?.pid ?? 0);
    await run(200);
    const grownBytes = memoryOfTree(driven.process()?.pid ?? 0) - before;
    expect(grownBytes).toBeLessThan(100_000_000);
    expect(await page.$eval("#output", ({ childElementCount }) => childElementCount)).toBe(1);
  });

  // The last one, as it ends the server.
  does("works offline once it was visited, with both Pythons", async (user, page) => {
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.reload();
    await page.select("#python", "cpython");
    await user.sees("#status", "CPython is ready");
    site.close();
    const offline = await User.visit(page, site.url);
    expect(await offline.run("print('offline')")).toBe("offline\n");
    await page.select("#python", "cpython");
    await offline.sees("#status", "CPython is ready");
    expect(await offline.run("import fractions; fractions.Fraction(2, 6)")).toBe(
      "Fraction(1, 3)\n",
    );
  });
});
