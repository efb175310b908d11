// Runs a user's snippet on every row of a table, and stores the results.
//
// Usage: node build/examples/enrichment/main.js [--rows N]

import { parseArgs } from "node:util";
import { MicroPythonSessionSync } from "micropython-wasm";
import initSqlJs, { type Database, type SqlValue } from "sql.js";

/** Written by a user, and not trusted. */
const SNIPPET = `
def enrich(row):
    user, _, domain = row["email"].strip().lower().partition("@")
    words = row["name"].split()
    return {"domain": domain, "initials": "".join([word[0] for word in words])}
`;

/** Rows for the slow way. */
const SOME = 1000;

type Row = Readonly<Record<string, SqlValue>>;

/** One call per row: simple but slow. */
function enrichOneByOne(session: MicroPythonSessionSync, rows: readonly Row[]): unknown[] {
  return rows.map((row) => session.call("enrich", row));
}

/** Many rows per call: the loop runs in Python. Limits on fuel and time still apply to each row. */
function enrichAll(session: MicroPythonSessionSync, rows: readonly Row[]): unknown[] {
  return Array.from(session.map("enrich", rows));
}

function fillTable(database: Database, count: number): void {
  database.run("CREATE TABLE people (id INTEGER PRIMARY KEY, name, email, domain, initials)");
  const statement = database.prepare("INSERT INTO people (name, email) VALUES (?, ?)");
  database.run("BEGIN");
  for (let i = 0; i < count; i++) {
    statement.run(["Ada Lovelace", ` Ada${i}@Host${i % 7}.Example`]);
  }
  database.run("COMMIT");
  statement.free();
}

function readRows(database: Database): Row[] {
  const statement = database.prepare("SELECT id, name, email FROM people ORDER BY id");
  const rows: Row[] = [];
  while (statement.step()) rows.push(statement.getAsObject());
  statement.free();
  return rows;
}

/** A snippet can return anything; only text is stored. */
function store(database: Database, rows: readonly Row[], enriched: readonly unknown[]): void {
  const statement = database.prepare("UPDATE people SET domain = ?, initials = ? WHERE id = ?");
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  database.run("BEGIN");
  rows.forEach(({ id = null }, i) => {
    const { domain, initials } = Object(enriched[i]);
    statement.run([text(domain), text(initials), id]);
  });
  database.run("COMMIT");
  statement.free();
}

function timed<T>(what: string, rows: readonly Row[], work: (rows: readonly Row[]) => T): T {
  const start = performance.now();
  const result = work(rows);
  const perSecond = (rows.length / (performance.now() - start)) * 1000;
  console.log(`${what}: ${Math.round(perSecond).toLocaleString("en")} rows per second`);
  return result;
}

const { values } = parseArgs({ options: { rows: { type: "string", default: "20000" } } });

const sqlite = await initSqlJs();
const database = new sqlite.Database();
fillTable(database, Number(values.rows));

const session = new MicroPythonSessionSync();
session.run(SNIPPET);
const rows = readRows(database);
timed("one call per row", rows.slice(0, SOME), (some) => enrichOneByOne(session, some));
const enriched = timed("map", rows, (all) => enrichAll(session, all));
store(database, rows, enriched);
session.close();

const [found] = database.exec(
  "SELECT domain, initials, count(*) FROM people GROUP BY 1, 2 LIMIT 3",
);
for (const row of found?.values ?? []) console.log(row.join(" | "));
database.close();
