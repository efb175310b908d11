import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "../clang.js";
import { fetchPinned, type PinnedSource } from "../fetch.js";
import { loadFolder } from "../tree.js";
import { PINNED_BZIP2, PINNED_XZ, PINNED_ZLIB } from "./pin.js";

/** A library that one of CPython's modules for compression is built with. */
interface Library {
  readonly source: PinnedSource;
  /** The part of its source that is needed. */
  readonly folder: string;
  /** Folders of headers, relative to that. */
  readonly includes: readonly string[];
  /** C files, without `.c`; of a name that ends with `/`, all files of that folder but those left out. */
  readonly files: readonly string[];
  readonly leftOut?: RegExp;
  readonly flags: readonly string[];
}

const LZMA_FILTERS = "LZMA1 LZMA2 X86 POWERPC IA64 ARM ARMTHUMB ARM64 SPARC RISCV DELTA".split(" ");

/** The libraries, by their folder in the compiler's file system. */
const LIBRARIES: Readonly<Record<string, Library>> = {
  zlib: {
    source: PINNED_ZLIB,
    folder: "",
    includes: [],
    files: ["adler32", "crc32", "deflate", "inffast", "inflate", "inftrees", "trees", "zutil"],
    flags: ["-DHAVE_UNISTD_H"],
  },
  bzip2: {
    source: PINNED_BZIP2,
    folder: "",
    includes: [""],
    files: ["blocksort", "bzlib", "compress", "crctable", "decompress", "huffman", "randtable"],
    flags: [],
  },
  xz: {
    source: PINNED_XZ,
    folder: "src",
    includes: [
      "common",
      "liblzma/api",
      ...["check", "common", "delta", "lz", "lzma", "rangecoder", "simple"].map(
        (name) => `liblzma/${name}`,
      ),
    ],
    files: ["check", "common", "delta", "lz", "lzma", "rangecoder", "simple"].map(
      (name) => `liblzma/${name}/`,
    ),
    leftOut: /_mt|_small|_tablegen|hardware_|outqueue|consts_gen|microlzma|file_info|string_conv/,
    flags: [
      ...["CHECK_CRC32", "CHECK_CRC64", "CHECK_SHA256", "INTTYPES_H", "STDBOOL_H", "STDINT_H"],
      ...["MF_BT2", "MF_BT3", "MF_BT4", "MF_HC3", "MF_HC4", "_BOOL"],
      ...LZMA_FILTERS.flatMap((name) => [`DECODER_${name}`, `ENCODER_${name}`]),
    ]
      .map((name) => `-DHAVE_${name}=1`)
      .concat("-DTUKLIB_SYMBOL_PREFIX=lzma_", "-DSIZEOF_SIZE_T=4"),
  },
};

/** Gets the libraries' sources and loads them into a tree; returns their C files as paths in it. */
export async function loadCompression(
  tree: Tree,
  workDir: string,
  detail: (text: string) => void,
): Promise<string[]> {
  const all: string[] = [];
  for (const [name, { source, folder, files, leftOut }] of Object.entries(LIBRARIES)) {
    const dir = join(await fetchPinned(source, workDir, detail), folder);
    loadFolder(tree, dir, name);
    for (const file of files) {
      if (!file.endsWith("/")) all.push(`${name}/${file}.c`);
      else {
        const found = readdirSync(join(dir, file)).filter(
          (found) => found.endsWith(".c") && !leftOut?.test(found),
        );
        all.push(...found.sort().map((found) => `${name}/${file}${found}`));
      }
    }
  }
  return all;
}

/** Flags for one of the libraries' files; `null` for any other file. */
export function compressionFlags(path: string): readonly string[] | null {
  const name = path.split("/")[0] as string;
  const library = LIBRARIES[name];
  if (library === undefined) return null;
  return [...library.includes.map((folder) => `-I${join(name, folder)}`), ...library.flags];
}
