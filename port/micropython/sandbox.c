// Starting the interpreter, and stopping it.
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

// Where the host mounts the modules for a program.
static const MP_DEFINE_STR_OBJ(modules_folder, "/lib");

static void init_sys_lists(void) {
    mp_obj_list_init(MP_OBJ_TO_PTR(mp_sys_argv), 0);
    mp_sys_path = mp_obj_new_list(0, NULL);
    mp_obj_list_append(mp_sys_path, MP_OBJ_NEW_QSTR(MP_QSTR_));
    mp_obj_list_append(mp_sys_path, MP_OBJ_NEW_QSTR(MP_QSTR__dot_frozen));
    mp_obj_list_append(mp_sys_path, MP_OBJ_FROM_PTR(&modules_folder));
}

// The C stack in memory ends recursion, however large the engine's is.
void sandbox_scale_depth(uint32_t times) {
    (void)times;
}

int32_t sandbox_boot(void) {
    // The linker puts the stack at the start of memory. Frames of later calls may be nearer to its
    // top than this one, and the garbage collector must see them.
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
    mp_obj_dict_init(&MP_STATE_VM(os_environ), 0);
    nlr_pop();
    return 0;
}

typedef struct {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
} setting_t;

static void add_argument(const void *context) {
    const setting_t *argument = context;
    mp_obj_list_append(mp_sys_argv, mp_obj_new_str(argument->value, argument->value_size));
}

int32_t sandbox_add_argument(const char *text, uint32_t size) {
    setting_t argument = { "", 0, text, size };
    return guarded_call(add_argument, &argument, "", 0);
}

static void set_environment(const void *context) {
    const setting_t *variable = context;
    mp_obj_t name = mp_obj_new_str(variable->name, variable->name_size);
    mp_obj_t value = mp_obj_new_str(variable->value, variable->value_size);
    mp_obj_dict_store(MP_OBJ_FROM_PTR(&MP_STATE_VM(os_environ)), name, value);
}

int32_t sandbox_set_environment(const char *name, uint32_t name_size,
    const char *value, uint32_t value_size) {
    setting_t variable = { name, name_size, value, value_size };
    return guarded_call(set_environment, &variable, "", 0);
}

static void collect(const void *context) {
    (void)context;
    gc_collect();
}

void sandbox_collect(void) {
    guarded_call_silently(collect, NULL);
}

// --- Stopping ---------------------------------------------------------------

// Metering calls this when a slice of fuel is used up, at any point of any function. So it may only ask
// the host and leave a note for the VM, which ends the run where its state is consistent.
void sandbox_refuel(void) {
    if (sandbox_slice_ended() == SANDBOX_STOP) {
        MP_STATE_VM(vm_abort) = true;
    }
}

// Never actually called: see passes.h. Compilers must not guess the result.
__attribute__((noinline)) int32_t sandbox_out_of_fuel(void) {
    static volatile int32_t never;
    return never;
}

void sandbox_stack_full(void) {
    if (MP_STATE_THREAD(gc_lock_depth) & GC_COLLECT_FLAG) {
        return; // a collection must finish; the rest of the stack is enough for it
    }
    if (MP_STATE_VM(vm_abort)) {
        mp_handle_pending(true); // does not return
    }
    mp_raise_recursion_depth();
}

// --- Required from every port -----------------------------------------------

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
