// Times a fresh `print(1 + 1)`, or the nearest equivalent, with an npm package.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, name] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(join(folder, "node_modules", name, file)));

/** Creates an interpreter and returns what it prints, for packages with the same interface. */
async function outputOfFresh(loadInterpreter) {
  let output = "";
  const stdout = (line) => {
    output += line;
  };
  const interpreter = await loadInterpreter({ stdout });
  interpreter.runPython("print(1 + 1)");
  return output;
}

/** For each package, the number of rounds and a function that prepares a run; a run returns the output. */
const PEERS = {
  "@pydantic/monty": {
    rounds: 10_000,
    async prepare() {
      const { Monty } = await load("wrapper.js");
      return () => {
        let output = "";
        const printCallback = (_stream, text) => {
          output += text;
        };
        new Monty("print(1 + 1)").run({ printCallback });
        return output;
      };
    },
  },
  "quickjs-emscripten": {
    rounds: 1500,
    async prepare() {
      const { getQuickJS } = await load("dist/index.mjs");
      const engine = await getQuickJS();
      return () => engine.evalCode("String(1 + 1)");
    },
  },
  "@micropython/micropython-webassembly-pyscript": {
    rounds: 150,
    async prepare() {
      const { loadMicroPython } = await load("micropython.mjs");
      return () => outputOfFresh(loadMicroPython);
    },
  },
  pyodide: {
    rounds: 4,
    async prepare() {
      const { loadPyodide } = await load("pyodide.mjs");
      return () => outputOfFresh(loadPyodide);
    },
  },
};

const { rounds, prepare } = PEERS[name];
const run = await prepare();
const times = [];
for (let i = 0; i < rounds; i++) {
  const start = performance.now();
  const output = await run();
  times.push(1000 * (performance.now() - start));
  if (output.trim() !== "2") throw new Error(`printed ${JSON.stringify(output)}`);
}
console.log(JSON.stringify(times.slice(Math.ceil(rounds / 5))));
process.exit(0);
