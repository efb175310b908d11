import { ByteReader, concat, signed, u32 } from "./bytes.js";
import { Op } from "./instructions.js";

/** Value types that our modules use, as the binary format numbers them. */
export const ValueType = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const;

/** Section numbers of the binary format. */
const Section = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

export interface FunctionType {
  readonly params: readonly number[];
  readonly results: readonly number[];
}

export interface FunctionImport {
  readonly module: string;
  readonly name: string;
  readonly typeIndex: number;
}

/** Kinds of things that a module exports. */
export const ExportKind = { function: 0, table: 1, memory: 2, global: 3 } as const;

export interface WasmExport {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

export interface WasmGlobal {
  readonly type: number;
  readonly mutable: boolean;
  /** Its initial value; `null` if it is imported. */
  readonly start: bigint | null;
}

/** A function that the module defines: its type, the types of its locals, its code. */
export interface WasmFunction {
  readonly typeIndex: number;
  locals: number[];
  /** Instructions up to and including the last `end`. */
  code: Uint8Array;
}

/** Bytes that the module places in memory when it starts. */
export interface DataSegment {
  /** Their address. */
  at: number;
  readonly bytes: Uint8Array;
}

interface RawSection {
  readonly id: number;
  readonly payload: Uint8Array;
}

/**
 * A WebAssembly module, parsed as far as the passes need: types, function imports, functions, globals,
 * exports, element segments, data and names. All other sections are kept unchanged.
 */
export class WasmModule {
  readonly types: FunctionType[] = [];
  readonly functionImports: FunctionImport[] = [];
  readonly functions: WasmFunction[] = [];
  /** Functions in a table, which `call_indirect` may reach. */
  readonly tableFunctions: number[] = [];
  readonly exports: WasmExport[] = [];
  readonly dataSegments: DataSegment[] = [];
  /** Minimum size of the imported memory in pages of 64 KiB. */
  initialPages = 0;
  /** Function names by index, from the name section; empty if it was stripped. */
  readonly functionNames = new Map<number, string>();
  /** Names of global variables from the same section. */
  readonly globalNames = new Map<number, string>();
  /** Global variables. */
  readonly globals: WasmGlobal[] = [];
  private readonly sections: RawSection[] = [];

  constructor(bytes: Uint8Array) {
    const reader = new ByteReader(bytes, 8);
    const typeIndices: number[] = [];
    while (!reader.done) {
      const id = reader.byte();
      const payload = reader.take(reader.u32());
      this.sections.push({ id, payload });
      const section = new ByteReader(payload);
      if (id === Section.type) this.readTypes(section);
      else if (id === Section.import) this.readImports(section);
      else if (id === Section.function) readVector(section, () => typeIndices.push(section.u32()));
      else if (id === Section.global) this.readGlobals(section);
      else if (id === Section.export) this.readExports(section);
      else if (id === Section.element) this.readElements(section);
      else if (id === Section.code) this.readCode(section, typeIndices);
      else if (id === Section.data) this.readData(section);
      else if (id === Section.custom && section.name() === "name") this.readNames(section);
    }
  }

  /** The type of any function, imported or own, by its index. */
  typeOf(functionIndex: number): FunctionType {
    const imported = this.functionImports[functionIndex];
    const own = this.functions[functionIndex - this.functionImports.length];
    return this.types[(imported ?? own)?.typeIndex as number] as FunctionType;
  }

  /** One of the module's own functions, by its index. */
  ownFunction(functionIndex: number): WasmFunction {
    const own = this.functions[functionIndex - this.functionImports.length];
    if (own === undefined) throw new Error(`function ${functionIndex} is imported`);
    return own;
  }

  /** Adds a global variable; returns its index. */
  addGlobal(global: WasmGlobal): number {
    return this.globals.push(global) - 1;
  }

  /** Index of the function with a name. */
  functionNamed(name: string): number {
    for (const [index, known] of this.functionNames) if (known === name) return index;
    throw new Error(`the module has no function named ${name}`);
  }

  nameOf(functionIndex: number): string {
    return this.functionNames.get(functionIndex) ?? `function ${functionIndex}`;
  }

  /** Writes the module with its current functions, globals and exports; names only on request. */
  emit(options: { names: boolean }): Uint8Array {
    this.refuseNewSections();
    const pieces: (Uint8Array | number[])[] = [[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]];
    for (const { id, payload } of this.sections) {
      if (id === Section.custom && !options.names) continue;
      const content = this.emitSection(id) ?? payload;
      pieces.push([id], u32(content.length), content);
    }
    return concat(pieces);
  }

  /** What was added must have a section to go to. */
  private refuseNewSections(): void {
    const has = (wanted: number) => this.sections.some(({ id }) => id === wanted);
    if (this.exports.length > 0 && !has(Section.export))
      throw new Error("a module without exports cannot get any");
    if (this.globals.some(({ start }) => start !== null) && !has(Section.global))
      throw new Error("a module without global variables cannot get any");
  }

  private emitSection(id: number): Uint8Array | null {
    if (id === Section.code) return this.emitCode();
    if (id === Section.global) return this.emitGlobals();
    if (id === Section.data) return this.emitData();
    return id === Section.export ? this.emitExports() : null;
  }

  private readTypes(reader: ByteReader): void {
    readVector(reader, () => {
      if (reader.byte() !== 0x60) throw new Error("only function types are supported");
      const params = readVector(reader, () => reader.byte());
      const results = readVector(reader, () => reader.byte());
      this.types.push({ params, results });
    });
  }

  private readImports(reader: ByteReader): void {
    readVector(reader, () => {
      const module = reader.name();
      const name = reader.name();
      const kind = reader.byte();
      if (kind === 0x00) this.functionImports.push({ module, name, typeIndex: reader.u32() });
      else if (kind === 0x01) skipTableType(reader);
      else if (kind === 0x02) this.initialPages = readLimits(reader);
      else if (kind === 0x03) {
        this.globals.push({ type: reader.byte(), mutable: reader.byte() === 1, start: null });
      } else if (kind === 0x04) {
        reader.byte();
        reader.u32();
      } else throw new Error(`unknown import kind ${kind}`);
    });
  }

  private readGlobals(reader: ByteReader): void {
    readVector(reader, () => {
      const type = reader.byte();
      const mutable = reader.byte() === 1;
      this.globals.push({ type, mutable, start: readConstant(reader) });
    });
  }

  private readExports(reader: ByteReader): void {
    readVector(reader, () => {
      this.exports.push({ name: reader.name(), kind: reader.byte(), index: reader.u32() });
    });
  }

  private emitGlobals(): Uint8Array {
    const own = this.globals.filter(({ start }) => start !== null);
    const pieces = own.map(({ type, mutable, start }) => {
      const op = type === ValueType.i64 ? Op.i64Const : Op.i32Const;
      return [type, mutable ? 1 : 0, op, ...signed(start ?? 0n), Op.end];
    });
    return concat([u32(own.length), ...pieces]);
  }

  private emitExports(): Uint8Array {
    const pieces = this.exports.map(({ name, kind, index }) => {
      const bytes = new TextEncoder().encode(name);
      return [...u32(bytes.length), ...bytes, kind, ...u32(index)];
    });
    return concat([u32(pieces.length), ...pieces]);
  }

  private readElements(reader: ByteReader): void {
    readVector(reader, () => {
      if (reader.u32() !== 0) throw new Error("only active element segments are supported");
      readConstant(reader);
      readVector(reader, () => this.tableFunctions.push(reader.u32()));
    });
  }

  private readCode(reader: ByteReader, typeIndices: readonly number[]): void {
    let index = 0;
    readVector(reader, () => {
      const size = reader.u32();
      const body = new ByteReader(reader.bytes, reader.position, reader.position + size);
      reader.take(size);
      const locals: number[] = [];
      readVector(body, () => {
        const count = body.u32();
        const type = body.byte();
        for (let i = 0; i < count; i++) locals.push(type);
      });
      const code = body.take(body.end - body.position);
      this.functions.push({ typeIndex: typeIndices[index++] as number, locals, code });
    });
  }

  private readData(reader: ByteReader): void {
    readVector(reader, () => {
      if (reader.u32() !== 0) throw new Error("only active data segments are supported");
      const at = Number(BigInt.asUintN(32, readConstant(reader)));
      this.dataSegments.push({ at, bytes: reader.take(reader.u32()) });
    });
  }

  private emitData(): Uint8Array {
    const pieces = this.dataSegments.flatMap(({ at, bytes }) => [
      [0, Op.i32Const, ...signed(at | 0), Op.end, ...u32(bytes.length)],
      bytes,
    ]);
    return concat([u32(this.dataSegments.length), ...pieces]);
  }

  private readNames(reader: ByteReader): void {
    const functionNames = 1;
    const globalNames = 7;
    while (!reader.done) {
      const kind = reader.byte();
      const part = new ByteReader(reader.take(reader.u32()));
      if (kind === functionNames)
        readVector(part, () => this.functionNames.set(part.u32(), part.name()));
      else if (kind === globalNames)
        readVector(part, () => this.globalNames.set(part.u32(), part.name()));
    }
  }

  private emitCode(): Uint8Array {
    const bodies = this.functions.map(({ locals, code }) => {
      const runs: { count: number; type: number }[] = [];
      for (const type of locals) {
        const last = runs.at(-1);
        if (last?.type === type) last.count += 1;
        else runs.push({ count: 1, type });
      }
      const header = [
        ...u32(runs.length),
        ...runs.flatMap(({ count, type }) => [...u32(count), type]),
      ];
      return concat([u32(header.length + code.length), header, code]);
    });
    return concat([u32(bodies.length), ...bodies]);
  }
}

function readVector<T>(reader: ByteReader, item: () => T): T[] {
  return Array.from({ length: reader.u32() }, item);
}

/** Reads a constant expression that is an integer. */
function readConstant(reader: ByteReader): bigint {
  const op = reader.byte();
  if (op !== Op.i32Const && op !== Op.i64Const)
    throw new Error("only integers are supported as initial values and offsets");
  const value = reader.signed();
  if (reader.byte() !== Op.end) throw new Error("a constant expression continues after its number");
  return value;
}

/** Reads the limits of a table or memory; returns the minimum. */
function readLimits(reader: ByteReader): number {
  const flags = reader.byte();
  const least = reader.u32();
  if (flags & 1) reader.u32();
  return least;
}

function skipTableType(reader: ByteReader): void {
  reader.byte();
  readLimits(reader);
}
