// Uses the playground as people do, in a frame of the page that this runs in.

/** What it saw. */
export type Seen = Record<string, unknown>;

const WAIT_MS = 60_000;

/** The playground in a frame. */
class Page {
  readonly #frame: HTMLIFrameElement;

  constructor(frame: HTMLIFrameElement) {
    this.#frame = frame;
  }

  get document(): Document {
    const { contentDocument } = this.#frame;
    if (contentDocument === null) throw new Error("the frame has no document");
    return contentDocument;
  }

  get window(): Window & typeof globalThis {
    return this.#frame.contentWindow as Window & typeof globalThis;
  }

  find<Type extends HTMLElement = HTMLElement>(selector: string): Type {
    const found = this.document.querySelector<Type>(selector);
    if (found === null) throw new Error(`there is no ${selector}`);
    return found;
  }

  text(selector: string): string {
    return this.find(selector).textContent ?? "";
  }

  click(selector: string): void {
    this.find(selector).click();
  }

  /** Clicks the button with a label. */
  clickButton(label: string): void {
    const all = Array.from(this.document.querySelectorAll("button"));
    const found = all.find(
      (button) => (button.ariaLabel ?? button.textContent)?.startsWith(label) === true,
    );
    if (found === undefined) throw new Error(`there is no button ${label}`);
    found.click();
  }

  press(selector: string, key: string, modifiers: KeyboardEventInit = {}): void {
    const { KeyboardEvent } = this.window;
    const code = key.length === 1 ? `Key${key.toUpperCase()}` : key;
    const init = { key, code, bubbles: true, cancelable: true, ...modifiers };
    this.find(selector).dispatchEvent(new KeyboardEvent("keydown", init));
  }

  choose(selector: string, value: string): void {
    const element = this.find<HTMLInputElement>(selector);
    element.value = value;
    for (const type of ["input", "change"]) {
      element.dispatchEvent(new this.window.Event(type, { bubbles: true }));
    }
  }

  /** Replaces the program by pasting another. */
  paste(code: string): void {
    const content = this.find(".cm-content");
    content.focus();
    this.press(".cm-content", "a", { ctrlKey: true, keyCode: 65 } as KeyboardEventInit);
    const clipboardData = new this.window.DataTransfer();
    clipboardData.setData("text/plain", code);
    // Firefox makes no clipboard events that have content.
    const event = new this.window.Event("paste", { bubbles: true, cancelable: true });
    content.dispatchEvent(Object.assign(event, { clipboardData }));
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    const endMs = performance.now() + WAIT_MS;
    while (!isSo()) {
      if (performance.now() > endMs) {
        const { textContent } = this.document.body;
        throw new Error(`waited in vain until ${what}; the page shows: ${textContent}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  hasEnded(): Promise<void> {
    const stop = this.find<HTMLButtonElement>("#stop");
    return this.until("the program has ended", () => stop.disabled);
  }

  /** Runs a program; returns the output. */
  async run(code: string): Promise<string> {
    this.paste(code);
    this.press(".cm-content", "Enter", { ctrlKey: true });
    await this.hasEnded();
    return this.text("#output");
  }

  /** Types a statement at the prompt; returns the output. */
  async type(code: string): Promise<string> {
    this.find<HTMLTextAreaElement>("#typed").value = code;
    const before = this.text("#output");
    this.press("#typed", "Enter");
    await this.until("something is shown", () => this.text("#output") !== before);
    await this.hasEnded();
    return this.text("#output").slice(before.length);
  }
}

/** Opens the playground. */
async function open(fragment = ""): Promise<Page> {
  document.body.replaceChildren();
  const frame = document.createElement("iframe");
  frame.style.cssText = "width: 1000px; height: 700px";
  frame.src = `/${fragment}`;
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  document.body.append(frame);
  await loaded;
  return new Page(frame);
}

async function withEditor(fragment = ""): Promise<Page> {
  const page = await open(fragment);
  await page.until(
    "the editor is there",
    () => page.document.querySelector(".cm-content") !== null,
  );
  await page.until("Python is ready", () => page.text("#status").includes("ready"));
  return page;
}

/** What each part of the tests does. */
export const STEPS: Record<string, () => Promise<unknown>> = {
  async run() {
    const page = await withEditor();
    return page.run("print('one')\nimport sys\nprint('two', file=sys.stderr)\n6 * 7");
  },

  async stop() {
    const page = await withEditor();
    page.click("#fresh");
    await page.run("x = 5");
    page.paste("x = 6\nprint('begins')\nwhile True: pass");
    page.click("#run");
    await page.until("it has begun", () => page.text("#output").includes("begins"));
    page.click("#stop");
    await page.hasEnded();
    return [page.text("#status"), await page.type("x in (5, 6)")];
  },

  async cpython() {
    const page = await withEditor();
    page.choose("#python", "cpython");
    await page.until("CPython is ready", () => page.text("#status").includes("CPython is ready"));
    return page.run("import fractions\nprint(fractions.Fraction(2, 6))\n{'a': 1} | {'b': 2}");
  },

  async traceback() {
    const page = await withEditor();
    const output = await page.run("def f():\n    return 1 / 0\n\nf()");
    page.clickButton('File "main.py", line 2');
    return [output, page.text(".cm-activeLine")];
  },
};
