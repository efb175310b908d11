import {
  MicroPythonGuestError,
  MicroPythonWasmError,
  type RunOptions,
  type RunStats,
  runSync,
} from "micropython-wasm";

/** How a program ended, and what is known about its run. */
export interface Outcome {
  /** "finished", the class of the exception that ended it, or the code of our error. */
  readonly ending: string;
  /** Our error's message; empty if the program finished. */
  readonly message: string;
  readonly facts: RunStats;
}

/** Runs a program. Throws anything but our own errors. */
export function outcomeOf(code: string, options: RunOptions = {}): Outcome {
  try {
    return { ending: "finished", message: "", facts: runSync(code, options) };
  } catch (error) {
    if (!(error instanceof MicroPythonWasmError)) throw error;
    const ending = error instanceof MicroPythonGuestError ? error.pythonType : error.code;
    return { ending, message: error.message, facts: error };
  }
}

/** A program that uses much of the interpreter, and its output if nothing is broken. */
const CANARY = `
import json, re
class Shape:
    def __init__(self, sides): self.sides = sides
    def __repr__(self): return "Shape(%d)" % self.sides
def squares(n):
    for i in range(n): yield i * i
try:
    {}["missing"]
except KeyError as e: found = e.args
print(sum(squares(10)), sorted([3, 1, 2], key=lambda x: -x), found, repr(Shape(3)))
print(json.dumps({"a": [1, 2.5, None]}), re.match("(a+)b", "aab").group(1), 2 ** 100 % 1000007)
print("left" in globals(), "é😀"[1], f"{255:x}")
`;
const CANARY_PRINTS = `285 [3, 2, 1] ('missing',) Shape(3)
{"a": [1, 2.5, null]} aa ${2n ** 100n % 1000007n}
False 😀 ff
`;

/** Returns what is wrong with a run that follows others, or `null` if it is right. */
export function canaryTrouble(options: RunOptions = {}): string | null {
  const { ending, message, facts } = outcomeOf(CANARY, { ...options, wallTimeoutMs: null });
  if (ending === "finished" && facts.stdout === CANARY_PRINTS) return null;
  return `${ending} ${message} ${facts.stdout}`;
}

/** Indents lines of Python. */
export function indent(code: string): string {
  return code.replace(/^/gm, "    ");
}

/** The error that ends a program. */
export function failure(code: string, options = {}): MicroPythonWasmError {
  try {
    runSync(code, options);
  } catch (error) {
    if (error instanceof MicroPythonWasmError) return error;
    throw error;
  }
  throw new Error("it ran to its end");
}
