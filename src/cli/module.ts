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

/** Errors that mean a file does not exist; to programs, links do not exist either. */
const MISSING = ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"];

/**
 * Finds a module in the first mount that has it, and adds that mount to `sys.path` for its imports.
 *
 * @throws MicroPythonFileError if the file exists but cannot be read.
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

/** The files in a mount that may hold a module. */
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

/** A mount's path as a Python literal; it contains no control characters. */
function text(path: string): string {
  return JSON.stringify(path);
}
