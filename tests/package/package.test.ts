import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { InstalledPackage } from "./installed.js";
import { complaintsAbout, type TypeSettings } from "./types.js";

const installed = new InstalledPackage();
afterAll(() => installed.remove());

const paths = installed.packed.files.map(({ path }) => path).sort();
const scripts = paths.filter((path) => /^dist\/[^/]*\.c?js$/.test(path));
const types = paths.filter((path) => /^dist\/.*\.d\.ts$/.test(path));

/** All paths in a part of package.json. */
function pathsIn(part: unknown): string[] {
  if (typeof part === "string") return [part.replace(/^\.\//, "")];
  return Object.values(part as object).flatMap(pathsIn);
}

describe("the package", () => {
  it("contains JavaScript, types, the artifacts, documentation, and nothing else", () => {
    const others = paths.filter((path) => !scripts.includes(path) && !types.includes(path));
    expect(others.filter((path) => !/^docs\/.*\.(md|svg|png)$/.test(path))).toEqual([
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "LICENSE",
      "README.md",
      "SECURITY.md",
      "THIRD_PARTY_NOTICES.md",
      "dist/cpython-wasi.LICENSE",
      "dist/cpython-wasi.image",
      "dist/cpython-wasi.lib",
      "dist/cpython-wasi.wasm",
      "dist/micropython-wasi.marked.wasm",
      "dist/micropython-wasi.wasm",
      "package.json",
    ]);
  });

  it("has every page that its README links to", () => {
    const links = [...installed.read("README.md").matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    expect(links.length).toBeGreaterThan(10);
    expect(paths).toEqual(expect.arrayContaining(links.map(([, path]) => path)));
  });

  it("has no unused JavaScript, and no links to maps", () => {
    const { bin, exports } = installed.manifest;
    const entries = [...pathsIn(bin), ...pathsIn(exports)];
    expect(paths).toEqual(expect.arrayContaining(entries));
    const contents = scripts.map((path) => installed.read(path));
    const unused = scripts
      .filter((path) => !entries.includes(path))
      .map((path) => path.replace("dist/", "./"))
      .filter((name) => !contents.some((content) => content.includes(name)));
    expect(unused).toEqual([]);
    expect(contents.join("\n")).not.toContain("sourceMappingURL");
  });

  it("has only types that users can reach", () => {
    expect(types).toEqual([
      "dist/agent.d.ts",
      "dist/ai-sdk.d.ts",
      "dist/codemode.d.ts",
      "dist/cpython.d.ts",
      "dist/http.d.ts",
      "dist/index.d.ts",
      "dist/langchain.d.ts",
      "dist/mastra.d.ts",
      "dist/mcp.d.ts",
      "dist/openai-agents.d.ts",
      "dist/opentelemetry.d.ts",
      "dist/shared-types.d.ts",
      "dist/stores.d.ts",
    ]);
    const content = types.map((path) => installed.read(path)).join("\n");
    expect(content).toContain("from './shared-types.js'");
    expect(content).not.toContain("@internal");
  });

  it("exports no type as a value", async () => {
    const { outputText } = ts.transpileModule(installed.read("dist/index.d.ts"), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    const [, exported = ""] = /^export \{([^}]*)\};$/m.exec(outputText) ?? [];
    const names = exported.split(",").map((name) => name.trim());
    expect(names.sort()).toEqual(Object.keys(await import("micropython-wasm")).sort());
  });

  it("needs no other package, and runs nothing when installed", () => {
    const { manifest } = installed;
    const kinds = ["dependencies", "optionalDependencies", "bundleDependencies"];
    for (const kind of kinds) expect(manifest).not.toHaveProperty(kind);
    const peers = Object.keys(manifest.peerDependencies as object);
    const optional = peers.map((name) => [name, { optional: true }]);
    expect(manifest.peerDependenciesMeta).toEqual(Object.fromEntries(optional));
    const hooks = ["preinstall", "install", "postinstall", "prepare", "prepublish"];
    for (const hook of hooks) expect(manifest.scripts).not.toHaveProperty(hook);
  });

  it("says what else the MCP server needs", () => {
    const cli = join(installed.folder, "dist/cli.cjs");
    const { status, stderr } = spawnSync(process.execPath, [cli, "mcp"], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toContain("npm install @modelcontextprotocol/server @modelcontextprotocol/node");
  });

  it("is no larger than the README says", () => {
    const [, packed, unpacked] =
      /under ([\d.]+) MB to download and (\d+) MB on disk/.exec(installed.read("README.md")) ?? [];
    expect(installed.packed.size).toBeLessThan(Number(packed) * 1_000_000);
    expect(installed.packed.unpackedSize).toBeLessThan(Number(unpacked) * 1_000_000);
  });

  it("satisfies publint", async () => {
    const pack = { tarball: installed.tarball.buffer };
    const { messages, pkg } = await publint({ pack, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
  });

  it("satisfies are-the-types-wrong, as a package of ES modules only", async () => {
    const options = { excludeEntrypoints: [/\.(wasm|image|lib)$/] };
    const contents = createPackageFromTarballData(installed.tarball);
    const { types, ...rest } = await checkPackage(contents, options);
    expect(types).toMatchObject({ kind: "included" });
    const isForEsm = (problem: object) =>
      !("resolutionKind" in problem) ||
      problem.resolutionKind === "node16-esm" ||
      problem.resolutionKind === "bundler";
    expect("problems" in rest && rest.problems.filter(isForEsm)).toEqual([]);
  });
});

describe("installed into an empty project, the package", () => {
  it("is a command", () => {
    const args = ["-c", "print(1+1)"];
    const bin = join(installed.project, "node_modules/.bin/micropython-wasm");
    expect(installed.execute(bin, ...args)).toBe("2\n");
    expect(installed.execute("npx", "--offline", "micropython-wasm", ...args)).toBe("2\n");
    const cpython = ["--python", "cpython", "-c", "import decimal; print(decimal.Decimal(1) / 8)"];
    expect(installed.execute(bin, ...cpython)).toBe("0.125\n");
  });

  it("has an artifact and matching versions", () => {
    const version = installed.execute("npx", "--offline", "micropython-wasm", "--version");
    expect(version).toContain(String(installed.manifest.version));
  });

  it("can be imported", () => {
    const code = `
      import { run, MicroPythonSession, MicroPythonGuestError } from "micropython-wasm";
      import { httpGet } from "micropython-wasm/http";
      const { stdout } = await run("print(add(1, 1))", { hostFunctions: { add: (a, b) => a + b } });
      const session = new MicroPythonSession();
      await session.run("x = 6");
      const error = await run("1 / 0").catch((error) => error);
      const http_get = httpGet({ allow: ["https://example.com/"] });
      const refused = await run("http_get('file:///etc/passwd')", { hostFunctions: { http_get } })
        .catch((error) => error.pythonType);
      console.log(stdout.trim(), await session.evaluate("x * 7"),
        error instanceof MicroPythonGuestError, refused);`;
    const main = installed.write("main.js", code);
    expect(installed.execute(process.execPath, main)).toBe("2 42 true ValueError\n");
  });

  it("is refused by name if Node cannot require ES modules, and can be imported there", () => {
    const isOptional = process.allowedNodeEnvironmentFlags.has("--experimental-require-module");
    const flags = isOptional ? ["--no-experimental-require-module"] : [];
    const node = (code: string) =>
      installed.execute(process.execPath, ...flags, installed.write("main.cjs", code));
    expect(() => node('require("micropython-wasm")')).toThrow("ERR_REQUIRE_ESM");
    const imported = 'import("micropython-wasm").then(({ run }) => console.log(typeof run))';
    expect(node(imported)).toBe("function\n");
  });

  it.each<TypeSettings>([
    { moduleResolution: "node16", platform: "node" },
    { moduleResolution: "bundler", platform: "node" },
    { moduleResolution: "bundler", platform: "dom" },
    { moduleResolution: "node16", platform: "none" },
  ])("has types for $moduleResolution and platform $platform", (settings) => {
    const program = installed.write(
      "program.ts",
      `import {
        type HostFunction, MicroPythonLimitError, MicroPythonSession, MicroPythonSessionSync, run,
        type RunOptions, type RunResult,
      } from "micropython-wasm";
      import { httpGet } from "micropython-wasm/http";
      const add: HostFunction = (a: number, b: number) => a + b;
      const http_get = httpGet({ allow: ["https://example.com/"] });
      // @ts-ignore: there is no AbortController without a platform
      const signal = new AbortController().signal;
      await run("", { signal });
      const options: RunOptions = { fuel: 1_000_000, hostFunctions: { add, http_get } };
      export const result: RunResult = await run("print(add(1, 2))", options);
      export const text: string = result.stdout;
      export async function inSession(): Promise<unknown> {
        await using session = new MicroPythonSession(options);
        session.registerFunction((name: string) => name.length, { name: "length" });
        await session.run("x = length('abc')", { transactional: true });
        return session.evaluate("x");
      }
      export function sync(): Uint8Array {
        using session = new MicroPythonSessionSync({ mounts: [{ path: "/tmp", memory: {} }] });
        try {
          session.run("while True: pass");
        } catch (error) {
          if (!(error instanceof MicroPythonLimitError) || error.code !== "fuel") throw error;
        }
        return session.save();
      }
      // @ts-expect-error: an option of another type
      await run("", { fuel: "many" });
      // @ts-expect-error: an option that there is not
      await run("", { fule: 1 });`,
    );
    expect(complaintsAbout(program, settings)).toEqual([]);
  });
});
