import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPackages, RUNTIMES_DIR } from "./install.js";
import type { Runtime } from "./runtime.js";

const VERSION = "1.20261117.1";
const workerdFolder = join(RUNTIMES_DIR, "workerd");
/** Cloudflare's runtime. */
export const workerd: Runtime = {
  name: "workerd",
  row: "workerd",
  version: () => VERSION,
  lacks: { cpython: true, clock: true, folders: true },
  install: () =>
    installPackages(
      workerdFolder,
      [`workerd@${VERSION}`],
      join(workerdFolder, "node_modules/@cloudflare/workerd-linux-64/bin/workerd"),
    ),
  async observe(observer, given) {
    const executable = join(workerdFolder, "node_modules/@cloudflare/workerd-linux-64/bin/workerd");
    writeFileSync(
      join(workerdFolder, "main.js"),
      `import * as api from "micropython-wasm";
import { observe } from "observer";
export default {
  async fetch(request) {
    const given = await request.json();
    return Response.json(await observe(api, given));
  },
};\n`,
    );
    const module = (name: string, kind: string, path: string) =>
      `(name = "${name}", ${kind} = embed "${path}")`;
    writeFileSync(
      join(workerdFolder, "config.capnp"),
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [
      ${module("main", "esModule", "main.js")},
      ${module("micropython-wasm", "esModule", "../../../dist/index.workerd.js")},
      ${module("micropython-wasi.wasm", "wasm", "../../../dist/micropython-wasi.wasm")},
      ${module("observer", "esModule", `../${observer}.js`)},
    ],
    compatibilityDate = "2026-01-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);\n`,
    );
    const child = spawn(
      executable,
      ["serve", join(workerdFolder, "config.capnp"), "--control-fd=3", "--experimental"],
      { stdio: ["ignore", "inherit", "inherit", "pipe"] },
    );
    try {
      const port = await new Promise<number>((resolve, reject) => {
        child.on("exit", (code) => reject(new Error(`workerd ended with code ${code}`)));
        child.stdio[3]?.on("data", (data: Buffer) => {
          const { port } = JSON.parse(data.toString().split("\n")[0] as string);
          if (port !== undefined) resolve(port);
        });
      });
      const body = JSON.stringify(given);
      const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
      const text = await response.text();
      if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text}`);
      return JSON.parse(text);
    } finally {
      child.kill();
    }
  },
};
