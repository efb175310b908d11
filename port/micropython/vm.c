// The interpreter loop, without setjmp in it.
// SPDX-License-Identifier: Apache-2.0
//
// A function that calls setjmp keeps the variables it needs afterwards in memory, and writes them there
// before every call; in the interpreter, that is most of its work. So the loop is a function that takes
// an exception as an argument, and its caller has the setjmp.

#include "py/bc.h"
#include "py/nlr.h"

#include "dead_stack.h"
#include "passes.h"

// An exception raised in the loop, on its way back into it. The caller's nlr_buf_t keeps it alive.
static void *raised;

// Whether the loop has no handler of its own: before it begins, and while it handles an exception.
// Exceptions raised then go to the interpreter's caller.
static bool is_outside;

static void *enter(void) {
    void *exception = raised;
    raised = NULL;
    is_outside = exception != NULL;
    return exception;
}

#pragma push_macro("nlr_push")
#undef nlr_push
#define nlr_push(buf) ((buf)->ret_val = enter())
#define nlr_pop() (is_outside = true)
#define mp_execute_bytecode run_bytecode

// The loop only counts; it checks the rest of the slice at every jump.
//
// Engines optimise a function of WebAssembly while it runs, but a call that is running goes on as it is: the loop of a
// program's first function would take twice the time until its end. So the loop is entered again when a slice of
// fuel ends.
#define RUN_AGAIN ((mp_vm_return_kind_t)(MP_VM_RETURN_EXCEPTION + 1))
#undef MICROPY_VM_HOOK_LOOP
#define MICROPY_VM_HOOK_LOOP \
    if (sandbox_out_of_fuel()) { \
        sandbox_refuel(); \
        if (!MP_STATE_VM(vm_abort)) { \
            nlr_pop(); \
            code_state->ip = ip; \
            code_state->sp = sp; \
            code_state->exc_sp_idx = MP_CODE_STATE_EXC_SP_IDX_FROM_PTR(exc_stack, exc_sp); \
            return RUN_AGAIN; \
        } \
    }

__attribute__((noinline)) static mp_vm_return_kind_t run_bytecode(mp_code_state_t *code_state,
    volatile mp_obj_t inject_exc);

#include "py/vm.c"

#undef mp_execute_bytecode
#undef nlr_pop
#pragma pop_macro("nlr_push")

mp_vm_return_kind_t mp_execute_bytecode(mp_code_state_t *code_state, volatile mp_obj_t inject_exc) {
    raised = NULL; // a stop may have come in between
    if (MP_STATE_VM(vm_abort)) {
        mp_handle_pending(true); // C code may call functions without jumps again and again
    }
    for (;;) {
        nlr_buf_t nlr;
        if (nlr_push(&nlr) == 0) {
            is_outside = true;
            mp_vm_return_kind_t kind = run_bytecode(code_state, inject_exc);
            while (kind == RUN_AGAIN) {
                kind = run_bytecode(code_state, MP_OBJ_NULL);
            }
            is_outside = false;
            nlr_pop();
            return kind;
        }
        dead_stack_clear(); // the calls that the exception ended
        if (is_outside) {
            is_outside = false;
            nlr_jump(nlr.ret_val);
        }
        raised = nlr.ret_val;
        inject_exc = MP_OBJ_NULL;
    }
}
