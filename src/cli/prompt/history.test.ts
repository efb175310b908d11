import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { History, HistorySearch, HistoryWalk, historyPath } from "./history.js";

const folder = mkdtempSync(join(tmpdir(), "micropython-wasm-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the history", () => {
  it("is where XDG says", () => {
    expect(historyPath({ XDG_STATE_HOME: "/state" })).toBe("/state/micropython-wasm/history");
    expect(historyPath({})).toMatch(/\/\.local\/state\/micropython-wasm\/history$/);
    expect(historyPath({ XDG_STATE_HOME: "relative" })).toBe(historyPath({}));
  });

  it("saves whole statements, readable only by their owner", () => {
    const path = join(folder, "new", "history");
    const history = new History(path);
    expect(history.entries).toEqual([]);
    history.add("x = 1");
    history.add("for i in x:\n    i");
    history.add("for i in x:\n    i");
    expect(new History(path).entries).toEqual(["x = 1", "for i in x:\n    i"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    expect(new History(path).entries).toHaveLength(2);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("keeps the last 1000 statements", () => {
    const path = join(folder, "long");
    writeFileSync(path, Array.from({ length: 1500 }, (_, i) => `${i}\n`).join(""));
    expect(new History(path).entries).toHaveLength(1000);
    expect(readFileSync(path, "utf8")).toMatch(/^500\n/);
  });

  it("works without a file that can be written", () => {
    const history = new History(join(folder, "long", "history"));
    history.add("x");
    expect(history.entries).toEqual(["x"]);
  });
});

/** A history that is in no file. */
function historyOf(...statements: string[]): History {
  const history = new History(null);
  for (const statement of statements) history.add(statement);
  return history;
}

describe("going through the history", () => {
  it("shows entries that start with the typed text, and that text again at the end", () => {
    const walk = new HistoryWalk(historyOf("x = 1", "y", "x = 2"), "x");
    expect([walk.older(), walk.older(), walk.older()]).toEqual(["x = 2", "x = 1", null]);
    expect([walk.newer(), walk.newer(), walk.newer()]).toEqual(["x = 2", "x", null]);
  });
});

describe("searching the history", () => {
  const history = historyOf("import math", "x = 1", "import json", "x");

  it("finds the newest statement with the text in it, then older ones, and back", () => {
    const search = new HistorySearch(history);
    search.look("im");
    expect(search.found).toBe("import json");
    search.older();
    expect(search.found).toBe("import math");
    search.older();
    expect(search).toMatchObject({ found: "import math", hasFailed: true });
    search.newer();
    expect(search).toMatchObject({ found: "import json", hasFailed: false });
  });

  it("stays at an entry while it contains the longer text", () => {
    const search = new HistorySearch(history);
    search.look("i");
    search.older();
    search.look("im");
    expect(search.found).toBe("import math");
    search.look("imx");
    expect(search).toMatchObject({ found: "import math", hasFailed: true });
    search.look("im");
    expect(search).toMatchObject({ found: "import json", hasFailed: false });
  });
});
