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
#include "py/runtime.h"

#include "guest_error.h"

// The first area of the Python heap; MicroPython adds areas as it needs them.
#define FIRST_HEAP_BYTES (64 * 1024)

// How deep C may recurse on the stack in linear memory before Python raises
// RuntimeError. The engine's own stack must not run out first: measured in
// docs/decisions/0005-recursion-limit.md.
#define STACK_LIMIT_BYTES (SANDBOX_STACK_BYTES - 16 * 1024)

int32_t sandbox_abi_version(void) {
    return SANDBOX_ABI_VERSION;
}

// --- Memory -----------------------------------------------------------------

static uint32_t memory_limit_bytes;

// The largest area that may be added to the Python heap.
size_t gc_get_max_new_split(void) {
    const uint32_t page_bytes = 64 * 1024;
    uint64_t used = (uint64_t)__builtin_wasm_memory_size(0) * page_bytes;
    return used < memory_limit_bytes ? (size_t)(memory_limit_bytes - used) : 0;
}

void *sandbox_alloc(uint32_t size) {
    return malloc(size);
}

void sandbox_free(void *address) {
    free(address);
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

static void init_sys_lists(void) {
    mp_obj_list_init(MP_OBJ_TO_PTR(mp_sys_argv), 0);
    mp_sys_path = mp_obj_new_list(0, NULL);
    mp_obj_list_append(mp_sys_path, MP_OBJ_NEW_QSTR(MP_QSTR_));
    mp_obj_list_append(mp_sys_path, MP_OBJ_NEW_QSTR(MP_QSTR__dot_frozen));
}

int32_t sandbox_boot(uint32_t memory_bytes) {
    memory_limit_bytes = memory_bytes;
    // The linker puts the stack at the start of memory. Frames of later calls may be nearer to its
    // top than this one's, and the garbage collector must see them.
    mp_cstack_init_with_top((void *)SANDBOX_STACK_BYTES, STACK_LIMIT_BYTES);
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
        return guest_error_report(nlr.ret_val, MP_QSTRnull);
    }
    mp_obj_list_append(mp_sys_argv, mp_obj_new_str(text, size));
    nlr_pop();
    return SANDBOX_STATUS_OK;
}

// --- Running ----------------------------------------------------------------

static void run_source(const char *source, size_t size, qstr name) {
    mp_lexer_t *lexer = mp_lexer_new_from_str_len(name, source, size, 0);
    mp_store_global(MP_QSTR___file__, MP_OBJ_NEW_QSTR(name));
    mp_parse_tree_t tree = mp_parse(lexer, MP_PARSE_FILE_INPUT);
    mp_obj_t module = mp_compile(&tree, name, false);
    mp_call_function_0(module);
    mp_handle_pending(true);
}

// Runs what sys.atexit() registered, once.
static void run_atexit(void) {
    mp_obj_t callback = MP_STATE_VM(sys_exitfunc);
    MP_STATE_VM(sys_exitfunc) = mp_const_none;
    if (callback != mp_const_none && mp_obj_is_callable(callback)) {
        mp_call_function_0(callback);
    }
}

int32_t sandbox_run(const char *source, uint32_t source_size,
    const char *name, uint32_t name_size) {
    int32_t status = SANDBOX_STATUS_OK;
    volatile qstr program = MP_QSTRnull;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        program = qstr_from_strn(name, name_size);
        run_source(source, source_size, program);
        nlr_pop();
    } else {
        mp_handle_pending(false);
        status = guest_error_report(nlr.ret_val, program);
    }
    if (nlr_push(&nlr) == 0) {
        run_atexit();
        nlr_pop();
    } else if (status == SANDBOX_STATUS_OK) {
        status = guest_error_report(nlr.ret_val, program);
    }
    return status;
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
