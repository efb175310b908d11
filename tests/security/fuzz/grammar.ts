import type { Random } from "../random.js";

const NAMES = ["a", "b", "c", "f", "g", "A", "B", "self", "x", "__class__"];
const METHODS = [
  ...["append", "pop", "insert", "sort", "find", "split", "join", "replace", "format", "encode"],
  ...[
    "decode",
    "update",
    "get",
    "keys",
    "items",
    "add",
    "remove",
    "read",
    "write",
    "seek",
    "close",
  ],
  ...["__init__", "__getattr__", "__eq__", "__hash__", "__iter__", "__next__", "__str__"],
  ...["__add__", "__call__", "__enter__", "__exit__", "__getitem__", "__len__", "send", "throw"],
];
const CALLS = [
  ...[
    "print",
    "repr",
    "str",
    "int",
    "float",
    "len",
    "list",
    "tuple",
    "dict",
    "set",
    "sorted",
    "sum",
  ],
  ...[
    "map",
    "filter",
    "zip",
    "range",
    "iter",
    "next",
    "type",
    "super",
    "isinstance",
    "getattr",
    "setattr",
  ],
  ...[
    "hash",
    "id",
    "bytes",
    "bytearray",
    "memoryview",
    "eval",
    "exec",
    "compile",
    "min",
    "max",
    "abs",
  ],
  ...["pow", "divmod", "round", "reversed", "enumerate", "all", "any", "chr", "ord", "bin", "hex"],
  ...[
    "array.array",
    "deque",
    "namedtuple",
    "OrderedDict",
    "io.BytesIO",
    "io.StringIO",
    "deflate.DeflateIO",
  ],
  ...[
    "io.BufferedWriter",
    "json.loads",
    "json.dumps",
    "re.match",
    "re.sub",
    "struct.pack",
    "struct.unpack",
  ],
  ...["struct.unpack_from", "hashlib.sha256", "binascii.unhexlify", "heapq.heappush", "gc.collect"],
  ...[
    "gc.threshold",
    "micropython.schedule",
    "micropython.RingIO",
    "random.getrandbits",
    "math.sqrt",
  ],
];
const VALUES = [
  ...[
    "0",
    "1",
    "-1",
    "2",
    "7",
    "255",
    "65536",
    "2**30",
    "2**31",
    "2**32",
    "-2**63",
    "2**64",
    "10**30",
  ],
  ...[
    "0.5",
    "1e300",
    "float('nan')",
    "float('inf')",
    "1j",
    "None",
    "True",
    "...",
    "NotImplemented",
  ],
  ...[
    "''",
    "'a'",
    "'é😀'",
    "'%s %d %x'",
    "'{}{0}{a!r:>{b}}'",
    "b''",
    "b'abc'",
    "'a' * 1000",
    "bytes(300)",
  ],
  ...[
    "[]",
    "()",
    "{}",
    "[1, 2, 3]",
    "{'a': 1}",
    "{1, 2}",
    "range(10)",
    "'<BhQ'",
    "'(a|b)*c'",
    "'[[1], {}]'",
  ],
];
const BINARY = [
  ...["+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@"],
  ...["==", "!=", "<", ">=", "in", "not in", "is", "and", "or"],
];
const EXCEPTIONS = ["Exception", "BaseException", "ValueError", "MemoryError", "RuntimeError", "A"];
export const IMPORTS = `import array, asyncio, binascii, deflate, gc, hashlib, heapq, io, json
import math, micropython, os, random, re, struct, sys, time
from collections import OrderedDict, deque, namedtuple
`;
/** Generates programs that parse, and do arbitrary things. */
export class Grammar {
  readonly #random: Random;
  constructor(random: Random) {
    this.#random = random;
  }
  program(): string {
    return `${IMPORTS}a = b = c = x = self = 1\n${this.#block(0, 3)}`;
  }
  expression(depth: number): string {
    const { pick, chance } = this.#bound();
    if (depth <= 0 || chance(25)) return pick(chance(50) ? VALUES : NAMES);
    const inner = () => this.expression(depth - 1);
    const forms: (() => string)[] = [
      () => `(${inner()} ${pick(BINARY)} ${inner()})`,
      () => `(${pick(["-", "~", "not "])}${inner()})`,
      () => `${pick(CALLS)}(${this.#arguments(depth)})`,
      () => `${pick(NAMES)}(${this.#arguments(depth)})`,
      () => `(${inner()}).${pick(METHODS)}(${this.#arguments(depth)})`,
      () => `(${inner()})[${inner()}]`,
      () => `(${inner()})[${inner()}:${inner()}:${inner()}]`,
      () => `[${inner()}, ${inner()}]`,
      () => `{${inner()}: ${inner()}}`,
      () => `(${inner()}, *${inner()})`,
      () => `[${inner()} for ${pick(NAMES.slice(0, 3))} in ${inner()} if ${inner()}]`,
      () => `{${inner()}: ${inner()} for a in ${inner()}}`,
      () => `list(${inner()} for b in ${inner()})`,
      () => `(lambda a=${inner()}, *b: ${inner()})`,
      () => `(${inner()} if ${inner()} else ${inner()})`,
      () => `f"{${pick(NAMES)}!r}{${pick(NAMES)}:>9}"`,
      () => `(x := ${inner()})`,
    ];
    return pick(forms)();
  }
  #arguments(depth: number): string {
    const plain = this.#random.several(3, () => this.expression(depth - 2));
    if (this.#random.chance(10)) plain.push(`*${this.expression(1)}`);
    if (this.#random.chance(10)) plain.push(`**${this.expression(1)}`);
    return plain.join(", ");
  }
  #block(indent: number, depth: number): string {
    const count = 1 + this.#random.below(4);
    return Array.from({ length: count }, () => this.#statement(indent, depth)).join("");
  }
  #statement(indent: number, depth: number): string {
    const { pick, chance } = this.#bound();
    const pad = "  ".repeat(indent);
    const value = () => this.expression(3);
    if (depth <= 0 || chance(40)) {
      const line = pick([
        () => value(),
        () => `${pick(NAMES)} = ${value()}`,
        () => `${pick(NAMES)} ${pick(["+", "-", "*", "|", "%"])}= ${value()}`,
        () => `${pick(NAMES)}[${value()}] = ${value()}`,
        () => `${pick(NAMES)}.${pick(METHODS)} = ${value()}`,
        () => `${pick(NAMES)}, *${pick(NAMES)} = ${value()}`,
        () => `del ${pick(NAMES)}[${value()}]`,
        () => `print(${value()})`,
        () => `raise ${pick(EXCEPTIONS)}(${value()})`,
        () => "gc.collect()",
        () => "pass",
      ])();
      // A failure must not keep the rest from running.
      if (chance(15)) return `${pad}${line}\n`;
      return `${pad}try: ${line}\n${pad}except ${pick(EXCEPTIONS)}: pass\n`;
    }
    const body = (extra = 1) => this.#block(indent + extra, depth - 1);
    return pick([
      () => `${pad}if ${value()}:\n${body()}${pad}else:\n${body()}`,
      () => `${pad}for ${pick(NAMES)} in ${value()}:\n${body()}`,
      () => `${pad}while ${value()}:\n${body()}${pad}  ${pick(["break", "continue", "pass"])}\n`,
      () =>
        `${pad}try:\n${body()}${pad}except ${pick(EXCEPTIONS)} as x:\n${body()}${pad}finally:\n${body()}`,
      () => `${pad}with ${value()} as ${pick(NAMES)}:\n${body()}`,
      () =>
        `${pad}def ${pick(["f", "g"])}(a=${value()}, *b, c=1, **x):\n${body()}${pad}  return ${value()}\n`,
      () =>
        `${pad}def ${pick(["f", "g"])}(*a):\n${body()}${pad}  yield ${value()}\n${pad}  yield from ${value()}\n`,
      () => this.#class(indent, depth),
    ])();
  }
  #class(indent: number, depth: number): string {
    const { pick } = this.#bound();
    const pad = "  ".repeat(indent);
    const base = pick([
      "",
      "list",
      "dict",
      "str",
      "int",
      "Exception",
      "A",
      "B",
      "io.IOBase",
      "object",
    ]);
    const methods = this.#random.several(3, () => {
      const head = `${pad}  def ${pick(METHODS)}(self, *a):\n`;
      return `${head}${this.#block(indent + 2, depth - 2)}${pad}    return ${this.expression(2)}\n`;
    });
    return `${pad}class ${pick(["A", "B"])}(${base}):\n${pad}  c = 1\n${methods.join("")}`;
  }
  #bound() {
    const random = this.#random;
    return {
      pick: <T>(from: readonly T[]) => random.pick(from),
      chance: (percent: number) => random.chance(percent),
    };
  }
}
