import type { Policy } from "../passes/policy.js";

/**
 * Why each fact holds: docs/decisions/0004-gc-roots.md (`numbers`, `keptByCallers`),
 * docs/decisions/0006-metering.md (`loopsPay`, `isSpared`), docs/decisions/0007-recursion.md
 * (`guardBytes`).
 */
export const MICROPYTHON_POLICY: Policy = {
  collector: "gc_collect",
  interpreter: "run_bytecode",
  functions: {
    // Allocation and collection. Whatever allocates may fail, so it may also be told to stop.
    m_malloc: { type: "(i32) -> i32", numbers: [0], guardBytes: 0 },
    m_malloc_maybe: { type: "(i32) -> i32", numbers: [0] },
    m_realloc: { type: "(i32, i32, i32) -> i32", numbers: [1, 2], guardBytes: 0 },
    m_realloc_maybe: { type: "(i32, i32, i32, i32) -> i32", numbers: [1, 2] },
    m_free: { type: "(i32, i32)", numbers: [1] },
    mp_obj_malloc_helper: {
      type: "(i32, i32) -> i32",
      numbers: [0],
      keptByCallers: { parameters: [1], deep: false },
    },
    gc_alloc: { type: "(i32, i32) -> i32", numbers: [0], loopsPay: "seldom" },
    gc_realloc: { type: "(i32, i32, i32) -> i32", numbers: [1], loopsPay: "seldom" },
    gc_free: { type: "(i32)", loopsPay: "seldom" },
    gc_info: { type: "(i32)", loopsPay: "seldom" },
    gc_collect: { type: "()", loopsPay: "on leaving" },
    gc_find_finaliser: { type: "(i32, i32, i32) -> i32", loopsPay: "on leaving" },
    gc_find_head: { type: "(i32, i32) -> i32", loopsPay: "on leaving" },
    gc_find_marked: { type: "(i32, i32, i32) -> i32", loopsPay: "on leaving" },
    gc_mark_piece: { type: "(i32) -> i32", loopsPay: "on leaving" },
    gc_sweep_piece: { type: "(i32, i32, i32, i32)", loopsPay: "on leaving" },
    gc_try_add_heap: { type: "(i32) -> i32", loopsPay: "on leaving" },

    // Short searches that nearly every bytecode instruction needs.
    mp_map_lookup: { type: "(i32, i64, i32) -> i32", loopsPay: "on leaving", isSpared: true },
    qstr_data: { type: "(i32, i32) -> i32", loopsPay: "on leaving" },
    qstr_find_strn: { type: "(i32, i32) -> i32", loopsPay: "on leaving" },
    qstr_hash: { type: "(i32) -> i64", loopsPay: "on leaving" },
    qstr_hash_piece: { type: "(i32, i32, i32) -> i32", loopsPay: "on leaving" },
    qstr_len: { type: "(i32) -> i32", loopsPay: "on leaving" },
    qstr_str: { type: "(i32) -> i32", loopsPay: "on leaving" },

    // Running functions. The caller of `run_bytecode` (port/micropython/vm.c) holds the frame and
    // reads a result from it afterwards; the instruction pointer, the Python stack pointer and the
    // exception stack all point into objects that the frame refers to.
    // How often the loop is entered again depends on the size of slices of fuel, so that costs nothing.
    run_bytecode: {
      type: "(i32, i64) -> i32",
      isSpared: true,
      keptByCallers: { parameters: [0], deep: true },
    },
    mp_execute_bytecode: {
      type: "(i32, i64) -> i32",
      keptByCallers: { parameters: [0], deep: false },
      loopsPay: "never",
      guardBytes: 272,
    },
    mp_setup_code_state: {
      type: "(i32, i32, i32, i32)",
      numbers: [1, 2],
      keptByCallers: { parameters: [0, 3], deep: false },
    },
    fun_bc_call: { type: "(i64, i32, i32, i32) -> i64", numbers: [1, 2] },
    fun_builtin_var_call: { type: "(i64, i32, i32, i32) -> i64", numbers: [1, 2] },
    mp_call_function_n_kw: {
      type: "(i64, i32, i32, i32) -> i64",
      numbers: [1, 2],
      guardBytes: 0,
    },

    // Operators and attributes.
    mp_unary_op: { type: "(i32, i64) -> i64", numbers: [0], guardBytes: 128 },
    mp_binary_op: {
      type: "(i32, i64, i64) -> i64",
      numbers: [0],
      guardBytes: 0,
      isSpared: true,
    },
    mp_obj_equal_not_equal: {
      type: "(i32, i64, i64) -> i64",
      numbers: [0],
      guardBytes: 256,
      isSpared: true,
    },
    mp_obj_float_binary_op: { type: "(i32, f64, i64) -> i64", numbers: [0] },

    // Nested source text; nested patterns and what they match.
    compile_node: { type: "(i32, i32)", guardBytes: 192 },
    c_assign_tuple: { type: "(i32, i32, i32)", guardBytes: 128 },
    c_del_stmt: { type: "(i32, i32)", guardBytes: 128 },
    c_if_cond: { type: "(i32, i32, i32, i32)", guardBytes: 128 },
    compile_scope_comp_iter: { type: "(i32, i32, i32, i32)", guardBytes: 128 },
    compile_with_stmt_helper: { type: "(i32, i32, i32, i32)", guardBytes: 128 },
    compile_async_with_stmt_helper: { type: "(i32, i32, i32, i32)", guardBytes: 128 },
    strictly_equal: { type: "(i64, i64) -> i32", guardBytes: 128 },

    // Nested containers: comparing, merging, printing, and passing them to the host and back.
    mp_seq_cmp_objs: { type: "(i64, i32, i32, i32, i32) -> i32", guardBytes: 256 },
    dict_binary_op: { type: "(i32, i64, i64) -> i64", guardBytes: 256 },
    hash_items: { type: "(i32, i32) -> i64", guardBytes: 384 },
    hash_frozenset: { type: "(i64) -> i64", guardBytes: 384 },
    mp_obj_print_helper: { type: "(i32, i64, i32)", guardBytes: 192 },
    encode_value: { type: "(i32, i64, i32, i32)", guardBytes: 192 },
    decode_value: { type: "(i32, i32) -> i64", guardBytes: 192 },

    // Streams that read from or write to streams; chains of iterators.
    mp_stream_rw: { type: "(i64, i32, i64, i32, i32) -> i64", guardBytes: 128 },
    deflateio_read_stream: { type: "(i32) -> i32", guardBytes: 128 },
    deflateio_write: { type: "(i64, i32, i64, i32) -> i64", guardBytes: 128 },
    deflateio_ioctl: { type: "(i64, i64, i32, i32) -> i64", guardBytes: 128 },
    enumerate_iternext: { type: "(i64) -> i64", guardBytes: 128 },
    filter_iternext: { type: "(i64) -> i64", guardBytes: 128 },
    map_iternext: { type: "(i64) -> i64", guardBytes: 128 },
    zip_iternext: { type: "(i64) -> i64", guardBytes: 128 },

    // Special methods that are classes or C functions, which call them again.
    instance_unary_op: { type: "(i32, i64) -> i64", guardBytes: 384 },
  },
};
