import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { History, historyPath } from "./history.js";

const folder = mkdtempSync(join(tmpdir(), "micropython-wasm-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the history", () => {
  it("is where XDG says", () => {
    expect(historyPath({ XDG_STATE_HOME: "/state" })).toBe("/state/micropython-wasm/history");
    expect(historyPath({})).toMatch(/\/\.local\/state\/micropython-wasm\/history$/);
    expect(historyPath({ XDG_STATE_HOME: "relative" })).toBe(historyPath({}));
  });

  it("gives the newest line first, and is its owner's alone", () => {
    const path = join(folder, "new", "history");
    const history = new History(path);
    expect(history.load()).toEqual([]);
    history.add("x = 1");
    history.add("x");
    expect(new History(path).load()).toEqual(["x", "x = 1"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("keeps the last 1000 lines", () => {
    const path = join(folder, "long");
    writeFileSync(path, Array.from({ length: 1500 }, (_, i) => `${i}\n`).join(""));
    expect(new History(path).load()).toHaveLength(1000);
    expect(readFileSync(path, "utf8")).toMatch(/^500\n/);
  });

  it("does not disturb where it cannot be written", () => {
    const history = new History(join(folder, "long", "history"));
    expect(() => history.add("x")).not.toThrow();
    expect(history.load()).toEqual([]);
  });
});
