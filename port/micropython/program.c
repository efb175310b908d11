// Running programs and other source text.
// SPDX-License-Identifier: Apache-2.0

#include "py/compile.h"
#include "py/lexer.h"
#include "py/objfun.h"
#include "py/runtime.h"

#include "dead_stack.h"
#include "guarded.h"
#include "sandbox.h"
#include "values.h"

// What the functions of the program that ran last have in common.
MP_REGISTER_ROOT_POINTER(const void *program_context);

typedef struct {
    int32_t purpose;
    const char *source;
    size_t source_size;
    const char *name;
    size_t name_size;
} program_t;

// --- Results ----------------------------------------------------------------

// Passes on as much of a `repr` as the host keeps, and ends one that is longer.
static void print_repr(void *env, const char *text, size_t size) {
    vstr_t *repr = env;
    size_t room = SANDBOX_REPORT_MAX_BYTES - repr->len;
    vstr_add_strn(repr, text, MIN(size, room));
    if (size > room) {
        mp_raise_ValueError(MP_ERROR_TEXT("too long"));
    }
}

static void report_repr(mp_obj_t value) {
    vstr_t repr;
    vstr_init(&repr, 64);
    mp_print_t print = { &repr, print_repr };
    nlr_buf_t nlr;
    bool is_whole = nlr_push(&nlr) == 0;
    if (is_whole) {
        mp_obj_print_helper(&print, value, PRINT_REPR);
        nlr_pop();
    }
    if (is_whole || repr.len == SANDBOX_REPORT_MAX_BYTES) {
        sandbox_report(SANDBOX_REPORT_REPR, repr.buf, repr.len);
    }
    vstr_clear(&repr);
}

// Passes the value of the program's last statement to the host, if it can cross. The program has ended,
// so exceptions are dropped.
static void give_result(mp_obj_t value) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        values_give(value, "value");
        nlr_pop();
    }
    if (value != mp_const_none) {
        report_repr(value);
    }
}

// --- Running ----------------------------------------------------------------

// How to parse and to compile for each purpose.
static const struct {
    mp_parse_input_kind_t input;
    mp_compile_purpose_t purpose;
} PURPOSES[] = {
    [SANDBOX_RUN_PROGRAM] = { MP_PARSE_FILE_INPUT, MP_COMPILE_PROGRAM },
    [SANDBOX_RUN_FOR_RESULT] = { MP_PARSE_VALUE_INPUT, MP_COMPILE_VALUE },
    [SANDBOX_RUN_STATEMENT] = { MP_PARSE_SINGLE_INPUT, MP_COMPILE_REPL },
    [SANDBOX_RUN_EVALUATE] = { MP_PARSE_VALUE_INPUT, MP_COMPILE_VALUE },
};

// Not inlined, so that nothing of the compiler stays in the frame that the program runs under.
static MP_NOINLINE mp_obj_t compile_source(const program_t *program) {
    qstr name = qstr_from_strn(program->name, program->name_size);
    mp_lexer_t *lexer = mp_lexer_new_from_str_len(name, program->source, program->source_size, 0);
    mp_store_global(MP_QSTR___file__, MP_OBJ_NEW_QSTR(name));
    MP_STATE_VM(program_context) = NULL;
    mp_parse_tree_t tree = mp_parse(lexer, PURPOSES[program->purpose].input);
    return mp_compile(&tree, name, PURPOSES[program->purpose].purpose);
}

static mp_obj_t run_source(const program_t *program) {
    mp_obj_t module = compile_source(program);
    MP_STATE_VM(program_context) = ((mp_obj_fun_bc_t *)MP_OBJ_TO_PTR(module))->context;
    dead_stack_clear();
    mp_obj_t value = mp_call_function_0(module);
    mp_handle_pending(true);
    return value;
}

static void run_program(const void *context) {
    const program_t *program = context;
    mp_obj_t value = run_source(program);
    if (program->purpose == SANDBOX_RUN_FOR_RESULT && value != MP_OBJ_NULL) {
        give_result(value);
    } else if (program->purpose == SANDBOX_RUN_EVALUATE && value != MP_OBJ_NULL) {
        values_give(value, "value");
    }
}

// Runs what sys.atexit() registered, once.
static void run_atexit(const void *context) {
    (void)context;
    mp_obj_t callback = MP_STATE_VM(sys_exitfunc);
    MP_STATE_VM(sys_exitfunc) = mp_const_none;
    if (callback != mp_const_none && mp_obj_is_callable(callback)) {
        mp_call_function_0(callback);
    }
}

int32_t sandbox_run(int32_t purpose, const char *source, uint32_t source_size,
    const char *name, uint32_t name_size) {
    program_t program = { purpose, source, source_size, name, name_size };
    int32_t status = guarded_call(run_program, &program, name, name_size);
    if (status == SANDBOX_STATUS_STOPPED || MP_STATE_VM(vm_abort)) {
        return SANDBOX_STATUS_STOPPED;
    }
    if (purpose == SANDBOX_RUN_EVALUATE) {
        return status;
    }
    // The host gets only the first exception.
    int32_t exit_status = status == SANDBOX_STATUS_OK
        ? guarded_call(run_atexit, NULL, name, name_size)
        : guarded_call_silently(run_atexit, NULL);
    return status == SANDBOX_STATUS_OK || exit_status == SANDBOX_STATUS_STOPPED ? exit_status : status;
}
