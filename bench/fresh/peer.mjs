// Prints how long a fresh `print(1 + 1)`, or what comes nearest, takes with a package of npm's.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, name] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));

async function load() {
  if (name === "quickjs-emscripten") {
    const { getQuickJS } = require(name);
    const engine = await getQuickJS();
    return () => engine.evalCode("String(1 + 1)");
  }
  const path = join(folder, "node_modules", name, "micropython.mjs");
  const { loadMicroPython } = await import(pathToFileURL(path));
  return async () => {
    const interpreter = await loadMicroPython({ stdout: () => {} });
    interpreter.runPython("print(1 + 1)");
  };
}

const run = await load();
const times = [];
const rounds = name === "quickjs-emscripten" ? 1500 : 150;
for (let i = 0; i < rounds; i++) {
  const start = performance.now();
  await run();
  times.push(1000 * (performance.now() - start));
}
console.log(JSON.stringify(times.slice(rounds / 5)));
process.exit(0);
