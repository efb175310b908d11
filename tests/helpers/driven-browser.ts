// Browsers that get keys, clicks and touches like those of people: through the DevTools protocol and WebDriver BiDi.
import puppeteer, { type Browser as DrivenBrowser } from "puppeteer-core";
import { type Browser, CHROMIUM, FIREFOX } from "./browser.js";

/** Starts a browser, which has no page yet. */
export function startDriven(browser: Browser): Promise<DrivenBrowser> {
  const common = { headless: true, protocolTimeout: 120_000 };
  if (browser === CHROMIUM) {
    const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
    return puppeteer.launch({ ...common, executablePath: "/usr/bin/chromium", args });
  }
  if (browser !== FIREFOX) throw new Error(`${browser.name} cannot be driven`);
  const executablePath = "/usr/bin/firefox-esr";
  return puppeteer.launch({ ...common, browser: "firefox", executablePath });
}
