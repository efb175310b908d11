import { readFileSync } from "node:fs";
import { join } from "node:path";
import { getFile, putFile, type Tree } from "../../clang.js";
import { compileAll } from "../../compile.js";
import { commonFlags } from "../../flags.js";
import { link } from "../../link.js";
import type { BuildOptions } from "../../options.js";
import { BuildError } from "../../progress.js";
import { runCommand } from "../guest.js";
import type { Files } from "../wasi.js";
import { generateOpcodes } from "./opcodes.js";

const STACK_BYTES = 1024 * 1024;

/**
 * Generates the files of SQLite that its source package leaves to its build: the parser, with SQLite's own parser
 * generator, and the table of keywords, with the tool for it, which are compiled and run here; the opcodes; and
 * the public header.
 *
 * @param dir SQLite's source.
 * @param folder where its C files are in the tree.
 */
export async function generate(
  options: BuildOptions,
  tree: Tree,
  dir: string,
  folder: string,
  detail: (text: string) => void,
): Promise<void> {
  const run = async (name: string, args: readonly string[], files: Files) => {
    const { status, output } = runCommand(await tool(options, dir, name, detail), args, files);
    if (status !== 0) throw new BuildError(`SQLite's ${name} failed:\n${output}`);
    return output;
  };
  const read = (path: string) => readFileSync(join(dir, path));
  const files: Files = new Map([
    ["/parse.y", Buffer.from(getFile(tree, `${folder}/parse.y`) as string)],
    ["/lempar.c", read("tool/lempar.c")],
  ]);
  await run("lemon", ["lemon", "-s", "-q", "-T/lempar.c", "/parse.y"], files);
  const [parser, tokens] = ["/parse.c", "/parse.h"].map((path) => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new BuildError(`SQLite's lemon wrote no ${path}`);
    return Buffer.from(bytes).toString();
  }) as [string, string];
  const { header, names } = generateOpcodes(tokens, read("src/vdbe.c").toString());
  const generated = {
    "parse.c": parser,
    "parse.h": tokens,
    "keywordhash.h": await run("mkkeywordhash", ["mkkeywordhash"], new Map()),
    "opcodes.h": header,
    "opcodes.c": names,
    "sqlite3.h": publicHeader(dir, getFile(tree, `${folder}/sqlite.h.in`) as string),
  };
  for (const [name, text] of Object.entries(generated)) putFile(tree, `${folder}/${name}`, text);
}

async function tool(
  options: BuildOptions,
  dir: string,
  name: string,
  detail: (text: string) => void,
): Promise<WebAssembly.Module> {
  const path = `tool/${name}.c`;
  const tree: Tree = {};
  putFile(tree, path, readFileSync(join(dir, path), "utf8"));
  const flags = [...commonFlags(options), "-O1", "-w"];
  const prepared = { tree, files: [path], flags, flagsOf: () => [] };
  const objects = await compileAll(options, prepared, detail);
  const { wasm } = await link(objects, { stackBytes: STACK_BYTES, isCommand: true });
  return new WebAssembly.Module(wasm as BufferSource);
}

/** `sqlite3.h`: the template, with the release and the identity of its source. */
function publicHeader(dir: string, template: string): string {
  const read = (path: string) => readFileSync(join(dir, path), "utf8");
  const version = read("VERSION").trim();
  const [major, minor, patch] = version.split(".").map(Number) as [number, number, number];
  const date = /^D (\S+)T([\d:]+)/m.exec(read("manifest"));
  if (date === null) throw new BuildError("SQLite's manifest has no date");
  return template
    .replaceAll("--VERS--", version)
    .replaceAll("--VERSION-NUMBER--", String(major * 1_000_000 + minor * 1000 + patch))
    .replaceAll("--SOURCE-ID--", `${date[1]} ${date[2]} ${read("manifest.uuid").trim()}`);
}
