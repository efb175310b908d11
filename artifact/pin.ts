/**
 * The MicroPython release that the artifact is built from.
 *
 * To move to another release, change this one constant and follow the checklist in
 * `docs/building-the-artifact.md`.
 */
export const PINNED_SOURCE = {
  /** Debian suite whose archive carries the source package. */
  suite: "trixie",
  /** Source package and its exact version. */
  package: "micropython",
  version: "1.25.0+ds-1",
  /** The package's upstream tarball and its SHA-256. */
  tarball: "micropython_1.25.0+ds.orig.tar.xz",
  sha256: "7b25be99a502f070b2de81dafc08da7051d992325d6e67daa9045a918fffdbea",
} as const;
