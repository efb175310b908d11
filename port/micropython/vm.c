// The interpreter loop, without setjmp in it.
// SPDX-License-Identifier: Apache-2.0
//
// A function that calls setjmp keeps the variables it needs afterwards in memory, and writes them there
// before every call; in the interpreter, that is most of its work. So the loop is a function that takes
// an exception as an argument, and its caller has the setjmp.

#include "py/bc.h"
#include "py/nlr.h"

#include "dead_stack.h"

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
__attribute__((noinline)) static mp_vm_return_kind_t run_bytecode(mp_code_state_t *code_state,
    volatile mp_obj_t inject_exc);

#include "py/vm.c"

#undef mp_execute_bytecode
#undef nlr_pop
#pragma pop_macro("nlr_push")

mp_vm_return_kind_t mp_execute_bytecode(mp_code_state_t *code_state, volatile mp_obj_t inject_exc) {
    raised = NULL; // a stop may have come in between
    for (;;) {
        nlr_buf_t nlr;
        if (nlr_push(&nlr) == 0) {
            is_outside = true;
            mp_vm_return_kind_t kind = run_bytecode(code_state, inject_exc);
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
