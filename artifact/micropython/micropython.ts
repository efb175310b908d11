import { readFileSync } from "node:fs";
import { join } from "node:path";
import { putFile } from "../clang.js";
import type { Source } from "../fetch.js";
import { type BuildOptions, REPOSITORY_DIR } from "../options.js";
import { applyPatches } from "../patch.js";
import { BuildError } from "../progress.js";
import type { Prepared, Python } from "../python.js";
import { compilerFlags, optimisationFlag, STACK_BYTES, STACK_LIMIT, TREE } from "./flags.js";
import { frozenContent, listFrozenModules } from "./freeze.js";
import { generateHeaders } from "./headers.js";
import { PINNED_SOURCE } from "./pin.js";
import { MICROPYTHON_POLICY } from "./policy.js";
import { listSources, loadSources } from "./sources.js";
import { loadUserModules } from "./user-modules.js";

const PORT_DIR = join(REPOSITORY_DIR, "port");
const FROZEN_CONTENT = `${TREE.generated}/frozen_content.c`;

/** MicroPython, as the pipeline builds it. */
export const MICROPYTHON: Python = {
  name: "micropython",
  source: PINNED_SOURCE,
  stackBytes: STACK_BYTES,
  stackLimit: STACK_LIMIT,
  marks: "outside",
  policy: MICROPYTHON_POLICY,
  libraries: [],
  prepare,
  finish: async () => new Map(),
  version,
};

async function prepare(given: BuildOptions, source: Source): Promise<Prepared> {
  const portDir = join(PORT_DIR, "micropython");
  const tree = loadSources(PORT_DIR, source.dir);
  applyPatches(tree, TREE.micropython, portDir);
  const modules = given.userCModules === null ? null : loadUserModules(tree, given.userCModules);
  const options = { ...given, extraCflags: [...(modules?.flags ?? []), ...given.extraCflags] };
  const files = [...listSources(PORT_DIR, source.dir), ...(modules?.files ?? [])];
  await generateHeaders(options, source, tree, files);
  putFile(tree, FROZEN_CONTENT, frozenContent(listFrozenModules(portDir)));
  return {
    tree,
    files: [...files, FROZEN_CONTENT],
    flags: compilerFlags(options),
    flagsOf: (path) => [optimisationFlag(path)],
  };
}

function version(source: Source): string {
  const header = readFileSync(join(source.dir, "py/mpconfig.h"), "utf8");
  const part = (name: string): string => {
    const match = new RegExp(`^#define MICROPY_VERSION_${name} (\\d+)`, "m").exec(header);
    if (match === null)
      throw new BuildError(`py/mpconfig.h does not define MICROPY_VERSION_${name}`);
    return match[1] as string;
  };
  return `${part("MAJOR")}.${part("MINOR")}.${part("MICRO")}`;
}
