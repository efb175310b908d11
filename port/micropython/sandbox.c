// The exports of sandbox.h: starting the interpreter and running programs.
// SPDX-License-Identifier: Apache-2.0

#include "sandbox.h"

#include <stdlib.h>
#include <string.h>

#include "extmod/vfs.h"
#include "extmod/vfs_posix.h"
#include "py/compile.h"
#include "py/cstack.h"
#include "py/gc.h"
#include "py/lexer.h"
#include "py/mphal.h"
#include "py/objstr.h"
#include "py/runtime.h"

#include "guarded.h"
#include "guest_error.h"
#include "passes.h"

// The first area of the Python heap; MicroPython adds areas as it needs them.
#define FIRST_HEAP_BYTES (64 * 1024)

int32_t sandbox_abi_version(void) {
    return SANDBOX_ABI_VERSION;
}

// --- Starting ---------------------------------------------------------------

static void mount_root(void) {
    mp_obj_t args[] = {
        MP_OBJ_TYPE_GET_SLOT(&mp_type_vfs_posix, make_new)(&mp_type_vfs_posix, 0, 0, NULL),
        MP_OBJ_NEW_QSTR(MP_QSTR__slash_),
    };
    mp_vfs_mount(MP_ARRAY_SIZE(args), args, (mp_map_t *)&mp_const_empty_map);
    MP_STATE_VM(vfs_cur) = MP_STATE_VM(vfs_mount_table);
}

// Where the host mounts the modules that it gives to a program.
static const MP_DEFINE_STR_OBJ(modules_folder, "/lib");

static void init_sys_lists(void) {
    mp_obj_list_init(MP_OBJ_TO_PTR(mp_sys_argv), 0);
    mp_sys_path = mp_obj_new_list(0, NULL);
    mp_obj_list_append(mp_sys_path, MP_OBJ_NEW_QSTR(MP_QSTR_));
    mp_obj_list_append(mp_sys_path, MP_OBJ_NEW_QSTR(MP_QSTR__dot_frozen));
    mp_obj_list_append(mp_sys_path, MP_OBJ_FROM_PTR(&modules_folder));
}

int32_t sandbox_boot(void) {
    // The linker puts the stack at the start of memory. Frames of later calls may be nearer to its
    // top than this one's, and the garbage collector must see them.
    mp_cstack_init_with_top((void *)SANDBOX_STACK_BYTES,
        SANDBOX_STACK_BYTES - SANDBOX_STACK_LIMIT);
    void *heap = malloc(FIRST_HEAP_BYTES);
    if (heap == NULL) {
        return -1;
    }
    gc_init(heap, (char *)heap + FIRST_HEAP_BYTES);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        return -1;
    }
    mp_init();
    mount_root();
    init_sys_lists();
    nlr_pop();
    return 0;
}

int32_t sandbox_add_argument(const char *text, uint32_t size) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        return guest_error_report(nlr.ret_val, "", 0);
    }
    mp_obj_list_append(mp_sys_argv, mp_obj_new_str(text, size));
    nlr_pop();
    return SANDBOX_STATUS_OK;
}

static void collect(const void *context) {
    (void)context;
    gc_collect();
}

void sandbox_collect(void) {
    guarded_call_silently(collect, NULL);
}

// --- Running ----------------------------------------------------------------

typedef struct {
    const char *source;
    size_t source_size;
    const char *name;
    size_t name_size;
    mp_parse_input_kind_t kind;
} program_t;

static void run_source(const void *context) {
    const program_t *program = context;
    qstr name = qstr_from_strn(program->name, program->name_size);
    mp_lexer_t *lexer = mp_lexer_new_from_str_len(name, program->source, program->source_size, 0);
    mp_store_global(MP_QSTR___file__, MP_OBJ_NEW_QSTR(name));
    mp_parse_tree_t tree = mp_parse(lexer, program->kind);
    mp_obj_t module = mp_compile(&tree, name, program->kind == MP_PARSE_SINGLE_INPUT);
    mp_call_function_0(module);
    mp_handle_pending(true);
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

static int32_t run(const program_t *program) {
    const char *name = program->name;
    size_t name_size = program->name_size;
    int32_t status = guarded_call(run_source, program, name, name_size);
    if (status == SANDBOX_STATUS_STOPPED || MP_STATE_VM(vm_abort)) {
        return SANDBOX_STATUS_STOPPED;
    }
    // The host is told of one exception, the first.
    int32_t exit_status = status == SANDBOX_STATUS_OK
        ? guarded_call(run_atexit, NULL, name, name_size)
        : guarded_call_silently(run_atexit, NULL);
    return status == SANDBOX_STATUS_OK || exit_status == SANDBOX_STATUS_STOPPED ? exit_status : status;
}

int32_t sandbox_run(const char *source, uint32_t source_size,
    const char *name, uint32_t name_size) {
    program_t program = { source, source_size, name, name_size, MP_PARSE_FILE_INPUT };
    return run(&program);
}

int32_t sandbox_run_interactively(const char *source, uint32_t source_size,
    const char *name, uint32_t name_size) {
    program_t program = { source, source_size, name, name_size, MP_PARSE_SINGLE_INPUT };
    return run(&program);
}

// Metering calls this when a slice of fuel is used up, at any point of any function.
// It must therefore do no more than ask the host and leave a note for the VM, which
// ends the run where its state is in good order.
void sandbox_refuel(void) {
    if (sandbox_slice_ended() == SANDBOX_STOP) {
        MP_STATE_VM(vm_abort) = true;
    }
}

// Never really called: see sandbox.h. Compilers must not guess the answer.
__attribute__((noinline)) int32_t sandbox_out_of_fuel(void) {
    static volatile int32_t never;
    return never;
}

void sandbox_stack_full(void) {
    if (MP_STATE_THREAD(gc_lock_depth) & GC_COLLECT_FLAG) {
        return; // the collector must not be left half done; the rest of the stack is enough for it
    }
    if (MP_STATE_VM(vm_abort)) {
        mp_handle_pending(true); // does not return
    }
    mp_raise_recursion_depth();
}

// --- What MicroPython asks of every port ------------------------------------

void nlr_jump_fail(void *val) {
    (void)val;
    __builtin_trap(); // unreachable: every export pushes an nlr_buf first
}

#ifndef NDEBUG
void __assert_func(const char *file, int line, const char *func, const char *expr) {
    mp_printf(&mp_stderr_print, "%s:%d: %s: assertion failed: %s\n", file, line, func, expr);
    __builtin_trap();
}
#endif
