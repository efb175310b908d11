// The panels beside the program.
import { button, byId, create } from "./dom.js";
import type { Sessions } from "./sessions.js";
import { say } from "./status.js";

const NAMES = ["console", "variables", "files", "states", "limits"] as const;
type PanelName = (typeof NAMES)[number];

/** The tabs on the right. */
export class Panels {
  sessions: Sessions | null = null;
  #selected: PanelName = "console";
  #refreshing: Promise<void> = Promise.resolve();

  constructor() {
    for (const [at, name] of NAMES.entries()) {
      const tab = byId(`tab-${name}`);
      tab.addEventListener("click", () => this.select(name));
      tab.addEventListener("keydown", ({ key }) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
        if (step === undefined) return;
        const next = NAMES[(at + step + NAMES.length) % NAMES.length] as PanelName;
        this.select(next);
        byId(`tab-${next}`).focus();
      });
    }
    byId<HTMLElement>("typed-input").hidden = "Suspending" in WebAssembly;
    byId("checkpoint").addEventListener("click", () => this.#attempt(() => this.#checkpoint()));
    byId("fork").addEventListener("click", () => this.#attempt(() => this.#sessions.fork()));
    byId("restart").addEventListener("click", () => this.#sessions.restart());
    this.#acceptFiles();
  }

  get #sessions(): Sessions {
    if (this.sessions === null) throw new Error("the panels have no sessions yet");
    return this.sessions;
  }

  select(selected: PanelName): void {
    this.#selected = selected;
    for (const name of NAMES) {
      const isSelected = name === selected;
      const tab = byId(`tab-${name}`);
      tab.setAttribute("aria-selected", String(isSelected));
      tab.tabIndex = isSelected ? 0 : -1;
      byId(`panel-${name}`).hidden = !isSelected;
    }
    this.refresh();
  }

  /** Shows what the selected panel is about, after a program has run. */
  refresh(): void {
    if (this.sessions === null || this.sessions.current.isRunning) return;
    const show = { variables: () => this.#showVariables(), files: () => this.#showFiles() };
    if (this.#selected === "states") this.#showStates();
    const work = show[this.#selected as keyof typeof show];
    if (work !== undefined) this.#refreshing = this.#refreshing.then(() => this.#attempt(work));
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }

  async #showVariables(): Promise<void> {
    const { call } = await this.#sessions.current.ready();
    const variables = await call.variables();
    const head = create(
      "tr",
      {},
      ...["name", "type", "bytes", "value"].map((name) => create("th", { scope: "col" }, name)),
    );
    const rows = variables.map(({ name, type, sizeBytes, text }) =>
      create(
        "tr",
        {},
        ...[name, type, String(sizeBytes ?? ""), text].map((cell) => create("td", {}, cell)),
      ),
    );
    const shown =
      rows.length === 0
        ? create("p", {}, "This session has no variables yet.")
        : create("table", {}, head, ...rows);
    byId("panel-variables").replaceChildren(shown);
  }

  async #showFiles(): Promise<void> {
    const { call } = await this.#sessions.current.ready();
    const paths = await call.listFiles();
    const items = paths.map((path) =>
      create(
        "li",
        {},
        create("code", {}, path),
        button("Download", () => this.#attempt(() => this.#download(path)), {
          "aria-label": `Download ${path}`,
        }),
        button("Remove", () => this.#attempt(() => this.#remove(path)), {
          "aria-label": `Remove ${path}`,
        }),
      ),
    );
    byId("files").replaceChildren(...items);
  }

  async #download(path: string): Promise<void> {
    const { call } = await this.#sessions.current.ready();
    const content = await call.readFile(path);
    const href = URL.createObjectURL(new Blob([content as BlobPart]));
    create("a", { href, download: path.split("/").at(-1) ?? "file" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  }

  async #remove(path: string): Promise<void> {
    const tab = this.#sessions.current;
    tab.files.delete(path);
    await (await tab.ready()).call.removeFile(path);
    await this.#showFiles();
  }

  #acceptFiles(): void {
    const chooser = byId<HTMLInputElement>("add-files");
    const add = (files: Iterable<File>) => {
      this.select("files");
      this.#attempt(() => this.#addFiles([...files]));
    };
    chooser.addEventListener("change", () => add(chooser.files ?? []));
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      add(event.dataTransfer.files);
    });
  }

  async #addFiles(files: readonly File[]): Promise<void> {
    const tab = this.#sessions.current;
    const { call } = await tab.ready();
    for (const file of files) {
      const path = `/input/${file.name}`;
      const content = new Uint8Array(await file.arrayBuffer());
      await call.writeFile(path, content);
      // The next session finds it, too.
      tab.files.set(path, content);
    }
    await this.#showFiles();
  }

  async #checkpoint(): Promise<void> {
    const tab = this.#sessions.current;
    const state = await (await tab.ready()).call.save();
    const name = `state ${tab.checkpoints.length + 1}, ${new Date().toLocaleTimeString()}`;
    tab.checkpoints.push({ name, python: tab.python, state });
    this.#showStates();
  }

  #showStates(): void {
    const { checkpoints } = this.#sessions.current;
    const items = checkpoints.map((checkpoint) =>
      create(
        "li",
        {},
        `${checkpoint.name} (${Math.ceil(checkpoint.state.length / 1024)} KiB)`,
        button("Roll back", () => this.#sessions.rollback(checkpoint), {
          "aria-label": `Roll back to ${checkpoint.name}`,
        }),
      ),
    );
    byId("states").replaceChildren(...items);
  }
}
