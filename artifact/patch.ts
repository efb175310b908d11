import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { applyPatch, parsePatch } from "diff";
import { getFile, putFile, type Tree } from "./clang.js";
import { BuildError } from "./progress.js";

/**
 * Applies a port's patches to sources in memory; the source folder stays as it is.
 *
 * @param folder folder of the sources in the tree.
 * @throws BuildError naming the patch that does not fit these sources.
 */
export function applyPatches(tree: Tree, folder: string, portDir: string): void {
  const dir = join(portDir, "patches");
  const names = readdirSync(dir).filter((name) => name.endsWith(".patch"));
  for (const name of names.sort()) {
    for (const patch of parsePatch(readFileSync(join(dir, name), "utf8"))) {
      const path = patch.oldFileName?.replace(/^a\//, `${folder}/`) ?? "";
      const before = getFile(tree, path);
      const after = typeof before === "string" && applyPatch(before, patch);
      if (typeof after !== "string") {
        throw new BuildError(`the patch ${name} does not fit ${path}`);
      }
      putFile(tree, path, after);
    }
  }
}
