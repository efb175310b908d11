// The interpreter loop, without setjmp in it.
// SPDX-License-Identifier: Apache-2.0
//
// A function that calls setjmp keeps what it needs afterwards in memory, and writes it there before
// every call: in the interpreter that is most of what it does. So the loop is a function that takes
// an exception as an argument, and the setjmp is in the one that calls it.

#include "py/bc.h"
#include "py/nlr.h"

// What was raised in the loop, on its way back into it. The caller's nlr_buf_t keeps it alive.
static void *raised;

static void *take_raised(void) {
    void *exception = raised;
    raised = NULL;
    return exception;
}

#pragma push_macro("nlr_push")
#undef nlr_push
#define nlr_push(buf) ((buf)->ret_val = take_raised())
#define nlr_pop()
#define mp_execute_bytecode run_bytecode
__attribute__((noinline)) static mp_vm_return_kind_t run_bytecode(mp_code_state_t *code_state,
    volatile mp_obj_t inject_exc);

#include "py/vm.c"

#undef mp_execute_bytecode
#undef nlr_pop
#pragma pop_macro("nlr_push")

mp_vm_return_kind_t mp_execute_bytecode(mp_code_state_t *code_state, volatile mp_obj_t inject_exc) {
    for (;;) {
        nlr_buf_t nlr;
        if (nlr_push(&nlr) == 0) {
            mp_vm_return_kind_t kind = run_bytecode(code_state, inject_exc);
            nlr_pop();
            return kind;
        }
        raised = nlr.ret_val;
        inject_exc = MP_OBJ_NULL;
    }
}
