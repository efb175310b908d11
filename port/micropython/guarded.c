// Entering the interpreter from the host.
// SPDX-License-Identifier: Apache-2.0

#include "guarded.h"

#include "py/runtime.h"

#include "guest_error.h"
#include "modhost.h"
#include "sandbox.h"

uint32_t guarded_run_number;

// Undoes what a program, or a stop in the middle of it, may have left behind in
// the interpreter's own state.
static void reset_interpreter(void) {
    guarded_run_number++;
    MP_STATE_VM(running_loop) = MP_OBJ_NULL;
    MP_STATE_THREAD(gc_lock_depth) = 0;
    MP_STATE_THREAD(mp_pending_exception) = MP_OBJ_NULL;
    MP_STATE_VM(cur_exception) = NULL;
    MP_STATE_VM(vm_abort) = false;
    MP_STATE_VM(sched_state) = MP_SCHED_IDLE;
    MP_STATE_VM(sched_len) = 0;
    mp_globals_set(&MP_STATE_VM(dict_main));
    mp_locals_set(&MP_STATE_VM(dict_main));
}

// Calls `work(context)`. Returns a SANDBOX_STATUS, and sets `exception` to what was raised.
static int32_t call(void (*work)(const void *context), const void *context, void **exception) {
    int32_t status = SANDBOX_STATUS_OK;
    reset_interpreter();
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        nlr_set_abort(&nlr);
        work(context);
        // Fuel used since the program last paused counts for this run, too.
        MICROPY_VM_HOOK_LOOP
        mp_handle_pending(true);
        nlr_pop();
    } else {
        // A stop leaves no exception behind, unless one was already propagating.
        bool is_stopped = nlr.ret_val == NULL || MP_STATE_VM(vm_abort);
        reset_interpreter();
        *exception = nlr.ret_val;
        status = is_stopped ? SANDBOX_STATUS_STOPPED : SANDBOX_STATUS_EXCEPTION;
    }
    nlr_set_abort(NULL);
    return status;
}

typedef struct {
    void *exception;
    const char *name;
    size_t name_size;
    int32_t status;
} report_t;

// Returns the name of the source that ran last, as the program left it. Valid until Python runs again.
static const char *last_name(size_t *size) {
    mp_map_t *globals = &MP_STATE_VM(dict_main).map;
    mp_map_elem_t *file = mp_map_lookup(globals, MP_OBJ_NEW_QSTR(MP_QSTR___file__), MP_MAP_LOOKUP);
    *size = 0;
    return file != NULL && mp_obj_is_str(file->value) ? mp_obj_str_get_data(file->value, size) : "";
}

static void report(const void *context) {
    report_t *self = (report_t *)context;
    if (self->name == NULL) {
        self->name = last_name(&self->name_size);
    }
    self->status = guest_error_report(self->exception, self->name, self->name_size);
}

int32_t guarded_call(void (*work)(const void *context), const void *context,
    const char *name, size_t name_size) {
    host_errors_forget();
    report_t told = { NULL, name, name_size, SANDBOX_STATUS_EXCEPTION };
    int32_t status = call(work, context, &told.exception);
    if (status != SANDBOX_STATUS_EXCEPTION) {
        return status;
    }
    // A stop may come at any point of this, too.
    void *ignored = NULL;
    return call(report, &told, &ignored) == SANDBOX_STATUS_STOPPED ? SANDBOX_STATUS_STOPPED : told.status;
}

int32_t guarded_call_silently(void (*work)(const void *context), const void *context) {
    void *ignored = NULL;
    return call(work, context, &ignored);
}
