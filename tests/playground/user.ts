import type { Page } from "puppeteer-core";

const WAIT = { timeout: 60_000, polling: 50 } as const;

/** Somebody who uses the playground with a keyboard, a mouse or a finger. */
export class User {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens the playground, and waits until the editor and Python are there. */
  static async visit(page: Page, url: string): Promise<User> {
    await page.goto(url);
    const user = new User(page);
    await user.sees("#status", "is ready");
    await page.waitForSelector(".cm-content", WAIT);
    return user;
  }

  /** Waits until an element contains a text. */
  async sees(selector: string, text: string): Promise<void> {
    await this.page.waitForFunction(
      (selector, text) => document.querySelector(selector)?.textContent?.includes(text),
      WAIT,
      selector,
      text,
    );
  }

  text(selector: string): Promise<string> {
    return this.page.$eval(selector, (element) => element.textContent ?? "");
  }

  /** Presses keys, such as `Control+Enter`. */
  async press(...combinations: string[]): Promise<void> {
    for (const combination of combinations) {
      const keys = combination.split("+") as Parameters<Page["keyboard"]["press"]>[0][];
      const last = keys.pop() ?? "Enter";
      for (const key of keys) await this.page.keyboard.down(key);
      await this.page.keyboard.press(last);
      for (const key of keys.reverse()) await this.page.keyboard.up(key);
    }
  }

  /** What has the focus: its id, label or text. */
  focused(): Promise<string> {
    return this.page.evaluate(() => {
      const { id, ariaLabel, textContent } = document.activeElement ?? document.body;
      return id || ariaLabel || textContent || "";
    });
  }

  /** Presses Tab until something has the focus. */
  async tabTo(name: string): Promise<void> {
    for (let presses = 0; presses < 50; presses++) {
      if ((await this.focused()) === name) return;
      await this.press("Tab");
    }
    throw new Error(`no number of tabs leads to ${name}`);
  }

  /** Replaces the program by typing. Lines must not be indented: the editor does that. */
  async type(program: string): Promise<void> {
    await this.page.focus(".cm-content");
    await this.press("Control+a", "Delete");
    await this.page.keyboard.type(program);
  }

  /** Waits until no program runs. */
  async ended(): Promise<void> {
    await this.page.waitForSelector("#stop[disabled]", WAIT);
  }

  /** Types a program and runs it; returns the output. */
  async run(program: string): Promise<string> {
    await this.type(program);
    await this.press("Control+Enter");
    await this.ended();
    return this.text("#output");
  }

  /** What a gauge shows. */
  gauge(name: "fuel" | "memory" | "time"): Promise<number> {
    return this.page.$eval(`#gauge-${name}`, (gauge) => (gauge as HTMLMeterElement).value);
  }
}
