import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BuildError } from "./progress.js";
import { openWorkDir } from "./work-dir.js";

const scratch = mkdtempSync(join(tmpdir(), "work-dir-"));
afterAll(() => rmSync(scratch, { recursive: true }));

describe("the pipeline's work folder", () => {
  it("is created, kept unchanged, and emptied if requested", async () => {
    const dir = join(scratch, "made");
    await openWorkDir(dir, { clean: true });
    writeFileSync(join(dir, "object"), "");
    await openWorkDir(dir, { clean: false });
    expect(existsSync(join(dir, "object"))).toBe(true);
    await openWorkDir(dir, { clean: true });
    expect(existsSync(join(dir, "object"))).toBe(false);
  });

  it("is not emptied if it holds other people's files", async () => {
    const dir = join(scratch, "home");
    mkdirSync(dir);
    writeFileSync(join(dir, "letter"), "");
    await expect(openWorkDir(dir, { clean: true })).rejects.toThrow(BuildError);
    expect(existsSync(join(dir, "letter"))).toBe(true);
  });
});
