import { PathPatterns } from "./glob.js";

/** Which files and folders of a store there are for a program. */
export class PathFilter {
  readonly #include: PathPatterns | null;
  readonly #exclude: PathPatterns;
  /** Whether there is anything that it leaves out. */
  readonly isNeeded: boolean;

  /** @param include `null` for all. */
  constructor(include: readonly string[] | null, exclude: readonly string[]) {
    this.#include = include === null ? null : new PathPatterns(include);
    this.#exclude = new PathPatterns(exclude);
    this.isNeeded = include !== null || exclude.length > 0;
  }

  /** Whether there may be a file; folders around it that are left out take it with them. */
  hasFile(names: readonly string[]): boolean {
    return this.hasFolder(names) && (this.#include?.match(names) ?? true);
  }

  /** Whether there may be a folder. */
  hasFolder(names: readonly string[]): boolean {
    return names.every((_, i) => !this.#exclude.match(names.slice(0, i + 1)));
  }
}
