import {
  createImageSync,
  createPool,
  type Image,
  type RunOptions,
  runSync,
} from "micropython-wasm";
import { quantile } from "./statistics.js";

const ROUNDS = 2000;
const WORKERS = 8;
const PROGRAM = "print(1 + 1)";
const USING = "for row in rows[:100]: row['price'] *= 2\nprint(json.dumps(rows[7]))";
const SUSTAINED_MS = 3000;
const UNLIMITED = { fuel: null, wallTimeoutMs: null } as const;
const MEMORY = { memoryBytes: 128 * 1024 * 1024 } as const;

/** Ten thousand rows, and what programs import. */
const ROWS = `
import json, re
rows = [{"id": i, "name": f"row {i}", "price": i / 4} for i in range(10_000)]`;

/** In turns, so that a busy moment of the machine hits all alike. */
function medians(cases: readonly RunOptions[]): number[] {
  const times = cases.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, options] of cases.entries()) {
      const start = performance.now();
      runSync(PROGRAM, options);
      times[i]?.push(1000 * (performance.now() - start));
    }
  }
  return times.map((values) => quantile(values.slice(ROUNDS / 4), 0.5));
}

/** How many programs a second one after the other, which use some of the image. */
function sustained(image: Image): number {
  const endMs = performance.now() + SUSTAINED_MS;
  let runs = 0;
  for (; performance.now() < endMs; runs++) runSync(USING, { image });
  return (1000 * runs) / SUSTAINED_MS;
}

function describe(name: string, image: Image, us: number): void {
  const { memoryBytes } = image.stats;
  const saved = image.save().length;
  const columns = [us.toFixed(0), (memoryBytes / 1e6).toFixed(1), (saved / 1e3).toFixed(1)];
  process.stdout.write(`  ${name.padEnd(24)}${columns.map((c) => c.padStart(12)).join("")}\n`);
}

/** What a pool of workers takes that all use one image, in bytes. */
async function workersMemory(image: Image | undefined): Promise<number> {
  const before = process.memoryUsage().rss;
  await using pool = createPool({ size: WORKERS, ...UNLIMITED });
  const options = image === undefined ? {} : { image };
  const wait = "import time; time.sleep(0.2)";
  await Promise.all(Array.from({ length: WORKERS }, () => pool.run(wait, options)));
  return process.memoryUsage().rss - before;
}

for (const python of ["micropython", "cpython"] as const) {
  const make = (setup: string) => createImageSync({ python, setup, ...UNLIMITED, ...MEMORY });
  const empty = make("");
  const rows = make(ROWS);
  const large = make(`${ROWS}\nmore = [bytes([i % 251]) * 1000 for i in range(20_000)]`);
  const images = [empty, rows, large];
  const [plain, ...us] = medians([{ python, ...MEMORY }, ...images.map((image) => ({ image }))]);
  process.stdout.write(
    `${python.padEnd(26)}${["µs", "MB", "saved kB"].map((c) => c.padStart(12)).join("")}\n`,
  );
  process.stdout.write(`  ${"no image".padEnd(24)}${plain?.toFixed(0).padStart(12)}\n`);
  for (const [i, name] of ["nothing", "10,000 rows", "and 20 MB more"].entries()) {
    describe(name, images[i] as Image, us[i] ?? Number.NaN);
  }
  process.stdout.write(`  ${sustained(large).toFixed(0)} programs a second from the largest\n`);
  const base = await workersMemory(undefined);
  const more = (await workersMemory(large)) - base;
  process.stdout.write(
    `  ${WORKERS} workers take ${(more / 1e6).toFixed(0)} MB more with the largest\n`,
  );
}
