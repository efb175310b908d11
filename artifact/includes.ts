import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Tree } from "./clang.js";

const INCLUDE = /^[ \t]*#[ \t]*include[ \t]*(?:[<"]([^>"]+)[>"])?/gm;

/** Finds the files of a tree that a C file may include, and hashes them. */
export class IncludeGraph {
  readonly #texts = new Map<string, string>();
  readonly #folders: readonly string[];
  readonly #included = new Map<string, ReadonlySet<string>>();
  readonly #hashes = new Map<string, string>();

  /** @param flags the compiler's flags, of which only those that name folders to search matter. */
  constructor(tree: Tree, flags: readonly string[]) {
    this.#add(tree, "");
    this.#folders = foldersOf(flags);
  }

  /**
   * The hash of a file and of everything that it may include, directly or not: each file of a matching
   * name in any of the searched folders.
   *
   * @param own flags for this file only, which may name more folders and files.
   */
  hash(path: string, own: readonly string[] = []): string {
    const folders = foldersOf(own);
    const seen = new Set([path, ...own.filter((_, i) => own[i - 1] === "-include")]);
    for (const file of seen)
      for (const included of this.#includesOf(file, folders)) seen.add(included);
    const digest = createHash("sha256");
    for (const file of [...seen].sort()) digest.update(`${file}:${this.#hashOf(file)};`);
    return digest.digest("hex");
  }

  #add(tree: Tree, prefix: string): void {
    for (const [name, node] of Object.entries(tree)) {
      if (typeof node === "string") this.#texts.set(prefix + name, node);
      else if (!(node instanceof Uint8Array)) this.#add(node, `${prefix}${name}/`);
    }
  }

  #hashOf(path: string): string {
    let hash = this.#hashes.get(path);
    if (hash === undefined) {
      hash = createHash("sha256")
        .update(this.#texts.get(path) ?? "")
        .digest("hex");
      this.#hashes.set(path, hash);
    }
    return hash;
  }

  #includesOf(path: string, folders: readonly string[]): ReadonlySet<string> {
    const key = [path, ...folders].join(":");
    let found = this.#included.get(key);
    if (found === undefined) {
      found = new Set(
        [...(this.#texts.get(path) ?? "").matchAll(INCLUDE)].flatMap(([, name]) =>
          // A name from a macro may be any header's.
          name === undefined ? this.#headers() : this.#candidates(path, name, folders),
        ),
      );
      this.#included.set(key, found);
    }
    return found;
  }

  #candidates(path: string, name: string, folders: readonly string[]): string[] {
    return [posix.dirname(path), ...folders, ...this.#folders]
      .map((folder) => posix.join(folder, name))
      .filter((candidate) => this.#texts.has(candidate));
  }

  #headers(): string[] {
    return [...this.#texts.keys()].filter((path) => !path.endsWith(".c"));
  }
}

function foldersOf(flags: readonly string[]): string[] {
  return flags.filter((flag) => flag.startsWith("-I")).map((flag) => flag.slice(2));
}
