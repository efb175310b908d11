import { existsSync, readdirSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BuildError } from "./progress.js";

/** A file that marks a folder as made by the pipeline. */
const MARKER = ".micropython-wasm-work";

/**
 * Creates the pipeline's work folder, unless it exists.
 *
 * @param options `clean`: whether to empty it first.
 * @throws BuildError if it should be emptied but was not made by the pipeline.
 */
export async function openWorkDir(dir: string, { clean }: { clean: boolean }): Promise<void> {
  const isOurs = existsSync(join(dir, MARKER));
  if (clean && !isOurs && existsSync(dir) && readdirSync(dir).length > 0) {
    throw new BuildError(
      `--clean would empty ${dir}, which is not the work folder of an earlier build; remove it yourself`,
    );
  }
  if (clean) await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, MARKER), "");
}
