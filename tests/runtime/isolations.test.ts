import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { RUNTIMES_DIR } from "./install.js";
import type { Given, Seen } from "./isolations.js";
import { bundleObserver } from "./observer.js";
import { ISOLATED_PAGES, RUNTIMES } from "./runtimes.js";

const FOLDER = join(RUNTIMES_DIR, "contract-folder");
const TIMEOUT_MS = 600_000;

/** The table of isolations in `docs/runtimes.md`: those that each runtime has. */
function documented(): Map<string, string[]> {
  const page = readFileSync(new URL("../../docs/runtimes.md", import.meta.url), "utf8");
  const [, section = ""] = page.split("\n## Isolations\n");
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  const cells = rows.map((row) =>
    row
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  const [names = [], , ...runtimes] = cells;
  return new Map(
    runtimes.map(([runtime = "", ...had]) => [
      runtime,
      names
        .slice(1)
        .filter((_, i) => had[i] === "yes")
        .map((name) => name.replace(/[`"]/g, "")),
    ]),
  );
}

describe("isolations", () => {
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, "data.txt"), "from a folder");
    await bundleObserver("isolations");
  });

  it.for([...RUNTIMES, ...ISOLATED_PAGES])(
    "are those that docs/runtimes.md lists for $name, and do the same",
    { timeout: TIMEOUT_MS },
    async (runtime, { skip }) => {
      const reason = runtime.install();
      if (reason !== null) return skip(reason);
      const { cpython = false, folders = false, depth = false } = runtime.lacks ?? {};
      const given: Given = {
        pythons: cpython ? ["micropython"] : ["micropython", "cpython"],
        folder: folders ? null : FOLDER,
        // Its fuel depends on the stack.
        without: depth ? ["deep recursion"] : [],
      };
      const { isolations, same, different } = (await runtime.observe("isolations", given)) as Seen;
      expect(different).toEqual([]);
      expect(same).toBeGreaterThan(60);
      const named = isolations.filter((name) => !["sync", "the default"].includes(name));
      expect(named).toEqual(documented().get(runtime.row));
    },
  );
});
