import { describe } from "./check.js";
import { isFileName } from "./file-path.js";
import { isUint8Array } from "./kinds.js";
import { type ArchiveSettings, checkHostDir, type MountSettings } from "./mounts.js";

/** A wheel or a zip as bytes. */
export interface PackageArchive {
  /** Its file name, which ends in `.whl` or `.zip`, such as `attrs-25.1.0-py3-none-any.whl`. */
  readonly name: string;
  /** Its content. */
  readonly bytes: Uint8Array;
}

/**
 * Where packages are: the path of a folder, as `pip install --target` leaves it, or of a wheel or a zip; or a wheel
 * or a zip as bytes.
 */
export type PackageSource = string | PackageArchive;

/** Where packages are mounted, each source in a folder of its own. */
export const PACKAGES_PATH = "/packages";

const ARCHIVE = /\.(whl|zip)$/i;

/** Checks and copies the option `packages`. @throws TypeError, RangeError */
export function checkPackages(value: unknown): readonly MountSettings[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    const allowed = "an array of paths, or of wheels as { name, bytes }";
    throw new TypeError(`option packages is ${describe(value)}; allowed is ${allowed}`);
  }
  const taken = new Set<string>();
  return Object.freeze(
    Array.from(value, (source: unknown, i): MountSettings => {
      const option = `option packages[${i}]`;
      if (typeof source !== "string") {
        const archive = checkArchive(option, source);
        return { path: freePath(archive.name, taken), kind: "archive", ...archive };
      }
      const hostDir = checkHostDir(option, { hostDir: source });
      const path = freePath(lastName(source), taken);
      if (!ARCHIVE.test(source)) return { path, kind: "hostDir", ...hostDir };
      return { path, kind: "archive", option, name: source, source };
    }),
  );
}

function checkArchive(option: string, value: unknown): ArchiveSettings {
  const { name, bytes } = Object(value) as Partial<PackageArchive>;
  if (typeof name !== "string" || !isUint8Array(bytes)) {
    const allowed = "a path, or { name, bytes } with a string and a Uint8Array";
    throw new TypeError(`${option} is ${describe(value)}; allowed is ${allowed}`);
  }
  if (!isFileName(name) || !ARCHIVE.test(name)) {
    const allowed = "a file name that ends in .whl or .zip";
    throw new RangeError(`${option}.name is ${describe(name)}; allowed is ${allowed}`);
  }
  return { option, name, source: new Uint8Array(bytes) };
}

function lastName(path: string): string {
  return path.split(/[/\\]/).findLast((name) => name !== "") ?? "";
}

/** Where packages are mounted: below their own name, unless an earlier source has it. */
function freePath(name: string, taken: Set<string>): string {
  const wanted = isFileName(name) && name.length < 200 ? name : "folder";
  let free = wanted;
  for (let count = 2; taken.has(free); count++) free = `${wanted}-${count}`;
  taken.add(free);
  return `${PACKAGES_PATH}/${free}`;
}
