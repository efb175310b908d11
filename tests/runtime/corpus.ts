// The repository's programs in Python, which every runtime runs.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLES } from "../../playground/page/examples.js";
import { readTopics } from "../python-support/programs.js";

const ROOT = join(import.meta.dirname, "../..");

/** All programs, by name. */
export function corpus(): Record<string, string> {
  const programs: Record<string, string> = {};
  for (const { name, code } of EXAMPLES) programs[`example: ${name}`] = code;
  for (const { title, programs: own } of readTopics(join(ROOT, "tests/python-support/programs"))) {
    for (const program of own) programs[`${title}: ${program.title}`] = program.code;
  }
  for (const folder of ["tests/differential/programs", "tests/same-answers/programs"]) {
    for (const [file, text] of filesOf(folder)) {
      for (const [at, code] of text.split(/^# ---\n/m).entries()) {
        programs[`${file}, ${at + 1}`] = code;
      }
    }
  }
  for (const [file, text] of filesOf("bench/everyday")) programs[file] = text;
  return programs;
}

function filesOf(folder: string): (readonly [name: string, text: string])[] {
  const files = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(".py"));
  return files.map((name) => [name, readFileSync(join(ROOT, folder, name), "utf8")]);
}
