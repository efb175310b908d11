import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseCommandLine, parseWhole, UsageError } from "./command-line.js";

/** The Pythons that can be built. */
export type PythonName = "micropython" | "cpython";

/** `release` is what the package ships; `debug` keeps names and MicroPython's assertions. */
export type Variant = "release" | "debug";

/** Passes that can be omitted if no untrusted code will run. */
export type OptionalPass = "gc-roots" | "meter";

/** Everything the pipeline can be told, checked and with absolute paths. */
export interface BuildOptions {
  readonly python: PythonName;
  /** A checkout or tarball; `null` for the pinned source package. */
  readonly source: string | null;
  /** Commit, tag or branch to build from `source`, which is then a git checkout. */
  readonly ref: string | null;
  /** Folder for the source, objects and caches. */
  readonly workDir: string;
  /** Where the finished artifact goes. */
  readonly output: string;
  readonly variant: Variant;
  /** Compilers at work at once. */
  readonly jobs: number;
  /** Empty `workDir` first. */
  readonly clean: boolean;
  /** Only copy the artifact that `workDir` already holds to `output`. */
  readonly skipBuild: boolean;
  /** Passes to omit, to measure what they cost. */
  readonly without: readonly OptionalPass[];
  /** Further flags for the C compiler. */
  readonly extraCflags: readonly string[];
  /** Folder of C modules to build into MicroPython; `null` for none. */
  readonly userCModules: string | null;
}

/** Folder of the repository, where this file is compiled to `build/artifact/`. */
export const REPOSITORY_DIR = resolve(import.meta.dirname, "../..");

export const HELP = `Builds the artifact of one Python from source.

Usage: npm run build:artifact -- [options]

  --python NAME         micropython (default) or cpython
  --source DIR|TARBALL  checkout or tarball of it (default: the pinned source package, through apt)
  --ref REF             commit, tag or branch of the git checkout named by --source
  --work-dir DIR        source, objects and caches (default: build/work)
  --output FILE         the finished artifact (default: dist/NAME-wasi.wasm)
  --variant NAME        release (default) or debug: names and assertions kept
  --jobs N              compilers that run at once (default: one per core, at most 8)
  --user-c-modules DIR  C modules to build into MicroPython, in its USER_C_MODULES layout
  --extra-cflag FLAG    a further flag for the C compiler; may be repeated
  --without PASS        omit gc-roots or meter, to measure the cost; may be repeated
  --clean               empty the work folder first
  --skip-build          copy the artifact built last time, without building
  --help                this text
`;

/**
 * Reads the command line of the pipeline.
 *
 * @returns the options, or `null` if help was requested.
 * @throws UsageError naming the option, the value and what is allowed.
 */
export function parseBuildOptions(argv: readonly string[]): BuildOptions | null {
  const values = parseCommandLine(argv, {
    python: { type: "string" },
    source: { type: "string" },
    ref: { type: "string" },
    "work-dir": { type: "string" },
    output: { type: "string" },
    variant: { type: "string" },
    jobs: { type: "string" },
    "user-c-modules": { type: "string" },
    "extra-cflag": { type: "string", multiple: true },
    without: { type: "string", multiple: true },
    clean: { type: "boolean" },
    "skip-build": { type: "boolean" },
    help: { type: "boolean" },
  });
  if (values.help) return null;
  const python = values.python ?? "micropython";
  if (python !== "micropython" && python !== "cpython") {
    throw new UsageError(`--python is "${python}"; allowed are "micropython" and "cpython"`);
  }
  const variant = values.variant ?? "release";
  if (variant !== "release" && variant !== "debug") {
    throw new UsageError(`--variant is "${variant}"; allowed are "release" and "debug"`);
  }
  const jobs = parseWhole("jobs", values.jobs, {
    otherwise: Math.min(availableParallelism(), 8),
    most: 64,
  });
  const without = values.without ?? [];
  for (const pass of without) {
    if (pass !== "gc-roots" && pass !== "meter") {
      throw new UsageError(`--without is "${pass}"; allowed are "gc-roots" and "meter"`);
    }
  }
  if (values.ref !== undefined && values.source === undefined) {
    throw new UsageError("--ref needs --source, the git checkout that it is looked up in");
  }
  for (const name of ["source", "ref", "work-dir", "output", "user-c-modules"] as const) {
    if (values[name] === "")
      throw new UsageError(`--${name} is ""; allowed is anything but an empty string`);
  }
  const userCModules = values["user-c-modules"];
  if (userCModules !== undefined && python !== "micropython") {
    throw new UsageError(`--user-c-modules works with --python micropython only, not "${python}"`);
  }
  return {
    python,
    source: values.source === undefined ? null : resolve(values.source),
    ref: values.ref ?? null,
    workDir: resolve(values["work-dir"] ?? `${REPOSITORY_DIR}/build/work`),
    output: resolve(values.output ?? `${REPOSITORY_DIR}/dist/${python}-wasi.wasm`),
    variant,
    jobs,
    clean: values.clean ?? false,
    skipBuild: values["skip-build"] ?? false,
    without: without as OptionalPass[],
    extraCflags: values["extra-cflag"] ?? [],
    userCModules: userCModules === undefined ? null : resolve(userCModules),
  };
}
