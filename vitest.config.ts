import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const built = (path: string) => fileURLToPath(new URL(`dist/${path}`, import.meta.url));

export default defineConfig({
  test: {
    include: ["{src,artifact,tests,bench}/**/*.test.ts"],
    // A machine that is busy with something else may take many times as long as an idle one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
  resolve: {
    // The package by its own name, as its users import it; the longer name first, as the other is
    // where it begins.
    alias: {
      "micropython-wasm/mcp": built("mcp.js"),
      "micropython-wasm/ai-sdk": built("ai-sdk.js"),
      "micropython-wasm/codemode": built("codemode.js"),
      "micropython-wasm/langchain": built("langchain.js"),
      "micropython-wasm/openai-agents": built("openai-agents.js"),
      "micropython-wasm/opentelemetry": built("opentelemetry.js"),
      "micropython-wasm/agent": built("agent.js"),
      "micropython-wasm/stores": built("stores.js"),
      "micropython-wasm/http": built("http.js"),
      "micropython-wasm": built("index.node.js"),
    },
  },
});
