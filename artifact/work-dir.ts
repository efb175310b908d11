import { existsSync, readdirSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BuildError } from "./progress.js";

/** A file that says that everything beside it was made by the pipeline. */
const MARKER = ".micropython-wasm-work";

/**
 * Makes the pipeline's work folder, unless it is there.
 *
 * @param options `clean`: whether to empty it first.
 * @throws BuildError where it should be emptied, but holds what the pipeline did not make.
 */
export async function openWorkDir(dir: string, { clean }: { clean: boolean }): Promise<void> {
  const isOurs = existsSync(join(dir, MARKER));
  if (clean && !isOurs && existsSync(dir) && readdirSync(dir).length > 0) {
    throw new BuildError(
      `--clean would empty ${dir}, which is no work folder of an earlier build; remove it yourself`,
    );
  }
  if (clean) await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, MARKER), "");
}
