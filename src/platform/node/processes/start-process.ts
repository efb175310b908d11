import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { StartThread } from "../../../worker/python-worker.js";
import { SCHEDULING_OF_THREAD } from "../scheduling.js";

/** node:child_process is slow to load, and few users start processes. */
const loadChildProcess = (): typeof import("node:child_process") =>
  createRequire(import.meta.url)("node:child_process");

const SHELL_PATH = "/bin/sh";

/** How long a process may compute in total; the operating system ends it then. */
const CPU_SECONDS = 3600;

/** A process that has been used for this long is replaced. It has several threads, so it may have computed longer. */
const MAX_BUSY_MS = 600_000;

/**
 * Starts `$@`, which runs the script `$0`, with limits of the operating system: no core files, no writing to
 * files, few descriptors, a bound on computing and on writable memory (in KiB).
 *
 * Where util-linux is there, as on Debian, also with as few rights as possible: it tries to take away the network,
 * the user's identity (if that is root) and capabilities, and takes the first combination with which the script can
 * still be read.
 */
const SHELL = `
ulimit -c 0; ulimit -f 0; ulimit -n 256; ulimit -t ${CPU_SECONDS}; ulimit -d 8388608 2>/dev/null
none='--bounding-set=-all --inh-caps=-all'
if command -v setpriv >/dev/null; then
  for net in 'unshare --net' 'unshare --user --net' ''; do
    for who in "--reuid=65534 --regid=65534 --clear-groups $none" "$none" ''; do
      with="$net setpriv $who --no-new-privs --pdeathsig=KILL"
      if $with test -r "$0" -a -x "$1" 2>/dev/null; then exec $with "$@"; fi
    done
  done
fi
exec "$@"`;

/** A message to the process itself: why the call in its thread has to end. */
export interface StopMessage {
  readonly stop: number;
}

/**
 * Starts a process of Node.js, with a thread in it that runs Python: its main thread stays free to notice
 * that its parent is gone. It has no environment, inherits no descriptors but the channel to its parent, and
 * may read nothing but the package's own files.
 */
export const startProcess: StartThread = (events) => {
  if ("bun" in process.versions || "deno" in process.versions) {
    throw new TypeError('option isolation is "process"; allowed is "inline" or "thread" here');
  }
  const script = realpathSync(fileURLToPath(new URL("./python-process.js", import.meta.url)));
  const folder = dirname(script);
  const args = [...permissions(folder), script];
  const [command, commandArgs] =
    process.platform !== "win32" && existsSync(SHELL_PATH)
      ? [SHELL_PATH, ["-c", SHELL, script, process.execPath, ...args]]
      : [process.execPath, args];
  const child = loadChildProcess().spawn(command, commandArgs, {
    cwd: folder,
    env: {},
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    windowsHide: true,
  });
  child.on("message", events.received);
  child.on("error", (error) => events.ended(error.message));
  child.on("exit", (code, signal) => events.ended(`it exited with ${signal ?? `code ${code}`}`));
  const keepAlive = (isBusy: boolean) => {
    if (isBusy) {
      child.ref();
      child.channel?.ref();
    } else {
      child.unref();
      child.channel?.unref();
    }
  };
  keepAlive(false);
  const send = (message: object) => {
    if (child.connected) child.send(message, () => {});
  };
  return {
    takesModules: false,
    maxBusyMs: MAX_BUSY_MS,
    post: send,
    stop: (stop) => send({ stop } satisfies StopMessage),
    keepAlive,
    terminate: () => {
      child.kill("SIGKILL");
    },
  };
};

/** Node.js's permission model, where it has one: everything is denied but threads and the package's files. */
function permissions(folder: string): string[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20) return [];
  const isStable = major > 23 || (major === 23 && minor >= 5);
  const flag = isStable ? "--permission" : "--experimental-permission";
  const readable = [`${folder}/*`, SCHEDULING_OF_THREAD];
  return [flag, ...readable.map((path) => `--allow-fs-read=${path}`), "--allow-worker"];
}
