// Every JavaScript runtime that is tried.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CHROMIUM, FIREFOX, WEBKIT } from "../helpers/browser.js";
import { inBrowser } from "./browsers.js";
import { installPackages, nodeOf, RUNTIMES_DIR } from "./install.js";
import { writeObserver } from "./observer.js";
import { OBSERVE_TIMEOUT_MS, type Runtime } from "./runtime.js";
import { workerd } from "./workerd.js";

/** A runtime that runs a script and prints what it saw. */
function command(
  row: string,
  version: string,
  { folder, path, packages }: ReturnType<typeof nodeOf>,
  args: readonly string[] = [],
): Runtime {
  return {
    name: row === "Node.js" ? `Node ${version}` : row,
    row,
    version: () => version,
    install: () => installPackages(folder, packages, path),
    async observe(observer, given) {
      const library = new URL("../../dist/index.node.js", import.meta.url).href;
      const script = join(folder, "observe.mjs");
      writeFileSync(
        script,
        `import * as api from ${JSON.stringify(library)};
import { observe } from "./${observer}.js";
import { readFileSync } from "node:fs";
const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(await observe(api, given)));\n`,
      );
      writeObserver(observer, library, folder);
      const file = join(folder, "given.json");
      writeFileSync(file, JSON.stringify(given));
      const { stdout } = await promisify(execFile)(path, [...args, script, file], {
        timeout: OBSERVE_TIMEOUT_MS,
        maxBuffer: 1e8,
      });
      return JSON.parse(stdout);
    },
  };
}

function packageOf(name: string, version: string) {
  const folder = join(RUNTIMES_DIR, name);
  return {
    folder,
    path: join(folder, "node_modules/.bin", name),
    packages: [`${name}@${version}`],
  };
}

/** Pages that may share memory between threads; otherwise they are like others. WebKitGTK has none. */
export const ISOLATED_PAGES: readonly Runtime[] = [CHROMIUM, FIREFOX].map((browser) =>
  inBrowser(browser, "isolated page"),
);

/** Every runtime that is tried. */
export const RUNTIMES: readonly Runtime[] = [
  command("Node.js", "20.19.5", nodeOf("20.19.5")),
  command("Node.js", "22.21.0", nodeOf("22.21.0")),
  command("Node.js", "24.9.0", nodeOf("24.9.0")),
  command("Node.js", "26.12.1", nodeOf("26.12.1")),
  command("Deno", "2.9.6", packageOf("deno", "2.9.6"), ["run", "--allow-all"]),
  command("Bun", "1.4.5", packageOf("bun", "1.4.5")),
  workerd,
  inBrowser(CHROMIUM, "page"),
  inBrowser(CHROMIUM, "worker"),
  inBrowser(FIREFOX, "page"),
  inBrowser(FIREFOX, "worker"),
  inBrowser(WEBKIT, "page"),
  inBrowser(WEBKIT, "worker"),
];
