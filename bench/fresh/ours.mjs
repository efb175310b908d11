import { runSync } from "micropython-wasm";

const python = process.argv[2];
const times = [];
for (let i = 0; i < 20_000; i++) {
  const start = performance.now();
  const { stdout } = runSync("print(1 + 1)", { python });
  times.push(1000 * (performance.now() - start));
  if (stdout !== "2\n") throw new Error(stdout);
}
console.log(JSON.stringify(times.slice(5_000)));
