import type { MountSettings } from "./mounts.js";
import type { PythonName } from "./pythons.js";

/** What an image holds. */
export interface ImageStats {
  /** Memory that a program from the image has in use before it runs, in bytes. */
  readonly memoryBytes: number;
  /** How much of that memory is not as in a fresh interpreter, in bytes. */
  readonly ownBytes: number;
  /** Size of the files in it, in bytes. */
  readonly fileBytes: number;
}

/** What an image is made of. */
export interface ImageParts {
  readonly python: PythonName;
  readonly stats: ImageStats;
  /** The option `memoryBytes` of its setup, which is the default for programs from the image. */
  readonly memoryBytes: number;
  /** Its mounts, which every program from the image has. */
  readonly mounts: readonly MountSettings[];
  /** The interpreters that start from it, which only the engine knows. */
  readonly pool: object;
}

/** An image without the methods that need an engine. */
export class StoredImage {
  readonly #parts: ImageParts;

  /** @internal */
  constructor(parts: ImageParts) {
    this.#parts = parts;
  }

  /** @internal */
  protected get parts(): ImageParts {
    return this.#parts;
  }

  /** The Python of its programs. */
  get python(): PythonName {
    return this.#parts.python;
  }

  /** How much it holds. */
  get stats(): ImageStats {
    return this.#parts.stats;
  }

  /** Returns what an image is made of, and `undefined` for anything else. @internal */
  static partsOf(value: unknown): ImageParts | undefined {
    const isImage = typeof value === "object" && value !== null && #parts in value;
    return isImage ? value.#parts : undefined;
  }
}
