// Observers: modules whose function `observe` runs in other runtimes.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { RUNTIMES_DIR } from "./install.js";

const PACKAGE = "micropython-wasm";

/** Bundles an observer; it imports the package by its name. @param name of its file, without the extension */
export async function bundleObserver(name: string): Promise<void> {
  mkdirSync(RUNTIMES_DIR, { recursive: true });
  const input = join(import.meta.dirname, `${name}.ts`);
  const bundle = await rolldown({ input, external: [PACKAGE] });
  await bundle.write({ file: bundleOf(name) });
}

/** Where the bundle of an observer is. */
export function bundleOf(name: string): string {
  return join(RUNTIMES_DIR, `${name}.js`);
}

/** The bundle of an observer for a runtime that knows the package by another name. */
export function observerFor(name: string, library: string): string {
  return readFileSync(bundleOf(name), "utf8").replaceAll(`"${PACKAGE}"`, JSON.stringify(library));
}

/** The same, in a file of a runtime's folder. */
export function writeObserver(name: string, library: string, folder: string): void {
  writeFileSync(join(folder, `${name}.js`), observerFor(name, library));
}
