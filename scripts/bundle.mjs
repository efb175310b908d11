// Makes the published JavaScript: a few files in one folder instead of some hundred, as loading them is most
// of what a command line's start takes. Types are tsc's.
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const output = { dir: "dist", comments: false };

await build([
  {
    input: {
      "index.node": "src/index.node.ts",
      http: "src/platform/node/http/http-get.ts",
      "http-worker": "src/platform/node/http/worker.ts",
    },
    platform: "node",
    output: { ...output, chunkFileNames: "shared-[name].js" },
  },
  // Apart from each other, so that what both need is no further file to load.
  commandLine({ cli: "src/cli/main.ts" }),
  commandLine({ "cli-worker": "src/cli/guest-worker.ts" }),
]);

/** A part of the command line. CommonJS, as Node.js starts it sooner. */
function commandLine(input) {
  return {
    input,
    platform: "node",
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
