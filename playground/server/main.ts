// Builds the playground into build/playground, and serves it to this machine.
//
// Usage: npm run playground [-- --port 8000 | -- --build]
//   --port   where it is served
//   --build  builds it only, to be hosted anywhere
import { createServer } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPlayground } from "./build.js";
import { folderListener } from "./serve.js";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "build/playground");

const { values } = parseArgs({
  options: { port: { type: "string", default: "8000" }, build: { type: "boolean" } },
});
await buildPlayground(ROOT, FOLDER);
if (values.build === true) {
  console.log("built into build/playground");
} else {
  createServer(folderListener(FOLDER)).listen(Number(values.port), "127.0.0.1", () => {
    console.log(`http://localhost:${values.port}`);
  });
}
