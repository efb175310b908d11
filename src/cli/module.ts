import {
  type HostDirMount,
  MicroPythonFileError,
  type MicroPythonSessionSync,
} from "micropython-wasm";

/** A module in a mount. */
export interface ModuleFile {
  /** Where the guest finds it. */
  readonly path: string;
  readonly source: Uint8Array;
}

/** Where something is missing, as links are for programs, rather than out of reach. */
const MISSING = ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"];

/**
 * Finds a module in the mounts, in their order, and lets the program that it is find those beside it.
 *
 * @throws MicroPythonFileError where it is there and cannot be read.
 */
export function findModule(
  session: MicroPythonSessionSync,
  mounts: readonly HostDirMount[],
  module: string,
): ModuleFile | null {
  for (const { path: mount } of mounts) {
    for (const name of fileNames(module)) {
      const path = `${mount === "/" ? "" : mount}/${name}`;
      const source = readIfThere(session, path);
      if (source === null) continue;
      session.run(
        `import sys\nsys.path.insert(0, ${text(mount)})\nsys.argv[0] = ${text(path)}\ndel sys`,
      );
      return { path, source };
    }
  }
  return null;
}

/** The files that a module may be, below a mount. */
export function fileNames(module: string): readonly string[] {
  const path = module.replaceAll(".", "/");
  return [`${path}/__main__.py`, `${path}.py`];
}

function readIfThere(session: MicroPythonSessionSync, path: string): Uint8Array | null {
  try {
    return session.files.read(path);
  } catch (error) {
    if (error instanceof MicroPythonFileError && MISSING.includes(error.errno)) return null;
    throw error;
  }
}

/** A path of a mount as Python writes it: control characters are not in it. */
function text(path: string): string {
  return JSON.stringify(path);
}
