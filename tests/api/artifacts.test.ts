import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  defaultWasmPath,
  MicroPythonArtifactNotFoundError,
  MicroPythonInvalidArtifactError,
  MicroPythonWasmError,
  runMicroPythonWasi,
} from "micropython-wasm";
import { describe, expect, it } from "vitest";
import { SANDBOX_ABI_VERSION } from "../../src/abi/constants.js";
import { type TinyModule, tinyModule } from "./tiny-module.js";

const CODE = "print(6 * 7)";

const IMPORTS = ["env.memory"];

/** An artifact's description of itself, partly changed. */
const identity = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    abi: SANDBOX_ABI_VERSION,
    initialPages: 1,
    stackBytes: 0,
    hash: "0".repeat(64),
    python: "micropython",
    version: "1.25.0",
    pageMarksAt: null,
    ...changes,
  });
const IDENTITY = identity();

/** The exports of an artifact that does nothing. */
const EXPORTS = {
  _initialize: 0,
  sandbox_abi_version: 1,
  sandbox_boot: 0,
  sandbox_clear_free: 0,
  sandbox_collect: 0,
  sandbox_call: 0,
  sandbox_global: 0,
  sandbox_limit_memory: 0,
  sandbox_memory_end: 0,
  sandbox_alloc: 8,
  sandbox_free: 0,
  sandbox_add_argument: 0,
  sandbox_define_host_function: 0,
  sandbox_map: 0,
  sandbox_image_follows: 0,
  sandbox_run: 0,
  sandbox_scale_depth: 0,
  sandbox_set_environment: 0,
  sandbox_prompt: 0,
};
const { sandbox_run: _, ...WITHOUT_RUN } = EXPORTS;
const GLOBALS = ["sandbox_units", "sandbox_stack_limit"];

/** One that needs two pages of memory. */
const LARGE: TinyModule = {
  imports: IMPORTS,
  exports: EXPORTS,
  globals: GLOBALS,
  memoryPages: 2,
};

const failure = (wasm: unknown) =>
  runMicroPythonWasi(CODE, wasm as string).then(
    () => expect.unreachable("it ran"),
    (error: unknown) => error as MicroPythonWasmError,
  );

describe("an artifact", () => {
  it("is packaged under an absolute path", () => {
    expect(defaultWasmPath()).toMatch(/^(\/|[A-Z]:\\).*micropython-wasi\.wasm$/);
  });

  it("can be a path, a URL, bytes or a compiled module", async () => {
    const bytes = await readFile(defaultWasmPath());
    const module = await WebAssembly.compile(bytes);
    const wasms = [
      defaultWasmPath(),
      pathToFileURL(defaultWasmPath()),
      bytes,
      new Uint8Array(bytes),
      new Uint8Array(bytes).buffer,
      module,
      module,
    ];
    for (const wasm of wasms) {
      expect((await runMicroPythonWasi(CODE, wasm)).stdout).toBe("42\n");
    }
  });

  it("can be in a folder with any name", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ärtifact %20 😀 "));
    try {
      const path = join(folder, "mine.wasm");
      await copyFile(defaultWasmPath(), path);
      expect((await runMicroPythonWasi(CODE, path)).stdout).toBe("42\n");
      expect((await runMicroPythonWasi(CODE, pathToFileURL(path))).stdout).toBe("42\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(["no/such/artifact.wasm", new URL("file:///no/such/artifact.wasm")])(
    "that is missing is named, with the way to build one (%s)",
    async (location) => {
      const error = await failure(location);
      expect(error).toBeInstanceOf(MicroPythonArtifactNotFoundError);
      expect(error).toBeInstanceOf(MicroPythonWasmError);
      expect(error.code).toBe("artifact-not-found");
      expect(error.message).toContain("no/such/artifact.wasm");
      expect(error.message).toContain("npm run build:artifact");
    },
  );

  it("that cannot be read is refused", async () => {
    const error = await failure(tmpdir());
    expect(error).toBeInstanceOf(MicroPythonInvalidArtifactError);
    expect(error.message).toContain("cannot be read (EISDIR)");
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("print('hello')")],
    ["cut off", new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0])],
  ])("in bytes that are %s is refused", async (_, bytes) => {
    const error = await failure(bytes);
    expect(error).toBeInstanceOf(MicroPythonInvalidArtifactError);
    expect(error.code).toBe("invalid-artifact");
    expect(error.message).toBe("not a MicroPython artifact: the bytes are not valid WebAssembly");
  });

  it.each<[string, TinyModule, string]>([
    ["has no imports at all", {}, "it does not import its memory"],
    [
      "imports a stranger's function",
      {
        imports: ["env.memory", "evil.format_disk"],
        exports: EXPORTS,
        globals: GLOBALS,
        trapsAtStart: true,
      },
      'it imports "function evil.format_disk"',
    ],
    [
      "imports a function of WASI that the sandbox does not have",
      {
        imports: ["env.memory", "wasi_snapshot_preview1.sock_send"],
        exports: EXPORTS,
        globals: GLOBALS,
      },
      'it imports "function wasi_snapshot_preview1.sock_send"',
    ],
    [
      "imports a function where memory is expected",
      { imports: ["env.memory", "env.memory_"], exports: EXPORTS, globals: GLOBALS },
      'it imports "function env.memory_"',
    ],
    [
      "lacks an export",
      { imports: IMPORTS, exports: WITHOUT_RUN, trapsAtStart: true },
      "it does not export the function sandbox_run",
    ],
    [
      "exports a function where the fuel is expected",
      { imports: IMPORTS, exports: { ...EXPORTS, sandbox_units: 0 } },
      "it does not export the global sandbox_units",
    ],
    [
      "does not say what it is",
      { imports: IMPORTS, exports: EXPORTS, globals: GLOBALS, trapsAtStart: true },
      'it has no section "micropython-wasm"',
    ],
    [
      "speaks another version of the boundary",
      {
        imports: IMPORTS,
        exports: EXPORTS,
        globals: GLOBALS,
        identity: '{"abi":63}',
        trapsAtStart: true,
      },
      `its boundary has version 63, and this package speaks version ${SANDBOX_ABI_VERSION}`,
    ],
    [
      "says what it is in no language of ours",
      { imports: IMPORTS, exports: EXPORTS, globals: GLOBALS, identity: "{", trapsAtStart: true },
      "its boundary has version undefined",
    ],
    [
      "does not say what memory it needs",
      {
        imports: IMPORTS,
        exports: EXPORTS,
        globals: GLOBALS,
        identity: identity({ initialPages: "1" }),
      },
      'its initialPages is "1"; allowed is a whole number from 1 to 65536',
    ],
    [
      "has a stack outside its memory",
      {
        imports: IMPORTS,
        exports: EXPORTS,
        globals: GLOBALS,
        identity: identity({ stackBytes: 65537 }),
      },
      "its stackBytes is 65537; allowed is a whole number from 0 to 65536",
    ],
    [
      "does not say which one it is",
      { imports: IMPORTS, exports: EXPORTS, globals: GLOBALS, identity: identity({ hash: "0" }) },
      'its hash is "0"; allowed are 64 hexadecimal digits',
    ],
    [
      "says no Python that there is",
      {
        imports: IMPORTS,
        exports: EXPORTS,
        globals: GLOBALS,
        identity: identity({ python: "jython" }),
      },
      'its Python is "jython"; allowed is micropython or cpython',
    ],
    [
      "has its marks outside of memory",
      {
        imports: IMPORTS,
        exports: EXPORTS,
        globals: GLOBALS,
        identity: identity({ pageMarksAt: 65537 }),
      },
      "its pageMarksAt is 65537; allowed is a whole number from 0 to 65536",
    ],
    [
      "has its marks elsewhere before memory",
      {
        imports: IMPORTS,
        exports: EXPORTS,
        globals: GLOBALS,
        identity: identity({ pageMarksAt: -4096 }),
      },
      "its pageMarksAt is -4096; allowed is a whole number from 0 to 65536",
    ],
    [
      "says no version of Python",
      {
        imports: IMPORTS,
        exports: EXPORTS,
        globals: GLOBALS,
        identity: identity({ version: "new" }),
      },
      'its version of Python is "new"; allowed are three numbers with dots between them',
    ],
    ["needs more memory than it says", { ...LARGE, identity: IDENTITY }, "it cannot be started"],
    [
      "traps as it starts",
      {
        imports: IMPORTS,
        exports: EXPORTS,
        globals: GLOBALS,
        identity: IDENTITY,
        trapsAtStart: true,
      },
      "it cannot be started",
    ],
  ])("that %s is refused", async (_, content, reason) => {
    const error = await failure(tinyModule(content));
    expect(error.message).toContain(`not a MicroPython artifact: ${reason}`);
    expect(error).toBeInstanceOf(MicroPythonInvalidArtifactError);
    expect(await failure(new WebAssembly.Module(tinyModule(content)))).toEqual(error);
  });

  it.each([
    [undefined, "wasm is undefined"],
    [null, "wasm is null"],
    [42, "wasm is 42"],
    [{}, "wasm is an object"],
    [[0, 97], "wasm is an array"],
  ])("cannot be %j", async (wasm, message) => {
    const error = await failure(wasm);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
    expect(error.message).toContain("allowed is a path, a URL");
  });

  it.each([
    ["traps", { sandbox_run: "trap" }, "crashed", /^the sandbox crashed: trap: /],
    ["traps while it boots", { sandbox_boot: "trap" }, "crashed", /^the sandbox crashed: trap: /],
    ["answers an unknown status", { sandbox_run: 42 }, "crashed", /an unknown status$/],
    ["reserves memory that it does not have", { sandbox_alloc: -8 }, "crashed", /outside its own$/],
    ["reserves no memory", { sandbox_alloc: 0 }, "memory", /do not fit/],
    ["cannot boot", { sandbox_boot: -1 }, "memory", /do not fit/],
  ] as const)("that %s ends only its own run", async (_, exports, code, message) => {
    const module = tinyModule({
      imports: IMPORTS,
      exports: { ...EXPORTS, ...exports },
      globals: GLOBALS,
      identity: IDENTITY,
    });
    const error = await failure(module);
    expect(error).toMatchObject({ name: "MicroPythonWasmError", code, stdout: "" });
    expect(error.message).toMatch(message);
    expect((await runMicroPythonWasi(CODE, defaultWasmPath())).stdout).toBe("42\n");
  });

  it("that needs more memory than allowed does not start", async () => {
    const module = tinyModule({ ...LARGE, identity: identity({ initialPages: 12 }) });
    const options = { memoryBytes: 704 * 1024 };
    await expect(runMicroPythonWasi(CODE, module, options)).rejects.toMatchObject({
      code: "memory",
      message: "the interpreter needs 786432 bytes of memory to start; allowed are 720896",
    });
  });

  it("that stops without being told to ends only its own run", async () => {
    const exports = { ...EXPORTS, sandbox_run: 3 };
    const error = await failure(
      tinyModule({ imports: IMPORTS, exports, globals: GLOBALS, identity: IDENTITY }),
    );
    expect(error).toMatchObject({ code: "crashed" });
  });

  it("that does nothing completes", async () => {
    const module = tinyModule({
      imports: IMPORTS,
      exports: EXPORTS,
      globals: GLOBALS,
      identity: IDENTITY,
    });
    expect(await runMicroPythonWasi(CODE, module)).toMatchObject({ stdout: "", exitCode: 0 });
  });
});
