import { StoredImage } from "../base/image.js";
import { type ImageOptions, makeImage, makeImageSync } from "../session/image.js";
import {
  decodeImage,
  decodeImageSync,
  encodeImage,
  type LoadImageOptions,
} from "../session/saved-image.js";
import { pools } from "./shared.js";

/**
 * A Python that has done its setup: what was imported, computed and written to memory mounts is there for
 * every program that starts from it, at no cost. Nothing that one program changes is seen by another.
 * {@link createImage} creates images.
 *
 * @example
 * ```ts
 * const image = await createImage({ setup: "import json\ndef double(x): return 2 * x" });
 * runSync("print(double(21))", { image }).stdout; // "42\n"
 * ```
 */
export class Image extends StoredImage {
  /**
   * Returns the image as bytes for {@link Image.load}. They contain what the setup left in memory.
   *
   * @example
   * ```ts
   * const bytes = createImageSync({ setup: "x = 1" }).save();
   * bytes.length < 10_000; // true
   * ```
   */
  save(): Uint8Array {
    return encodeImage(this.parts);
  }

  /**
   * Restores an image that `save` saved, in any process, runtime or machine with the same version of this
   * package.
   *
   * @param bytes what `save` returned; they may be untrusted: a program from the image can do no more than
   * any other.
   * @throws TypeError, RangeError if an argument is invalid.
   * @throws MicroPythonInvalidStateError if the bytes are damaged, or from another artifact.
   * @example
   * ```ts
   * const bytes = createImageSync({ setup: "x = 1" }).save();
   * const image = await Image.load(bytes);
   * (await run("print(x)", { image })).stdout; // "1\n"
   * ```
   */
  static async load(bytes: Uint8Array, options?: LoadImageOptions): Promise<Image> {
    return new Image(await decodeImage(pools, bytes, options));
  }

  /**
   * The synchronous twin of {@link Image.load}.
   *
   * @throws what {@link Image.load} rejects with.
   * @example
   * ```ts
   * const image = Image.loadSync(createImageSync({ setup: "x = 1" }).save());
   * runSync("print(x)", { image }).stdout; // "1\n"
   * ```
   */
  static loadSync(bytes: Uint8Array, options?: LoadImageOptions): Image {
    return new Image(decodeImageSync(pools, bytes, options));
  }
}

/**
 * Creates an image: runs a setup, and keeps the interpreter's state for any number of programs.
 *
 * @param options the setup, and what it may use.
 * @throws TypeError, RangeError if an option is invalid.
 * @throws MicroPythonWasmError what {@link run} rejects with if the setup fails, and `code: "files-open"` if
 * it leaves files open.
 * @example
 * ```ts
 * const image = await createImage({
 *   python: "cpython",
 *   setup: "import statistics",
 *   modules: { "shop.py": "def price(n): return 3 * n" },
 * });
 * (await run("import shop; print(statistics.mean([shop.price(2), 8]))", { image })).stdout; // "7\n"
 * ```
 */
export async function createImage(options?: ImageOptions): Promise<Image> {
  return new Image(await makeImage(pools, options));
}

/**
 * The synchronous twin of {@link createImage}.
 *
 * @throws what {@link createImage} rejects with.
 * @example
 * ```ts
 * const image = createImageSync({ setup: "greeting = 'hello'" });
 * runSync("print(greeting)", { image }).stdout; // "hello\n"
 * ```
 */
export function createImageSync(options?: ImageOptions): Image {
  return new Image(makeImageSync(pools, options));
}
