import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { run } from "micropython-wasm";
import { describe, expect, it } from "vitest";

const index = new URL("../../dist/index.node.js", import.meta.url).href;
const PROCESS = { isolation: "process" } as const;

/** The processes that a process has started. */
const childrenOf = (pid: number) =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim().split(" ").filter(Boolean),
  );

/** Does something while Python runs in a process, with that process's id. */
async function whileRunning<T>(work: (pid: number) => T): Promise<T> {
  let result: T | undefined;
  const look = () => {
    const found = childrenOf(process.pid).find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("python-process.js"),
    );
    result = work(Number(found));
  };
  await run("look()", { ...PROCESS, wallTimeoutMs: 60_000, hostFunctions: { look } });
  return result as T;
}

/** Whether whoever runs the tests may do that. */
function canTakeAwayNetwork(): boolean {
  const args = process.getuid?.() === 0 ? ["--net", "true"] : ["--user", "--net", "true"];
  return spawnSync("unshare", args).status === 0;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

const isGone = async (pid: number) => {
  for (let i = 0; i < 200; i++) {
    if (!existsSync(`/proc/${pid}`)) return true;
    // Nobody may wait for it, so that it stays as a zombie.
    if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
};

describe.runIf(process.platform === "linux")("a process that runs Python", () => {
  it("has no environment but its channel to the parent", async () => {
    process.env.SECRET_OF_THE_HOST = "1";
    const environment = await whileRunning((pid) => readFileSync(`/proc/${pid}/environ`, "utf8"));
    delete process.env.SECRET_OF_THE_HOST;
    const names = environment.split("\0").map((entry) => entry.split("=")[0]);
    expect(
      names.filter((name) => name && !/^(NODE_CHANNEL_\w+|PWD|OLDPWD|SHLVL|_)$/.test(name)),
    ).toEqual([]);
  });

  it("inherits no files", async () => {
    const fd = openSync(import.meta.filename, "r");
    const links = await whileRunning((pid) =>
      readdirSync(`/proc/${pid}/fd`).map((name) => {
        try {
          return readlinkSync(`/proc/${pid}/fd/${name}`);
        } catch {
          return "";
        }
      }),
    );
    closeSync(fd);
    expect(links.filter((link) => link.startsWith("/") && !link.startsWith("/dev/null"))).toEqual(
      [],
    );
  });

  it("may read nothing but the package and how long it waited, and start nothing", async () => {
    const command = await whileRunning((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    const args = command.split("\0");
    expect(args.filter((arg) => arg.startsWith("--"))).toEqual([
      expect.stringMatching(/^--(experimental-)?permission$/),
      expect.stringMatching(/^--allow-fs-read=.*\/dist\/\*$/),
      "--allow-fs-read=/proc/thread-self/schedstat",
      "--allow-worker",
    ]);
  });

  it("is denied files, processes and addons by Node.js", async () => {
    const command = await whileRunning((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    const flags = command.split("\0").filter((arg) => arg.startsWith("--"));
    const code = `
      const { readFileSync, writeFileSync } = require("node:fs");
      const attempts = {
        read: () => readFileSync("/etc/passwd"),
        write: () => writeFileSync("/tmp/written-by-a-sandbox", ""),
        start: () => require("node:child_process").spawnSync("true"),
        load: () => process.dlopen({ exports: {} }, "/lib/x.node"),
      };
      for (const [name, attempt] of Object.entries(attempts)) {
        try { attempt(); console.log(name, "allowed"); }
        catch (error) { console.log(name, error.code); }
      }`;
    const { stdout } = spawnSync(process.execPath, [...flags, "-e", code], { encoding: "utf8" });
    expect(stdout.trim().split("\n")).toEqual([
      "read ERR_ACCESS_DENIED",
      "write ERR_ACCESS_DENIED",
      "start ERR_ACCESS_DENIED",
      "load ERR_DLOPEN_DISABLED",
    ]);
  });

  it("writes no files, and has little of everything else", async () => {
    const limits = await whileRunning((pid) => readFileSync(`/proc/${pid}/limits`, "utf8"));
    expect(limits).toMatch(/^Max core file size\s+0\s/m);
    expect(limits).toMatch(/^Max file size\s+0\s/m);
    expect(limits).toMatch(/^Max open files\s+256\s/m);
    expect(limits).toMatch(/^Max cpu time\s+3600\s+3600\s/m);
    expect(limits).toMatch(/^Max data size\s+8589934592\s/m);
  });

  it.runIf(existsSync("/usr/bin/setpriv"))(
    "cannot get more rights, and has none of root's",
    async () => {
      const status = await whileRunning((pid) => readFileSync(`/proc/${pid}/status`, "utf8"));
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
      expect(status).toMatch(/^CapEff:\s+0+$/m);
      expect(status).toMatch(/^CapPrm:\s+0+$/m);
    },
  );

  it.runIf(canTakeAwayNetwork())("has no network", async () => {
    const network = await whileRunning((pid) => readlinkSync(`/proc/${pid}/ns/net`));
    expect(network).not.toBe(readlinkSync("/proc/self/ns/net"));
  });

  it.runIf(canTakeAwayNetwork() && process.getuid?.() === 0)(
    "is not root, even if its parent is",
    async () => {
      const status = await whileRunning((pid) => readFileSync(`/proc/${pid}/status`, "utf8"));
      expect(status).toMatch(/^Uid:\s+65534\s+65534\s+65534\s+65534$/m);
      expect(status).toMatch(/^Groups:\s*$/m);
    },
  );

  it("fails its run if it is killed, and the next one gets another", async () => {
    const kill = () => {
      for (const pid of childrenOf(process.pid)) {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        if (command.includes("python-process.js")) process.kill(Number(pid), "SIGKILL");
      }
    };
    const options = { ...PROCESS, fuel: null, wallTimeoutMs: 60_000, hostFunctions: { kill } };
    expect(await failure(run("kill()\nwhile True: pass", options))).toMatchObject({
      code: "crashed",
      message: "the sandbox crashed: its worker ended: it exited with SIGKILL",
    });
    expect((await run("print(1)", PROCESS)).stdout).toBe("1\n");
  });

  it("ends with its parent, even if that is killed", async () => {
    const parent = spawnParent('await run("tell()\\nwhile True: pass", options);');
    const [output] = await once(parent.stdout, "data");
    const pid = Number(String(output).trim());
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    parent.kill("SIGKILL");
    expect(await isGone(pid)).toBe(true);
  });

  it.each([0, 5, 20, 50, 100, 200])(
    "ends with its parent, if that is killed %i ms after it started the process",
    async (ms) => {
      const parent = spawnParent(
        `void run("while True: pass", options); setTimeout(() => { tell(); ${BLOCK} }, ${ms});`,
      );
      const [output] = await once(parent.stdout, "data");
      const pids = String(output).trim().split(" ").filter(Boolean).map(Number);
      parent.kill("SIGKILL");
      for (const pid of pids) expect(await isGone(pid)).toBe(true);
      expect(pids.length).toBeLessThanOrEqual(1);
    },
  );
});

/** Does nothing more, so that the parent cannot end the process in an orderly manner. */
const BLOCK = "for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";

/** A parent whose function `tell` prints the processes that it has started. */
function spawnParent(code: string) {
  const script = `
    import { readdirSync, readFileSync } from "node:fs";
    import { run } from ${JSON.stringify(index)};
    const tell = () => {
      const tasks = readdirSync("/proc/self/task");
      const children = tasks.map((task) => readFileSync("/proc/self/task/" + task + "/children", "utf8"));
      console.log(children.join(" ").trim());
    };
    const limits = { fuel: null, wallTimeoutMs: null };
    const options = { isolation: "process", ...limits, hostFunctions: { tell } };
    ${code}`;
  return spawn(process.execPath, ["--input-type=module", "-e", script]);
}

describe("isolation in a process", () => {
  it("is not available for artifacts of your own", async () => {
    const { defaultWasmPath, MicroPythonSession, runMicroPythonWasi } = await import(
      "micropython-wasm"
    );
    const wasm = defaultWasmPath();
    await expect(runMicroPythonWasi("1", wasm, PROCESS)).rejects.toThrow(
      /^isolation "process" with an artifact of your own; allowed are the packaged artifacts/,
    );
    expect(() => new MicroPythonSession({ ...PROCESS, wasm })).toThrow(TypeError);
  });
});
