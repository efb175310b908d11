// On a schedule, fetches JSON from an allowed address, lets a user's snippet convert it into rows in the
// sandbox, and inserts them into SQLite.
//
// Usage: node build/examples/scheduled-fetch/main.js [--times N] [--every-ms N] [--database FILE]

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { setInterval } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { type HostFunction, MicroPythonSession, MicroPythonWasmError } from "micropython-wasm";
import { httpGet } from "micropython-wasm/http";
import initSqlJs, { type Database } from "sql.js";

/** Written by a user, and not trusted; neither is the server's response. */
const SNIPPET = `
def transform(data):
    for station in data["stations"]:
        if station["online"]:
            yield {"city": station["name"].strip(), "celsius": round((station["f"] - 32) / 1.8, 1)}
`;

const MAX_ROWS = 1000;

interface Row {
  readonly city: string;
  readonly celsius: number;
}

/** Runs the snippet on the response of the address, in a sandbox of its own. */
async function rowsFrom(url: string, http_get: HostFunction): Promise<Row[]> {
  const session = new MicroPythonSession({ hostFunctions: { http_get }, wallTimeoutMs: 5000 });
  try {
    await session.run(SNIPPET);
    await session.globals.set("url", url);
    return checkedRows(await session.evaluate("list(transform(http_get(url).json()))"));
  } finally {
    await session.close();
  }
}

/** A snippet can return anything; only valid rows are accepted. */
function checkedRows(value: unknown): Row[] {
  if (!Array.isArray(value) || value.length > MAX_ROWS) throw new TypeError("not a list of rows");
  return value.map((row) => {
    const { city, celsius } = Object(row);
    if (typeof city === "string" && typeof celsius === "number") return { city, celsius };
    throw new TypeError("a row without city and celsius");
  });
}

function insert(database: Database, rows: readonly Row[]): void {
  database.run("BEGIN");
  for (const { city, celsius } of rows) {
    database.run("INSERT INTO weather (city, celsius) VALUES (?, ?)", [city, celsius]);
  }
  database.run("COMMIT");
}

const { values } = parseArgs({
  options: {
    times: { type: "string", default: "3" },
    "every-ms": { type: "string", default: "500" },
    database: { type: "string" },
  },
});

// A stand-in for a server on the internet.
const server = new Worker(new URL("./server.js", import.meta.url));
const [port] = await once(server, "message");
const url = `http://127.0.0.1:${port}/weather.json`;

const http_get = httpGet({ allow: [url], allowAddresses: ["127.0.0.1"], timeoutMs: 2000 });
const sqlite = await initSqlJs();
const database = new sqlite.Database();
database.run("CREATE TABLE weather (id INTEGER PRIMARY KEY, city TEXT, celsius REAL)");

let left = Number(values.times);
for await (const _ of setInterval(Number(values["every-ms"]))) {
  try {
    const rows = await rowsFrom(url, http_get);
    insert(database, rows);
    console.log(`inserted ${rows.length} rows`);
  } catch (error) {
    // A bad response or a bad snippet must not end the schedule.
    if (!(error instanceof MicroPythonWasmError) && !(error instanceof TypeError)) throw error;
    console.log(`nothing inserted: ${error.message}`);
  }
  if (--left <= 0) break;
}

const [averages] = database.exec(
  "SELECT city, count(*), round(avg(celsius), 1) FROM weather GROUP BY city ORDER BY city",
);
for (const [city, count, celsius] of averages?.values ?? []) {
  console.log(`${city}: ${celsius} °C on average of ${count}`);
}
if (values.database !== undefined) writeFileSync(values.database, database.export());
database.close();
await server.terminate();
