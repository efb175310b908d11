import { spawn } from "node:child_process";
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

  it("may read nothing but the package, and start nothing", async () => {
    const command = await whileRunning((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    const args = command.split("\0");
    expect(args.filter((arg) => arg.startsWith("--"))).toEqual([
      expect.stringMatching(/^--(experimental-)?permission$/),
      expect.stringMatching(/^--allow-fs-read=.*\/dist\/\*$/),
      "--allow-worker",
    ]);
  });

  it("writes no core files, and has few descriptors", async () => {
    const limits = await whileRunning((pid) => readFileSync(`/proc/${pid}/limits`, "utf8"));
    expect(limits).toMatch(/^Max core file size\s+0\s/m);
    expect(limits).toMatch(/^Max open files\s+256\s/m);
  });

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
    const script = `
      import { readdirSync, readFileSync } from "node:fs";
      import { run } from ${JSON.stringify(index)};
      const tell = () => {
        const tasks = readdirSync("/proc/self/task");
        const children = tasks.map((task) => readFileSync("/proc/self/task/" + task + "/children", "utf8"));
        console.log(children.join(" ").trim());
      };
      const options = { isolation: "process", fuel: null, wallTimeoutMs: null };
      await run("tell()\\nwhile True: pass", { ...options, hostFunctions: { tell } });`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script]);
    const [output] = await once(parent.stdout, "data");
    const pid = Number(String(output).trim());
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    parent.kill("SIGKILL");
    expect(await isGone(pid)).toBe(true);
  });
});

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
