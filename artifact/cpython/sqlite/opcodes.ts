import { BuildError } from "../../progress.js";

/**
 * What the comment behind `case OP_Name:` in vdbe.c says about an opcode, and the bit of `OPFLG_INITIALIZER` that
 * stands for it.
 */
const PROPERTIES = { jump: 1, in1: 2, in2: 4, in3: 8, out2: 16, out3: 32, ncycle: 64, jump0: 128 };

interface Opcode {
  readonly name: string;
  readonly flags: number;
  /** The token whose number the opcode has to have. */
  readonly token: string | undefined;
  /** Whether its number has to follow that of the opcode before it, if that is in a group as well. */
  readonly inGroup: boolean;
}

/** Opcodes whose operands are worked out before a program runs; SQLite looks for them among the first numbers. */
const PREPARED: ReadonlySet<string> = new Set(
  "Transaction AutoCommit Savepoint Checkpoint Vacuum JournalMode VUpdate VFilter Init".split(" "),
);

/** Opcodes that need no `case`, or have one but must come last. */
const LAST = ["Noop", "Explain", "Abortable"];

const MAX_OPCODES = 256;

/**
 * Numbers the opcodes of SQLite's virtual machine, which SQLite's own build does with a program in Tcl.
 *
 * Each number is free, except that some opcodes share the number of a token, that a group has consecutive
 * numbers, and that those that jump or are prepared must come first: SQLite looks no further for them.
 *
 * @param tokens the header that the parser generator wrote.
 * @param machine vdbe.c.
 * @returns `opcodes.h`, and `opcodes.c` with their names.
 */
export function generateOpcodes(
  tokens: string,
  machine: string,
): { header: string; names: string } {
  const tokenNumbers = new Map(
    [...tokens.matchAll(/^#define (TK_\w+)\s+(\d+)/gm)].map(([, name, number]) => [
      name,
      Number(number),
    ]),
  );
  const numbered: (Opcode | undefined)[] = [];
  const rest: Opcode[] = [];
  for (const opcode of readOpcodes(machine)) {
    if (opcode.token === undefined) rest.push(opcode);
    else {
      const number = tokenNumbers.get(opcode.token);
      if (number === undefined) throw new BuildError(`no token is called ${opcode.token}`);
      numbered[number] = opcode;
    }
  }
  const prepared = ([opcode]: readonly Opcode[]) => PREPARED.has(opcode?.name ?? "");
  const jumps = ([opcode]: readonly Opcode[]) => ((opcode?.flags ?? 0) & JUMPS) !== 0;
  const all = groups(rest);
  const first = all.filter((group) => prepared(group) || jumps(group));
  for (const group of first) place(group, numbered, 0);
  const others = all.filter((group) => !first.includes(group));
  const after = lastJump(numbered) + 1;
  for (const group of others) place(group, numbered, after);
  if (numbered.length > MAX_OPCODES) throw new BuildError("SQLite has more opcodes than numbers");
  return { header: writeHeader(numbered), names: writeNames(numbered) };
}

const JUMPS = PROPERTIES.jump | PROPERTIES.jump0;

function readOpcodes(machine: string): Opcode[] {
  const cases = [...machine.matchAll(/^case OP_(\w+):[ \t]*\{?[ \t]*(?:\/\*(.*)\*\/)?/gm)];
  const read = cases.map(([, name, comment = ""]) => {
    const token = /\bsame as (\w+)/.exec(comment)?.[1];
    const words = comment.split(/[\s,]+/);
    const flags = words.reduce(
      (all, word) => all | (PROPERTIES[word as keyof typeof PROPERTIES] ?? 0),
      words.includes("jump0") ? PROPERTIES.jump : 0,
    );
    return { name: name as string, flags, token, inGroup: words.includes("group") };
  });
  const last = LAST.map((name) => ({ name, flags: 0, token: undefined, inGroup: false }));
  return [...read.filter(({ name }) => !LAST.includes(name)), ...last];
}

/** Splits opcodes into those that need consecutive numbers; most are alone. */
function groups(opcodes: readonly Opcode[]): Opcode[][] {
  const all: Opcode[][] = [];
  for (const opcode of opcodes) {
    const before = all.at(-1);
    if (opcode.inGroup && before?.at(-1)?.inGroup) before.push(opcode);
    else all.push([opcode]);
  }
  return all;
}

/** Gives a group the first numbers that are free, from one on. */
function place(group: readonly Opcode[], numbered: (Opcode | undefined)[], from: number): void {
  let at = from;
  while (group.some((_, i) => numbered[at + i] !== undefined)) at++;
  group.forEach((opcode, i) => {
    numbered[at + i] = opcode;
  });
}

/** The largest number of an opcode that jumps. */
function lastJump(numbered: readonly (Opcode | undefined)[]): number {
  return numbered.findLastIndex((opcode) => opcode !== undefined && opcode.flags & JUMPS);
}

function writeHeader(numbered: readonly (Opcode | undefined)[]): string {
  const all = Array.from(numbered);
  return [
    ...all.flatMap((opcode, i) => (opcode === undefined ? [] : [`#define OP_${opcode.name} ${i}`])),
    ...Object.entries(PROPERTIES).map(
      ([name, bit]) => `#define OPFLG_${name.toUpperCase()} ${bit}`,
    ),
    `#define OPFLG_INITIALIZER { ${all.map((opcode) => opcode?.flags ?? 0).join(", ")} }`,
    `#define SQLITE_MX_JUMP_OPCODE ${lastJump(numbered)}`,
    "",
  ].join("\n");
}

function writeNames(numbered: readonly (Opcode | undefined)[]): string {
  return [
    "const char *sqlite3OpcodeName(int number) {",
    "    static const char *const names[] = {",
    ...Array.from(numbered, (opcode) => `        "${opcode?.name ?? ""}",`),
    "    };",
    "    return names[number];",
    "}",
    "",
  ].join("\n");
}
