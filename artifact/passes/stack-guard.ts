import { STACK_LIMIT } from "../micropython/flags.js";
import { concat, signed, u32 } from "../wasm/bytes.js";
import { decode, EMPTY, type Instruction, Op } from "../wasm/instructions.js";
import { ExportKind, ValueType, type WasmFunction, type WasmModule } from "../wasm/module.js";
import { type Wrapping, wrapBody } from "../wasm/wrap-body.js";
import { findStackPointer } from "./gc-roots.js";
import { takeExport } from "./take-export.js";

/** The function that ends what is going on; port/common/passes.h describes it. */
const STACK_FULL = "sandbox_stack_full";

/** The exported global that holds how far down the stack may grow. */
const LIMIT = "sandbox_stack_limit";

/**
 * Functions in which C calls itself as deep as the data goes, beside those that MicroPython guards
 * itself, and others that are good places to stop; and how many bytes of the C stack each call of
 * them counts for on top of its own.
 *
 * The bytes make up for what a call takes of the engine's own stack, which must not run out first:
 * docs/decisions/0007-recursion.md.
 */
const GUARDED: Readonly<Record<string, number>> = {
  // Nested source text; nested patterns and what they match.
  compile_node: 192,
  c_assign_tuple: 128,
  c_del_stmt: 128,
  c_if_cond: 128,
  compile_scope_comp_iter: 128,
  compile_with_stmt_helper: 128,
  compile_async_with_stmt_helper: 128,
  strictly_equal: 128,
  _compilecode: 128,
  recursiveloop: 128,
  // Nested containers that are hashed, compared or printed.
  mp_obj_equal_not_equal: 256,
  mp_unary_op: 128,
  mp_binary_op: 0,
  mp_seq_cmp_objs: 256,
  dict_binary_op: 256,
  mp_obj_print_helper: 192,
  // Nested containers on their way to the host and back.
  encode_value: 192,
  decode_value: 192,
  // Functions of Python; and functions of C that call functions of C, streams that read from or write to streams.
  mp_execute_bytecode: 272,
  mp_call_function_n_kw: 0,
  mp_stream_rw: 128,
  deflateio_read_stream: 128,
  deflateio_write: 128,
  deflateio_ioctl: 128,
  // Chains of iterators.
  enumerate_iternext: 128,
  filter_iternext: 128,
  map_iternext: 128,
  zip_iternext: 128,
  // Whatever allocates may be told that there is no memory, and so also that it has to stop.
  m_malloc: 0,
  m_realloc: 0,
  // Deep class hierarchies with several bases.
  mp_obj_class_lookup: 64,
  mp_obj_is_subclass_fast: 64,
  instance_count_native_bases: 64,
};

/** Names of the functions that get a guard; the optimiser must not inline them. */
export const GUARDED_NAMES: readonly string[] = Object.keys(GUARDED);

/**
 * Makes functions that may call themselves without end look at the C stack when they are entered,
 * and raise Python's RuntimeError when it is used up.
 *
 * All of them may raise exceptions anyway, so they are also good places to end a run that the host
 * stopped. The host does so by setting the limit above every address: then each of them finds the
 * stack used up.
 *
 * @returns how many functions were guarded.
 */
export function guardStack(module: WasmModule): number {
  const stackPointer = findStackPointer(module);
  const stackFull = takeExport(module, STACK_FULL);
  const limit = module.addGlobal({
    type: ValueType.i32,
    mutable: true,
    start: BigInt(STACK_LIMIT),
  });
  module.exports.push({ name: LIMIT, kind: ExportKind.global, index: limit });
  const extra = module.addGlobal({ type: ValueType.i32, mutable: true, start: 0n });
  module.functions.forEach((own) => {
    restoreWhereCaught(own, module.types[own.typeIndex]?.params.length ?? 0, extra);
  });
  for (const [name, extraBytes] of Object.entries(GUARDED)) {
    const index = module.functionNamed(name);
    const check = [
      ...[Op.globalGet, ...u32(stackPointer), Op.globalGet, ...u32(extra), Op.i32Sub],
      ...[Op.globalGet, ...u32(limit), Op.i32LtU],
      ...[Op.if, EMPTY, Op.call, ...u32(stackFull), Op.end],
    ];
    const own = module.ownFunction(index);
    own.code = concat([
      check,
      extraBytes > 0 ? countExtra(module, index, extra, extraBytes) : own.code,
    ]);
  }
  return GUARDED_NAMES.length;
}

/** The code of a function, counting some bytes while it runs. */
function countExtra(module: WasmModule, index: number, extra: number, bytes: number): Uint8Array {
  const own = module.ownFunction(index);
  const add = (count: number) => [
    ...[Op.globalGet, ...u32(extra), Op.i32Const, ...signed(count), Op.i32Add],
    ...[Op.globalSet, ...u32(extra)],
  ];
  const wrapping: Wrapping = { enter: add(bytes), leave: add(-bytes) };
  return wrapBody(own.code, decode(own.code), module.typeOf(index).results, wrapping);
}

/** Makes a function that catches exceptions forget what the calls counted that they ended. */
function restoreWhereCaught(own: WasmFunction, parameterCount: number, extra: number): void {
  const code = decode(own.code);
  const catches = ({ op }: Instruction) => op === Op.catch || op === Op.catchAll;
  if (!code.some(catches)) return;
  const before = parameterCount + own.locals.push(ValueType.i32) - 1;
  const keep = [Op.globalGet, ...u32(extra), Op.localSet, ...u32(before)];
  const restore = [Op.localGet, ...u32(before), Op.globalSet, ...u32(extra)];
  own.code = concat([
    keep,
    ...code.flatMap((instruction) => [
      own.code.subarray(instruction.start, instruction.end),
      catches(instruction) ? restore : [],
    ]),
  ]);
}
