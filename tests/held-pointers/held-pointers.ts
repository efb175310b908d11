import { getFile } from "../../artifact/clang.js";
import { fetchSource } from "../../artifact/fetch.js";
import { TREE } from "../../artifact/micropython/flags.js";
import { PINNED_SOURCE } from "../../artifact/micropython/pin.js";
import { listSources, loadSources } from "../../artifact/micropython/sources.js";
import { type BuildOptions, parseBuildOptions } from "../../artifact/options.js";
import { applyPatches } from "../../artifact/patch.js";
import { BY_POINTER, type CFunction, callsOf, findFunctions, findLoops } from "./c-functions.js";

/** Files in which no program runs: the compiler, and code that only prints or loads bytecode. */
const RUNS_NOTHING =
  /^py\/(asm|emit|nlr|compile|parse|lexer|scope|persistentcode|profile|showbc|gc|qstr|vstr|mpz|mpprint|malloc)/;

/** Included by compiled files, or compiled only through them. */
const INCLUDED = [
  "micropython/py/vm.c",
  "port/micropython/match_compile.c",
  "port/micropython/modos.c",
  "port/micropython/modtime.c",
];

/** Functions that do not return. */
const RAISES =
  /^(mp_raise_|nlr_raise|nlr_jump|mp_arg_error|raise_|bad_implicit|m_malloc_fail|terse_)/;

/** Functions that run a program, directly or indirectly. */
const RUNS = ["mp_call_function_n_kw", "mp_execute_bytecode", "run_bytecode", BY_POINTER];

/** Expressions that make a variable a part of a container, or a copy of its current content. */
const HOLDS = [
  /\b(\w+)\s*=\s*[^=;]*(?:->|\.)(?:items|table|buf|len|alloc|used|vec|i_get|i_put|heap)\b(?!\s*\()/,
  /\b(?:mp_obj_get_array(?:_fixed_n)?|mp_obj_list_get|mp_obj_exception_get_traceback)\(.*&(\w+)(?:\[\w+\])?\)/,
  /\b(?:mp_get_buffer(?:_raise)?|array_get_buffer)\([^,]*,\s*&(\w+)/,
  /\b(\w+)\s*=\s*(?:mp_map_lookup|mp_map_cached_lookup|dict_iter_next|&\w+->table)\b/,
  /\b(\w+)\s*=\s*&[^;]*(?:->|\.)(?:table|items)\[/,
];

/** Functions that free memory, or move its content. */
const FREES = /\b(m_del(?:_obj|_var)?|m_free|m_renew(?:_maybe)?|gc_free|gc_realloc|vstr_free)\s*\(/;

/** Functions that create an object from a C variable. */
const LENDS = /MP_OBJ_FROM_PTR\(&(?!mp_|MP_)(\w+)\)/g;

/** All functions of the port and of MicroPython, as compiled. */
export async function readFunctions(repositoryDir: string): Promise<CFunction[]> {
  const options = parseBuildOptions(["--work-dir", `${repositoryDir}/build/work`]) as BuildOptions;
  const source = await fetchSource(PINNED_SOURCE, options, () => {});
  const portDir = `${repositoryDir}/port`;
  const tree = loadSources(portDir, source.dir);
  applyPatches(tree, TREE.micropython, `${portDir}/micropython`);
  return [...listSources(portDir, source.dir), ...INCLUDED].flatMap((path) => {
    const name = path.replace(/^micropython\//, "").replace("port/micropython/", "port/");
    return findFunctions(name, getFile(tree, path) as string);
  });
}

/**
 * Lists what C code keeps of a container while a program may run, what it frees, and which objects it
 * creates from its own variables; each as `file function: what`.
 */
export function findRisks(functions: readonly CFunction[]): string[] {
  const runs = findRunning(functions);
  return functions
    .filter(({ file }) => !RUNS_NOTHING.test(file))
    .flatMap((fn) => [
      ...list(fn, "holds", heldVariables(fn, runs)),
      ...list(
        fn,
        "frees",
        fn.lines.flatMap((line) => FREES.exec(line)?.[1] ?? []),
      ),
      ...list(fn, "lends", localObjects(fn)),
    ])
    .sort();
}

function list({ file, name }: CFunction, verb: string, what: readonly string[]): string[] {
  if (what.length === 0) return [];
  return [`${file} ${name} ${verb} ${[...new Set(what)].join(", ")}`];
}

/** The names of all functions that may run a program before they return. */
function findRunning(functions: readonly CFunction[]): ReadonlySet<string> {
  const runs = new Set(RUNS);
  const all = functions
    .filter(({ name }) => !RAISES.test(name))
    .map((fn) => ({ name: fn.name, calls: fn.lines.flatMap((line) => callsOf(fn, line)) }));
  for (let before = -1; before !== runs.size; ) {
    before = runs.size;
    for (const { name, calls } of all) if (calls.some((call) => runs.has(call))) runs.add(name);
  }
  return runs;
}

/** Variables that are used after a call that may run a program, or around it in a loop. */
function heldVariables(fn: CFunction, runs: ReadonlySet<string>): string[] {
  const { lines } = fn;
  const loops = findLoops(lines);
  const running = lines.flatMap((line, at) =>
    callsOf(fn, line).some((call) => runs.has(call) && !RAISES.test(call)) ? [at] : [],
  );
  return lines.flatMap((line, at) =>
    HOLDS.flatMap((holds) => {
      const variable = holds.exec(line)?.[1];
      if (variable === undefined) return [];
      const name = new RegExp(`(?<![>.])\\b${variable}\\b`);
      const isUsed = (from: number, to: number) =>
        lines.slice(from, to + 1).some((text) => name.test(text));
      const isHeld = running.some(
        (call) =>
          call >= at &&
          (isUsed(call + 1, lines.length) ||
            loops.some(
              ({ start, end }) => start > at && start <= call && call <= end && isUsed(start, end),
            )),
      );
      return isHeld ? [variable] : [];
    }),
  );
}

/** The function's variables that it creates objects from. */
function localObjects({ lines }: CFunction): string[] {
  const names = lines.flatMap((line) =>
    [...line.matchAll(LENDS)].map(([, name]) => name as string),
  );
  return names.filter((name) =>
    lines.some((line) => new RegExp(`^\\s+(?!static)\\w+_t \\*?${name}\\b`).test(line)),
  );
}
