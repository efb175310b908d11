// Takes the screenshots of the documentation, with Chromium: docs/playground.png and docs/playground-dark.png.
//
// Usage: npm run playground:screenshots
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { buildPlayground } from "./build.js";
import { folderListener } from "./serve.js";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "build/playground");
const PICTURES = [
  { name: "playground.png", scheme: "light", width: 1100, height: 620, panel: "console" },
  { name: "playground-dark.png", scheme: "dark", width: 1100, height: 620, panel: "variables" },
] as const;

/** Runs an example, and shows a panel. */
const USE = `(async () => {
  const until = async (isSo) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const byId = (id) => document.getElementById(id);
  await until(() => document.querySelector(".cm-content") && byId("status").textContent.includes("ready"));
  byId("example").value = "A class";
  byId("example").dispatchEvent(new Event("change"));
  byId("run").click();
  await until(() => byId("stop").disabled);
  byId("typed").value = "account.withdraw(300)";
  byId("typed").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true }));
  await until(() => byId("output").textContent.includes("ValueError"));
  await until(() => byId("stop").disabled);
  byId("tab-PANEL").click();
  await new Promise((resolve) => setTimeout(resolve, 500));
})()`;

/** Chromium, controlled through pipes. */
class Chromium {
  readonly #profile = mkdtempSync(join(tmpdir(), "screenshots-"));
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Record<string, unknown>) => void>();
  #lastId = 0;
  #received = "";

  constructor() {
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"];
    const args = [...flags, `--user-data-dir=${this.#profile}`];
    this.#child = spawn("chromium", args, {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    (this.#child.stdio[4] as Readable).on("data", (piece: Buffer) => this.#receive(piece));
  }

  send(method: string, params: object = {}, sessionId?: unknown): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    const message = JSON.stringify({ id, method, params, sessionId });
    (this.#child.stdio[3] as Writable).write(`${message}\0`);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.on("exit", resolve));
    this.send("Browser.close");
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10 });
  }

  #receive(piece: Buffer): void {
    this.#received += piece;
    const messages = this.#received.split("\0");
    this.#received = messages.pop() ?? "";
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message);
      if (error !== undefined) throw new Error(`Chromium refuses: ${error.message}`);
      this.#waiting.get(id)?.(result);
    }
  }
}

await buildPlayground(ROOT, FOLDER);
const server = createServer(folderListener(FOLDER));
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const { port } = server.address() as AddressInfo;
const chromium = new Chromium();
for (const { name, scheme, width, height, panel } of PICTURES) {
  const { targetId } = await chromium.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await chromium.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method: string, params: object) => chromium.send(method, params, sessionId);
  const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
  await send("Emulation.setDeviceMetricsOverride", metrics);
  const features = [{ name: "prefers-color-scheme", value: scheme }];
  await send("Emulation.setEmulatedMedia", { features });
  await send("Page.navigate", { url: `http://127.0.0.1:${port}/` });
  const loaded = `new Promise((resolve) => {
    if (document.readyState === "complete") resolve();
    else addEventListener("load", resolve);
  })`;
  await send("Runtime.evaluate", { expression: loaded, awaitPromise: true });
  const expression = USE.replace("PANEL", panel);
  await send("Runtime.evaluate", { expression, awaitPromise: true });
  const { data } = await send("Page.captureScreenshot", { format: "png" });
  writeFileSync(join(ROOT, "docs", name), Buffer.from(String(data), "base64"));
  console.log(`docs/${name}`);
}
await chromium.close();
server.close();
