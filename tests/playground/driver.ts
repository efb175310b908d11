// Uses the playground as people do, in a frame of the page that this runs in.

/** What it saw. */
export type Seen = Record<string, unknown>;

const WAIT_MS = 20_000;

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
    const shown = () => this.text("#output").lastIndexOf(`>>> ${code}`);
    const before = shown();
    this.press("#typed", "Enter");
    await this.until("the statement is shown", () => shown() > before);
    await this.hasEnded();
    return this.text("#output").slice(shown());
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
  async textArea() {
    await fetch("/fail?code-editor.js");
    const page = await open();
    await page.until("the page has begun", () => page.text("#status") !== "");
    page.find<HTMLTextAreaElement>("#source").value = "print('typed')";
    page.click("#run");
    await page.hasEnded();
    return page.text("#output");
  },

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

  async input() {
    const page = await withEditor();
    page.paste("name = input('Who? ')\nprint('Hello,', name)\ninput()");
    page.click("#run");
    if (!("Suspending" in WebAssembly)) {
      await page.hasEnded();
      page.find<HTMLTextAreaElement>("#input-lines").value = "Ada\n";
      page.click("#run");
      await page.hasEnded();
      return page.text("#output").replace("Who? ", "Who? Ada\n");
    }
    const isAsked = () => page.text("#prompt-label") === "input:";
    await page.until("it asks", isAsked);
    page.find<HTMLTextAreaElement>("#typed").value = "Ada";
    page.press("#typed", "Enter");
    await page.until("it asks again", () => page.text("#output").includes("Hello") && isAsked());
    page.press("#typed", "d", { ctrlKey: true });
    await page.hasEnded();
    return page.text("#output");
  },

  async prompt() {
    const page = await withEditor();
    await page.run("items = [1]");
    const shown = [await page.type("items"), await page.type("1 / 0")];
    const typed = page.find<HTMLTextAreaElement>("#typed");
    typed.value = "for i in items:";
    page.press("#typed", "Enter");
    await page.until("it goes on", () => typed.value.endsWith("\n"));
    typed.value = "item";
    typed.setSelectionRange(4, 4);
    page.press("#typed", "Tab");
    await page.until("it is completed", () => typed.value === "items");
    return shown;
  },

  async sessions() {
    const page = await withEditor();
    await page.run("items = [1]\nname = 'Ada'");
    page.click("#tab-states");
    page.click("#checkpoint");
    const hasStates = () => page.text("#states").includes("Roll back");
    await page.until("the state is remembered", hasStates);
    await page.type("items.append(2)");
    page.click("#fork");
    const isForked = () => page.text("#sessions [aria-current=true]").startsWith("fork");
    await page.until("it is forked", isForked);
    await page.until("the fork is ready", () => page.text("#status").includes("ready"));
    const forked = await page.type("items.append(3); items");
    page.clickButton("main");
    const before = await page.type("items");
    page.clickButton("Roll back");
    await page.until("it is rolled back", () => page.text("#output").includes("back at"));
    const after = await page.type("items");
    page.click("#tab-variables");
    const panel = () => page.text("#panel-variables");
    await page.until("variables are shown", () => panel().includes("Ada"));
    return { forked, before, after, variables: panel() };
  },

  async files() {
    const page = await withEditor();
    const transfer = new page.window.DataTransfer();
    transfer.items.add(new page.window.File(["a,b\n1,2\n"], "table.csv"));
    const chooser = page.find<HTMLInputElement>("#add-files");
    chooser.files = transfer.files;
    chooser.dispatchEvent(new page.window.Event("change"));
    await page.until("the file is there", () => page.text("#files").includes("table.csv"));
    const output = await page.run(
      "print(open('/input/table.csv').read())\nopen('/output/new.txt', 'w').write('n')",
    );
    page.click("#tab-files");
    await page.until("the new file is shown", () => page.text("#files").includes("new.txt"));
    let downloaded: Blob | undefined;
    page.window.URL.createObjectURL = (blob) => {
      downloaded = blob as Blob;
      return "data:,";
    };
    page.clickButton("Download /output/new.txt");
    await page.until("it is downloaded", () => downloaded !== undefined);
    return [output, await downloaded?.text()];
  },

  async limits() {
    const page = await withEditor();
    page.choose("#limit-fuel", "5");
    const output = await page.run("while True: pass");
    return [output, page.find<HTMLMeterElement>("#gauge-fuel").value];
  },

  async link() {
    const page = await withEditor();
    page.paste("print('shared é')");
    page.click("#share");
    await page.until("the address has changed", () => page.window.location.hash !== "");
    const other = await withEditor(page.window.location.hash);
    const before = other.text("#output");
    other.click("#run");
    await other.hasEnded();
    return [before, other.text("#output")];
  },

  async hugeLink() {
    const zeros = new Blob([new Uint8Array(20_000_000)]);
    const stream = zeros.stream().pipeThrough(new CompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    const safe = text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    const page = await withEditor(`#micropython=${safe}`);
    return page.text(".cm-line");
  },

  async dead() {
    const page = await withEditor();
    page.choose("#limit-time", "-3");
    page.click("#fresh");
    await page.run("x = 1");
    const output = await page.run("x = 2\ny = 7 ** 3_000_000");
    page.choose("#limit-time", "4");
    return [output, await page.type("x in (1, 2)")];
  },

  async switchWhileRunning() {
    const page = await withEditor();
    page.paste("while True: pass");
    page.click("#run");
    page.choose("#python", "cpython");
    await page.until("CPython is ready", () => page.text("#status").includes("CPython is ready"));
    await page.hasEnded();
    return page.run("import sys\nsys.implementation.name");
  },

  async examples() {
    const page = await withEditor();
    const example = page.find<HTMLSelectElement>("#example");
    const names = Array.from(example.options, ({ value }) => value).filter((name) => name !== "");
    const failed: string[] = [];
    for (const python of ["micropython", "cpython"]) {
      page.choose("#python", python);
      await page.until("Python is ready", () => page.text("#status").includes("ready"));
      for (const name of names.filter((name) => !/without|conversation/.test(name))) {
        page.choose("#example", name);
        page.click("#run");
        await page.hasEnded();
        if (!page.text("#status").startsWith("Finished")) failed.push(`${python}: ${name}`);
      }
    }
    return failed;
  },

  async many() {
    const page = await withEditor();
    let wrong = 0;
    const heapBytes = () => (performance as { memory?: { usedJSHeapSize: number } }).memory;
    await page.run("x = 'a' * 100_000");
    const before = heapBytes()?.usedJSHeapSize ?? 0;
    for (let i = 0; i < 200; i++) {
      const output = await page.run(`x = 'a' * 100_000\nprint(len(x) + ${i})`);
      if (output !== `${100_000 + i}\n`) wrong++;
    }
    return [wrong, (heapBytes()?.usedJSHeapSize ?? 0) - before < 20_000_000];
  },

  async offline() {
    await navigator.serviceWorker.ready;
    await fetch("/fail?.");
    const page = await withEditor();
    const output = await page.run("print('offline')");
    return output;
  },
};
