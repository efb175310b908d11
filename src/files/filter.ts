import { PathPatterns } from "./glob.js";

/** Decides which files and folders of a store a program can see. */
export class PathFilter {
  readonly #include: PathPatterns | null;
  readonly #exclude: PathPatterns;
  /** Whether it hides anything. */
  readonly isNeeded: boolean;

  /** @param include `null` for all. */
  constructor(include: readonly string[] | null, exclude: readonly string[]) {
    this.#include = include === null ? null : new PathPatterns(include);
    this.#exclude = new PathPatterns(exclude);
    this.isNeeded = include !== null || exclude.length > 0;
  }

  /** Whether a file is visible: not if a folder around it is hidden. */
  hasFile(names: readonly string[]): boolean {
    return this.hasFolder(names) && (this.#include?.match(names) ?? true);
  }

  /** Whether a folder is visible. */
  hasFolder(names: readonly string[]): boolean {
    return names.every((_, i) => !this.#exclude.match(names.slice(0, i + 1)));
  }
}
