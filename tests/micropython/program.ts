import { dirname } from "node:path";
import type { TestProgram } from "./discover.js";

/** Python statements that start in the folder `FOLDER`, like a program that is run as a file. */
const START_IN_FOLDER = `
import os, sys
os.chdir(FOLDER)
sys.path[0] = FOLDER
`;

const COLLECT_AT_EVERY_ALLOCATION = `
import gc
gc.threshold(1)
`;

/** What must happen in the interpreter before a test program starts. */
export interface Preparation {
  readonly gcStress: boolean;
  /** Whether the folder of the test is mounted, under its own path. */
  readonly hasFolder: boolean;
}

/**
 * Returns the code that runs a test program in a fresh sandbox. Preparations run before it in their own
 * namespaces, and the program is compiled under its own name, so neither its globals nor its line numbers
 * change.
 */
export function programCode(test: TestProgram, preparation: Preparation): string {
  const steps: string[] = [];
  if (preparation.hasFolder) {
    const names = `{"FOLDER": ${literal(dirname(test.file))}}`;
    steps.push(`exec(${literal(START_IN_FOLDER)}, ${names})`);
  }
  if (preparation.gcStress) steps.push(`exec(${literal(COLLECT_AT_EVERY_ALLOCATION)}, {})`);
  if (steps.length === 0) return test.source;
  steps.push(`exec(compile(${literal(test.source)}, ${literal(test.file)}, "exec"))`);
  return steps.join("\n");
}

/** A JSON string is a Python string literal of the same value. */
function literal(text: string): string {
  return JSON.stringify(text);
}
