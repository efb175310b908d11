import { describe, expect, it } from "vitest";
import { BuildError } from "../../progress.js";
import { generateOpcodes } from "./opcodes.js";

const TOKENS = "#define TK_PLUS 3\n#define TK_EQ 5\n";
const MACHINE = `
case OP_Column: {          /* ncycle */
case OP_SeekLT:         /* jump0, in3, group, ncycle */
case OP_SeekGT: {       /* jump0, in3, group, ncycle */
case OP_Goto: {             /* jump */
case OP_Sort: {        /* jump ncycle */
case OP_Add:                   /* same as TK_PLUS, in1, in2, out3 */
case OP_Eq:               /* same as TK_EQ, jump, in1, in3 */
case OP_Init: {          /* jump0 */
case OP_Halt: {
default: {          /* This is really OP_Noop, OP_Explain */
`;

const { header, names } = generateOpcodes(TOKENS, MACHINE);
const numbers: Record<string, number> = Object.fromEntries(
  [...header.matchAll(/#define OP_(\w+) (\d+)/g)].map(([, name, number]) => [
    name as string,
    Number(number),
  ]),
);

describe("the opcodes of SQLite", () => {
  it("have different numbers, with those of tokens where they are the same", () => {
    expect(numbers).toMatchObject({ Add: 3, Eq: 5 });
    expect(Object.keys(numbers).sort()).toEqual(
      "Abortable Add Column Eq Explain Goto Halt Init Noop SeekGT SeekLT Sort".split(" "),
    );
    expect(new Set(Object.values(numbers)).size).toBe(12);
  });

  it("come first if they jump, and one after the other in a group", () => {
    const last = Number(/MX_JUMP_OPCODE (\d+)/.exec(header)?.[1]);
    for (const name of ["SeekLT", "SeekGT", "Goto", "Sort", "Eq", "Init"]) {
      expect(numbers[name]).toBeLessThanOrEqual(last);
    }
    for (const name of ["Column", "Halt", "Noop"]) expect(numbers[name]).toBeGreaterThan(last);
    expect(numbers.SeekGT).toBe((numbers.SeekLT as number) + 1);
  });

  it("have the properties that are written behind them, and their names", () => {
    const flags = /INITIALIZER \{ (.*) \}/.exec(header)?.[1]?.split(", ").map(Number);
    expect(
      [numbers.Add, numbers.Eq, numbers.Goto, numbers.SeekLT, numbers.Halt].map(
        (at) => flags?.[at as number],
      ),
    ).toEqual([2 | 4 | 32, 1 | 2 | 8, 1, 128 | 1 | 8 | 64, 0]);
    const listed = [...names.matchAll(/"(\w*)",/g)].map(([, name]) => name);
    for (const [name, number] of Object.entries(numbers)) expect(listed[number]).toBe(name);
  });

  it("refuse a token that the parser does not have", () => {
    expect(() => generateOpcodes("", MACHINE)).toThrow(
      new BuildError("no token is called TK_PLUS"),
    );
  });
});
