import type { Tree } from "./clang.js";
import type { PinnedSource, Source } from "./fetch.js";
import type { BuildOptions } from "./options.js";
import type { Policy } from "./passes/policy.js";
import type { WasmModule } from "./wasm/module.js";

/** An artifact that has been verified. */
export interface FinishedArtifact {
  readonly bytes: Uint8Array;
  readonly hash: string;
  /** Address of the table of page marks, if it has one. */
  readonly pageMarksAt: number | null;
}

/** What the pipeline must know about one Python; everything else is the same for all. */
export interface Python {
  /** Its name in file names and in the artifact's identity. */
  readonly name: string;
  readonly source: PinnedSource;
  /** Bytes of the C stack in linear memory, which starts at address 0 and grows downwards. */
  readonly stackBytes: number;
  /** The lowest address that the C stack may reach before the guest raises an exception. */
  readonly stackLimit: number;
  /**
   * Whether the artifact itself records which pages of memory it writes to, in a table inside that memory; or
   * a second artifact does, in a table outside.
   */
  readonly marks: "inside" | "outside";
  /** What the passes assume about its functions. */
  readonly policy: Policy;
  /** Linker arguments for libraries besides the C library. */
  readonly libraries: readonly string[];
  /** Collects the C files and everything that they include, generated files too. */
  prepare(options: BuildOptions, source: Source, detail: (text: string) => void): Promise<Prepared>;
  /**
   * Creates the files that ship beside the finished artifact.
   *
   * @returns them by what replaces `wasm` in the artifact's name, such as `lib`.
   */
  finish(
    options: BuildOptions,
    source: Source,
    artifact: FinishedArtifact,
    module: WasmModule,
    detail: (text: string) => void,
  ): Promise<ReadonlyMap<string, Uint8Array>>;
  /** The release that a source tree holds, such as `1.25.0`. */
  version(source: Source): string;
}

/** What the compiler works on. */
export interface Prepared {
  /** Every file that the compiler may read. */
  readonly tree: Tree;
  /** C files as paths in the tree, in the order in which they are linked. */
  readonly files: readonly string[];
  /** Compiler flags for every file. */
  readonly flags: readonly string[];
  /** Compiler flags for one file only. */
  flagsOf(path: string): readonly string[];
}
