import type { PinnedSource } from "../fetch.js";

/**
 * The CPython release that the artifact is built from: Debian's suite and the upstream tarball in its
 * source package. The package's own version changes with each of Debian's security updates, but the
 * upstream tarball does not, so only the tarball is pinned.
 */
export const PINNED_SOURCE: PinnedSource = {
  title: "CPython",
  suite: "trixie",
  package: "python3.13",
  version: null,
  tarball: "python3.13_3.13.5.orig.tar.xz",
  sha256: "93e583f243454e6e9e4588ca2c2662206ad961659863277afcdb96801647d640",
  marker: "Include/patchlevel.h",
};

/** The releases that the modules for compression are built with, pinned in the same way. */
export const PINNED_BZIP2: PinnedSource = {
  title: "bzip2",
  suite: "trixie",
  package: "bzip2",
  version: null,
  tarball: "bzip2_1.0.8.orig.tar.gz",
  sha256: "ab5a03176ee106d3f0fa90e381da478ddae405918153cca248e682cd0c4a2269",
  marker: "bzlib.h",
};

export const PINNED_XZ: PinnedSource = {
  title: "XZ Utils",
  suite: "trixie",
  package: "xz-utils",
  version: null,
  tarball: "xz-utils_5.8.1.orig.tar.xz",
  sha256: "0b54f79df85912504de0b14aec7971e3f964491af1812d83447005807513cd9e",
  marker: "src/liblzma/api/lzma.h",
};

export const PINNED_ZLIB: PinnedSource = {
  title: "zlib",
  suite: "trixie",
  package: "zlib",
  version: null,
  tarball: "zlib_1.3.dfsg+really1.3.1.orig.tar.gz",
  sha256: "60dd315c07f616887caa029408308a018ace66e3d142726a97db164b3b8f69fb",
  marker: "zlib.h",
};

/** The release of SQLite that the module `sqlite3` is built with. */
export const PINNED_SQLITE: PinnedSource = {
  title: "SQLite",
  suite: "trixie",
  package: "sqlite3",
  version: null,
  tarball: "sqlite3_3.46.1.orig.tar.xz",
  sha256: "d0cdd2ece271b29e7ce18095745d892517ee26d0f270065b3a25c2e9eb11639c",
  marker: "src/sqlite.h.in",
};

/** The release of the time zone database that `zoneinfo` reads, with the compiler for it. */
export const PINNED_TZ: PinnedSource = {
  title: "the time zone database",
  suite: "trixie",
  package: "python-tz",
  version: null,
  tarball: "python-tz_2025.2.orig.tar.xz",
  sha256: "e5c7c4a3d06c6ba3cbde0f7a105d2316e60fb0ad9ea6ef1603a8bf659c21c2cf",
  marker: "tz/zic.c",
};
