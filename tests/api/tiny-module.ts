/** The content of a hand-made WebAssembly module. */
export interface TinyModule {
  /** Imports as `module.name`; `env.memory` is memory, all others are functions. */
  readonly imports?: readonly string[];
  /** Exported functions by name: the number, from -64 to 63, that each returns, or "trap". */
  readonly exports?: Readonly<Record<string, number | "trap">>;
  /** Exported globals: each a mutable i32. */
  readonly globals?: readonly string[];
  /** Pages of memory that it needs; 1 by default. */
  readonly memoryPages?: number;
  /** Content of its section "micropython-wasm"; by default it has none. */
  readonly identity?: string;
  /** Whether the module traps as soon as it is started. */
  readonly trapsAtStart?: boolean;
}

const TYPES = [
  [0x60, 0, 0],
  [0x60, 0, 1, 0x7f],
];
const NOTHING = 0;
const NUMBER = 1;

/** Starts at 0. */
const MUTABLE_I32 = [0x7f, 1, 0x41, 0, 0x0b];

const TRAP_BODY = [3, 0, 0x00, 0x0b];
const answerBody = (answer: number) => [4, 0, 0x41, answer & 0x7f, 0x0b];

/** The bytes of a hand-made module, which must be small. */
export function tinyModule(module: TinyModule): Uint8Array<ArrayBuffer> {
  const { imports = [], exports = {}, globals = [], identity, trapsAtStart = false } = module;
  const firstFunction = imports.filter((path) => path !== "env.memory").length;
  const functions = Object.entries(exports);
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, TYPES),
    ...section(
      2,
      imports.map((path) => importEntry(path, module.memoryPages ?? 1)),
    ),
    ...section(3, [[NOTHING], ...functions.map(() => [NUMBER])]),
    ...section(
      6,
      globals.map(() => MUTABLE_I32),
    ),
    ...section(7, [
      ...functions.map(([name], i) => [...text(name), 0, firstFunction + 1 + i]),
      ...globals.map((name, i) => [...text(name), 3, i]),
    ]),
    ...(trapsAtStart ? [8, 1, firstFunction] : []),
    ...section(10, [
      TRAP_BODY,
      ...functions.map(([, answer]) => (answer === "trap" ? TRAP_BODY : answerBody(answer))),
    ]),
    ...(identity === undefined ? [] : customSection("micropython-wasm", identity)),
  ]);
}

function importEntry(path: string, memoryPages: number): number[] {
  const [from = "", name = ""] = path.split(".");
  const what = path === "env.memory" ? [2, 0, memoryPages] : [0, NOTHING];
  return [...text(from), ...text(name), ...what];
}

function section(id: number, entries: readonly number[][]): number[] {
  const content = [entries.length, ...entries.flat()];
  return [id, (content.length & 0x7f) | 0x80, content.length >> 7, ...content];
}

function customSection(name: string, content: string): number[] {
  const bytes = [...text(name), ...Buffer.from(content)];
  return [0, (bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];
}

function text(value: string): number[] {
  return [value.length, ...Buffer.from(value)];
}
