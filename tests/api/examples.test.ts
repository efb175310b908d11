import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import initSqlJs from "sql.js";
import { afterEach, describe, expect, it } from "vitest";

const BUILT = join(import.meta.dirname, "../../build/examples");

let folder: string | null = null;
afterEach(() => {
  if (folder !== null) rmSync(folder, { recursive: true });
  folder = null;
});

function output(example: string, ...args: string[]): string[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(BUILT, example, "main.js"), ...args],
    { encoding: "utf8", timeout: 300_000 },
  );
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  return stdout.trimEnd().split("\n");
}

describe("the example", () => {
  it("scheduled-fetch fills a table, and survives a bad answer", async () => {
    folder = mkdtempSync(join(tmpdir(), "examples-test-"));
    const file = join(folder, "weather.db");
    const args = ["--times", "3", "--every-ms", "20", "--database", file];
    expect(output("scheduled-fetch", ...args)).toEqual([
      "inserted 2 rows",
      expect.stringMatching(/^nothing inserted: JSONDecodeError/),
      "inserted 2 rows",
      "Berlin: 11.1 °C on average of 2",
      "Cairo: 31.1 °C on average of 2",
    ]);
    const { Database } = await initSqlJs();
    const database = new Database(readFileSync(file));
    expect(database.exec("SELECT city, celsius FROM weather ORDER BY id")[0]?.values).toEqual([
      ["Berlin", 10.6],
      ["Cairo", 30.6],
      ["Berlin", 11.7],
      ["Cairo", 31.7],
    ]);
    database.close();
  });

  it("enrichment runs row by row, and much faster with map", () => {
    const [single, map, ...rows] = output("enrichment", "--rows", "7000");
    const perSecond = (line = "") =>
      Number(/: ([\d,]+) rows per second$/.exec(line)?.[1]?.replaceAll(",", ""));
    expect(perSecond(single)).toBeGreaterThan(0);
    expect(perSecond(map)).toBeGreaterThan(perSecond(single));
    expect(rows).toEqual([0, 1, 2].map((i) => `host${i}.example | AL | 1000`));
  });

  it("plugins calls the hooks of all plugins, and disables those that misbehave", () => {
    expect(output("plugins")).toEqual([
      "  [unfinished] not loaded: SyntaxError: invalid syntax",
      "plugins: emoji, endless, faulty, greedy, statistics",
      "  [endless] the program used up its 2000000 units of fuel",
      "  [faulty] returned something other than a message",
      expect.stringMatching(/^ {2}\[greedy] MemoryError/),
      "> Hello 🙂",
      "  [endless] the program used up its 2000000 units of fuel",
      "  [faulty] ValueError: no idea",
      expect.stringMatching(/^ {2}\[greedy] MemoryError/),
      "> How is the weather?",
      "  [endless] the program used up its 2000000 units of fuel",
      "  [endless] disabled",
      "  [faulty] returned something other than a message",
      "  [faulty] disabled",
      expect.stringMatching(/^ {2}\[greedy] MemoryError/),
      "  [greedy] disabled",
      "> The weather is bad 🙁",
      "> Bye",
      "plugins: emoji, statistics",
      "/top: is 2, the 2, bad 1",
    ]);
  });
});
