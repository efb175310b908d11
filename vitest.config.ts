import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,artifact,tests,bench}/**/*.test.ts"],
    testTimeout: 20_000,
  },
  resolve: {
    // The package by its own name, as its users import it.
    alias: { "micropython-wasm": fileURLToPath(new URL("dist/index.node.js", import.meta.url)) },
  },
});
