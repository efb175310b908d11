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

/** The zlib release that the module `zlib` is built with, pinned in the same way. */
export const PINNED_ZLIB: PinnedSource = {
  title: "zlib",
  suite: "trixie",
  package: "zlib",
  version: null,
  tarball: "zlib_1.3.dfsg+really1.3.1.orig.tar.gz",
  sha256: "60dd315c07f616887caa029408308a018ace66e3d142726a97db164b3b8f69fb",
  marker: "zlib.h",
};
