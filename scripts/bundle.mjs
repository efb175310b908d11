// Makes the published JavaScript and types: a few files in one folder. Loading hundreds of files would take
// most of the command line's start, and types of internal modules are nobody's business.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const output = { dir: "dist", comments: false };

await build([
  {
    input: {
      "index.node": "src/index.node.ts",
      http: "src/platform/node/http/http-get.ts",
      "http-worker": "src/platform/node/http/worker.ts",
    },
    platform: "node",
    tsconfig: false,
    output: { ...output, chunkFileNames: "shared-[name].js" },
  },
  // Apart from each other, so that what both need is no further file to load.
  commandLine({ cli: "src/cli/main.ts" }),
  commandLine({ "cli-worker": "src/cli/guest-worker.ts" }),
]);

// The compiler has written and trimmed (`stripInternal`) the types of each module.
const types = await rollup({
  input: {
    "index.node": "build/types/index.node.d.ts",
    http: "build/types/platform/node/http/http-get.d.ts",
  },
  plugins: [dts(), { name: "keep-type-only", renderChunk: keepTypeOnly }],
  onLog: (_level, { message }) => {
    throw new Error(`the types cannot be bundled: ${message}`);
  },
});
await types.write({
  dir: "dist",
  entryFileNames: "[name].d.ts",
  chunkFileNames: "shared-types.d.ts",
  banner: '/// <reference lib="esnext.disposable" />',
});

/** Marks again what an entry exports only as a type: the bundler exports all classes as values. */
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

/** A part of the command line. CommonJS, because Node.js starts it sooner. */
function commandLine(input) {
  return {
    input,
    platform: "node",
    tsconfig: false,
    resolve: {
      alias: {
        "micropython-wasm": fileURLToPath(new URL("../src/index.node.ts", import.meta.url)),
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
