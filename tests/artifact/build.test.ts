import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runMicroPythonWasi } from "micropython-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PINNED_SOURCE } from "../../artifact/micropython/pin.js";

const REPOSITORY = join(import.meta.dirname, "../..");
const SHIPPED = join(REPOSITORY, "dist/micropython-wasi.wasm");
const DOWNLOADS = join(REPOSITORY, "build", "work", "download");

const A_BUILD = 10 * 60_000;
const NO_BUILD = 60_000;

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the pipeline like `npm run build:artifact`, but without the setup. */
function buildArtifact(...args: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [join(REPOSITORY, "build/artifact/build.js"), ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** A user's module with one function. */
const EXAMPLE_MODULE = `
#include "py/runtime.h"

static mp_obj_t example_add(mp_obj_t a, mp_obj_t b) {
    return mp_obj_new_int(mp_obj_get_int(a) + mp_obj_get_int(b));
}
static MP_DEFINE_CONST_FUN_OBJ_2(example_add_obj, example_add);

static const mp_rom_map_elem_t example_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_example) },
    { MP_ROM_QSTR(MP_QSTR_add), MP_ROM_PTR(&example_add_obj) },
};
static MP_DEFINE_CONST_DICT(example_globals, example_globals_table);

const mp_obj_module_t example_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&example_globals,
};
MP_REGISTER_MODULE(MP_QSTR_example, example_module);
`;

let scratch: string;
let output: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "build-artifact-"));
  output = join(scratch, "out/artifact.wasm");
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }), NO_BUILD);

/** A new work folder that already contains the pinned tarball. */
function workDir(name: string): string {
  const dir = join(scratch, name);
  mkdirSync(dir);
  cpSync(DOWNLOADS, join(dir, "download"), { recursive: true });
  return dir;
}

/** What a failed build must look like: one message, no stack trace. */
function expectOneMessage({ exitCode, stdout, stderr }: Outcome, message: string | RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr.match(/^build:artifact: /gm)).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(stdout).toBe("");
  expect(exitCode).toBe(1);
}

describe("building the artifact", () => {
  it(
    "produces the same bytes in another folder with empty caches",
    async () => {
      const outcome = await buildArtifact("--work-dir", workDir("again"), "--output", output);
      expect(outcome.stderr).toMatch(
        /^\[1\/\d+\] fetch: .*\n[\s\S]*^\[\d+\/\d+\] verify: \d+ KiB/m,
      );
      expect(outcome.exitCode).toBe(0);
      expect(sha256(output)).toBe(sha256(SHIPPED));
      expect(existsSync(`${output}.partial`)).toBe(false);
    },
    A_BUILD,
  );

  it(
    "is instant with --skip-build once something was built",
    async () => {
      const copy = join(scratch, "copy.wasm");
      const outcome = await buildArtifact(
        ...["--work-dir", join(scratch, "again"), "--output", copy, "--skip-build"],
      );
      expect(outcome).toEqual({ exitCode: 0, stdout: "", stderr: "" });
      expect(sha256(copy)).toBe(sha256(output));
    },
    NO_BUILD,
  );

  it(
    "includes the user's own C modules",
    async () => {
      const dir = join(scratch, "modules/example");
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(dir, "micropython.mk"), "SRC_USERMOD_C += $(USERMOD_DIR)/example.c\n");
      writeFileSync(join(dir, "example.c"), EXAMPLE_MODULE);
      const extended = join(scratch, "extended.wasm");
      const outcome = await buildArtifact(
        ...["--work-dir", join(scratch, "again"), "--output", extended],
        ...["--user-c-modules", join(scratch, "modules")],
      );
      expect(outcome.exitCode).toBe(0);
      const program = "import example\nprint(example.add(40, 2))";
      const { stdout } = await runMicroPythonWasi(program, extended);
      expect(stdout).toBe("42\n");
    },
    A_BUILD,
  );

  it("prints its options for --help", async () => {
    const { exitCode, stdout, stderr } = await buildArtifact("--help");
    expect(stdout).toMatch(/^Builds the artifact of one Python/);
    for (const option of ["--source", "--variant", "--jobs", "--extra-cflag", "--user-c-modules"])
      expect(stdout).toContain(option);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });
});

describe("a build that fails", () => {
  let untouched: string;

  beforeAll(() => {
    untouched = join(scratch, "untouched.wasm");
    writeFileSync(untouched, "an artifact of old");
  });

  /** Builds over an existing file, which must survive. */
  async function failToBuild(...args: string[]): Promise<Outcome> {
    const outcome = await buildArtifact("--output", untouched, ...args);
    expect(readFileSync(untouched, "utf8")).toBe("an artifact of old");
    expect(existsSync(`${untouched}.partial`)).toBe(false);
    return outcome;
  }

  it("removes a tarball with a wrong hash", async () => {
    const dir = workDir("wrong-hash");
    const tarball = join(dir, "download", PINNED_SOURCE.tarball);
    const bytes = readFileSync(tarball);
    writeFileSync(tarball, bytes.subarray(0, bytes.length / 2));
    const found = sha256(tarball);
    const outcome = await failToBuild("--work-dir", dir);
    expectOneMessage(
      outcome,
      `${PINNED_SOURCE.tarball} has the SHA-256 ${found}, but ${PINNED_SOURCE.sha256} is pinned; it was removed`,
    );
    expect(existsSync(tarball)).toBe(false);
  });

  it("reports that a source does not exist", async () => {
    const missing = join(scratch, "missing");
    const outcome = await failToBuild("--work-dir", join(scratch, "w1"), "--source", missing);
    expectOneMessage(outcome, `--source ${missing} does not exist`);
  });

  it("reports that a folder is not MicroPython source", async () => {
    const other = join(scratch, "other-project");
    mkdirSync(other);
    const outcome = await failToBuild("--work-dir", join(scratch, "w2"), "--source", other);
    expectOneMessage(outcome, `${other} is no MicroPython source tree: py/mpconfig.h is missing`);
  });

  it("shows tar's message for a file that is not a tarball", async () => {
    const file = join(scratch, "text.tar.xz");
    writeFileSync(file, "no tarball");
    const outcome = await failToBuild("--work-dir", join(scratch, "w3"), "--source", file);
    expectOneMessage(outcome, /`tar -x` failed \(exit code \d+\):\n.*tar/);
  });

  it("names a ref that it cannot find", async () => {
    const dir = join(scratch, "again");
    const outcome = await failToBuild(
      ...["--work-dir", join(scratch, "w4"), "--source", dir, "--ref", "no-such-branch"],
    );
    expectOneMessage(outcome, `--ref "no-such-branch" names no commit of ${dir}`);
  });

  it(
    "shows the preprocessor's message",
    async () => {
      const outcome = await failToBuild(
        ...["--work-dir", workDir("no-header")],
        ...["--extra-cflag=-include", "--extra-cflag=no-such-header.h"],
      );
      expectOneMessage(outcome, /preprocessing failed:\n.*'no-such-header\.h' file not found/);
    },
    A_BUILD,
  );

  it(
    "shows the compiler's message",
    async () => {
      const outcome = await failToBuild(
        ...["--work-dir", join(scratch, "no-header"), "--jobs", "1"],
        "--extra-cflag=-Dreturn=no_such_word",
      );
      expectOneMessage(
        outcome,
        /build:artifact: \S+\.c does not compile:\n[\s\S]*undeclared identifier 'no_such_word'/,
      );
    },
    A_BUILD,
  );

  it("has nothing to copy with --skip-build if nothing was built", async () => {
    const dir = join(scratch, "w5");
    const outcome = await failToBuild("--work-dir", dir, "--skip-build");
    expectOneMessage(outcome, `--skip-build: nothing was built in ${dir} yet`);
  });

  it("checks its options before it does anything", async () => {
    const dir = join(scratch, "w6");
    const outcome = await failToBuild("--work-dir", dir, "--variant", "fast");
    expectOneMessage(outcome, '--variant is "fast"; allowed are "release" and "debug"');
    expect(existsSync(dir)).toBe(false);
  });
});
