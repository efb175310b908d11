import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A database server in a temporary folder. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts Redis on a free port; `null` if it is not installed. */
export async function startRedis(): Promise<Server | null> {
  const folder = temporaryFolder();
  const port = await freePort();
  const options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  const server = await started("redis-server", options, /Ready to accept connections/);
  return server === null ? null : serverOf(server, folder, `redis://127.0.0.1:${port}`);
}

/** Starts Postgres on a free port; `null` if it is not installed. */
export async function startPostgres(): Promise<Server | null> {
  const bin = postgresFolder();
  if (bin === null) return null;
  const folder = temporaryFolder();
  const user = postgresUser();
  chownSync(folder, user.uid ?? -1, user.gid ?? -1);
  const data = join(folder, "data");
  const init = ["-D", data, "-A", "trust", "-U", "test", "--no-sync"];
  execFileSync(join(bin, "initdb"), init, { ...user, stdio: "ignore" });
  const port = await freePort();
  const options = ["-D", data, "-p", port, "-h", "127.0.0.1", "-k", folder, "-F"];
  const ready = /ready to accept connections/;
  const server = await started(join(bin, "postgres"), options, ready, user);
  const url = `postgres://test@127.0.0.1:${port}/postgres`;
  return server === null ? null : serverOf(server, folder, url);
}

/** The user that it runs as: it refuses to run as root. */
function postgresUser(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) =>
    Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }).trim());
  return { uid: id("-u"), gid: id("-g") };
}

function serverOf(server: ChildProcess, folder: string, url: string): Server {
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      // Postgres waits until its clients have gone, which they may only just be doing.
      server.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a server, and waits until it says that it is ready. */
function started(
  file: string,
  args: readonly string[],
  ready: RegExp,
  user: { readonly uid?: number; readonly gid?: number } = {},
): Promise<ChildProcess | null> {
  return new Promise((resolve, reject) => {
    const server = spawn(file, args, { ...user, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const received = (chunk: Buffer) => {
      output += chunk;
      if (ready.test(output)) resolve(server);
    };
    server.stdout.on("data", received);
    server.stderr.on("data", received);
    server.once("error", () => resolve(null));
    server.once("exit", () => reject(new Error(`${file} ended: ${output}`)));
  });
}

function postgresFolder(): string | null {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(a) - Number(b)) : [];
  const folders = versions.map((version) => join(root, version, "bin"));
  return folders.findLast((folder) => existsSync(join(folder, "initdb"))) ?? null;
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "database-"));
}

function freePort(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" ? address?.port : 0;
      server.close(() => resolve(String(port)));
    });
  });
}
