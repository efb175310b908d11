// Entering the interpreter from outside of it.
// SPDX-License-Identifier: Apache-2.0

#include "guarded.h"

#include "py/runtime.h"

#include "guest_error.h"
#include "sandbox.h"

// Undoes what a program, or a stop in the middle of it, may have left behind in
// the interpreter's own state.
static void reset_interpreter(void) {
    MP_STATE_THREAD(gc_lock_depth) = 0;
    MP_STATE_THREAD(mp_pending_exception) = MP_OBJ_NULL;
    MP_STATE_VM(cur_exception) = NULL;
    MP_STATE_VM(vm_abort) = false;
    MP_STATE_VM(sched_state) = MP_SCHED_IDLE;
    MP_STATE_VM(sched_len) = 0;
    mp_globals_set(&MP_STATE_VM(dict_main));
    mp_locals_set(&MP_STATE_VM(dict_main));
}

int32_t guarded_call(void (*work)(const void *context), const void *context,
    const char *name, size_t name_size) {
    int32_t status = SANDBOX_STATUS_OK;
    reset_interpreter();
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        nlr_set_abort(&nlr);
        work(context);
        nlr_pop();
    } else {
        reset_interpreter();
        // A stop leaves no exception behind.
        status = nlr.ret_val == NULL ? SANDBOX_STATUS_STOPPED
            : guest_error_report(nlr.ret_val, name, name_size);
    }
    nlr_set_abort(NULL);
    return status;
}
