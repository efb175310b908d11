// Browsers that Debian has. They open a page, which sends back what it saw.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A browser. */
export interface Browser {
  readonly name: string;
  /** Returns why it is not there, if so. */
  install(): string | null;
  /** Its name and the first number of its version, if it is there. */
  version(): string;
  /** The command that opens an address. */
  command(url: string, profile: string): readonly [executable: string, ...args: string[]];
}

const CHROMIUM_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const CHROMIUM: Browser = {
  name: "Chromium",
  install: () => reasonWithout("/usr/bin/chromium"),
  version: () => `Chromium ${versionOf("/usr/bin/chromium")}`,
  command: (url, profile) => [
    "/usr/bin/chromium",
    ...CHROMIUM_FLAGS,
    `--user-data-dir=${profile}`,
    url,
  ],
};

export const FIREFOX: Browser = {
  name: "Firefox",
  install: () => reasonWithout("/usr/bin/firefox-esr"),
  version: () => `Firefox ESR ${versionOf("/usr/bin/firefox-esr")}`,
  command: (url, profile) => [
    "/usr/bin/firefox-esr",
    "--headless",
    "--no-remote",
    "--profile",
    profile,
    url,
  ],
};

/** WebKitGTK's example browser, on a display that nobody sees. */
export const WEBKIT: Browser = {
  name: "WebKit",
  install: () =>
    miniBrowser() === undefined ? "there is no MiniBrowser" : reasonWithout("/usr/bin/xvfb-run"),
  version: () => `WebKitGTK ${versionOf("/usr/bin/xvfb-run", "-a", miniBrowser() ?? "")}`,
  command: (url) => [
    "/usr/bin/xvfb-run",
    "--auto-servernum",
    miniBrowser() ?? "",
    "--private",
    url,
  ],
};

function miniBrowser(): string | undefined {
  const folder = `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;
  return ["4.1", "4.0", "6.0"]
    .map((version) => join(folder, `webkit2gtk-${version}/MiniBrowser`))
    .find((path) => existsSync(path));
}

/** The first two numbers of WebKitGTK's version say which it is; of others, the first is enough. */
function versionOf(executable: string, ...args: readonly string[]): string {
  const said = execFileSync(executable, [...args, "--version"], {
    encoding: "utf8",
    stdio: "pipe",
  });
  const [, major = "", minor = ""] = /(\d+)(\.\d+)?/.exec(said) ?? [];
  return major === "2" ? `${major}${minor}` : major;
}

function reasonWithout(executable: string): string | null {
  return existsSync(executable) ? null : `there is no ${executable}`;
}

/**
 * Opens a page, and waits until it posts JSON to `/result`. What it posts to `/error` is thrown.
 *
 * @param path the page's path on a server of its own.
 * @param listener answers all other requests.
 */
export async function visit(
  browser: Browser,
  path: string,
  listener: RequestListener,
  timeoutMs: number,
): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), "browser-profile-"));
  const { promise, resolve, reject } = withResolvers();
  const server = createServer((request, response) => {
    if (request.method !== "POST") return listener(request, response);
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      response.end();
      if (request.url === "/result") resolve(JSON.parse(body));
      else reject(new Error(`the page failed: ${JSON.parse(body)}`));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const [command, ...args] = browser.command(`http://127.0.0.1:${port}${path}`, profile);
  // In a group of its own, as browsers start more processes.
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  const timer = setTimeout(() => reject(new Error("the browser did not answer")), timeoutMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    server.close();
    server.closeAllConnections();
    if (child.pid !== undefined) stopGroup(child.pid);
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

function withResolvers() {
  let resolve!: (value: unknown) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<unknown>((resolve_, reject_) => {
    resolve = resolve_;
    reject = reject_;
  });
  return { promise, resolve, reject };
}

function stopGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
