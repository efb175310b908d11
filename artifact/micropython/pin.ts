import type { PinnedSource } from "../fetch.js";

/**
 * The MicroPython release that the artifact is built from: Debian's suite, the version of its source
 * package, and the SHA-256 of the upstream tarball in it.
 *
 * To move to another release, change this one line and follow the checklist in
 * `docs/building-the-artifact.md`.
 */
const PIN = "trixie 1.25.0+ds-1 7b25be99a502f070b2de81dafc08da7051d992325d6e67daa9045a918fffdbea";

const [suite = "", version = "", sha256 = ""] = PIN.split(" ");

/** The pinned source package. */
export const PINNED_SOURCE = {
  title: "MicroPython",
  suite,
  package: "micropython",
  version,
  tarball: `micropython_${version.replace(/-[^-]*$/, "")}.orig.tar.xz`,
  sha256,
  marker: "py/mpconfig.h",
} satisfies PinnedSource;
