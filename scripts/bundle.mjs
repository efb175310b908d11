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
  {
    // CommonJS, as Node.js starts it sooner.
    input: { cli: "src/cli/main.ts", "cli-worker": "src/cli/guest-worker.ts" },
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
  },
]);
