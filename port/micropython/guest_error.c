// Describing an uncaught exception to the host.
// SPDX-License-Identifier: Apache-2.0

#include "guest_error.h"

#include <string.h>

#include "py/mphal.h"
#include "py/mpprint.h"
#include "py/objexcept.h"
#include "py/runtime.h"

#include "modhost.h"
#include "sandbox.h"

// Prints to the kind of report that `env` stands for.
static void report_print_strn(void *env, const char *text, size_t size) {
    sandbox_report((int32_t)(intptr_t)env, text, size);
}

static mp_print_t report_printer(int32_t kind) {
    return (mp_print_t) { (void *)(intptr_t)kind, report_print_strn };
}

static void report_int(int32_t kind, mp_int_t value) {
    mp_print_t print = report_printer(kind);
    mp_printf(&print, INT_FMT, value);
}

// Calls `describe`. Printing an exception can run the guest's Python code, and whatever that raises is
// dropped. Returns false if the host stopped it.
static bool report_guarded(void (*describe)(mp_obj_t, qstr), mp_obj_t exception, qstr program) {
    nlr_buf_t *outer = nlr_get_abort();
    nlr_buf_t nlr;
    bool finished = true;
    if (nlr_push(&nlr) == 0) {
        nlr_set_abort(&nlr);
        describe(exception, program);
        nlr_pop();
    } else {
        finished = nlr.ret_val != NULL;
    }
    nlr_set_abort(outer);
    return finished;
}

static void report_message(mp_obj_t exception, qstr program) {
    (void)program;
    mp_print_t print = report_printer(SANDBOX_REPORT_MESSAGE);
    mp_obj_print_helper(&print, exception, PRINT_STR);
}

static void report_traceback(mp_obj_t exception, qstr program) {
    (void)program;
    mp_print_t print = report_printer(SANDBOX_REPORT_TRACEBACK);
    mp_obj_print_exception(&print, exception);
}

// Reports the line of the program itself that is nearest to where the exception was raised. A program that
// cannot be compiled has no frames; then, it is where it has that name.
static void report_line(mp_obj_t exception, qstr program) {
    size_t count;
    size_t *entries; // triples of file, line and block, innermost first
    mp_obj_exception_get_traceback(exception, &count, &entries);
    for (size_t i = 0; i + 2 < count; i += 3) {
        bool is_program = MP_STATE_VM(program_context) == NULL
            ? entries[i] == program : (entries[i + 1] & MP_TRACEBACK_OF_PROGRAM) != 0;
        if (is_program) {
            report_int(SANDBOX_REPORT_LINE, (mp_int_t)(entries[i + 1] & ~MP_TRACEBACK_OF_PROGRAM));
            return;
        }
    }
}

static void report_host_error(mp_obj_t exception, qstr program) {
    (void)program;
    mp_int_t number = host_error_number(exception);
    if (number >= 0) {
        report_int(SANDBOX_REPORT_HOST_ERROR, number);
    }
}

// sys.exit(): None means 0, an int is the code, anything else is printed and means 1.
static void report_exit(mp_obj_t exception, qstr program) {
    (void)program;
    mp_obj_t value = mp_obj_exception_get_value(exception);
    mp_int_t code = 0;
    if (value != mp_const_none && !mp_obj_get_int_maybe(value, &code)) {
        code = 1;
        mp_obj_print_helper(&mp_stderr_print, value, PRINT_STR);
        mp_print_str(&mp_stderr_print, "\n");
    }
    report_int(SANDBOX_REPORT_EXIT_CODE, code & 0xff);
}

int32_t guest_error_report(void *exception_ptr, const char *program_name, size_t program_size) {
    mp_obj_t exception = MP_OBJ_FROM_PTR(exception_ptr);
    qstr program = qstr_find_strn(program_name, program_size);
    const mp_obj_type_t *type = mp_obj_get_type(exception);
    bool is_exit = mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(type), MP_OBJ_FROM_PTR(&mp_type_SystemExit));
    const char *type_name = qstr_str(type->name);
    sandbox_report(SANDBOX_REPORT_TYPE, type_name, strlen(type_name));
    bool finished = report_guarded(report_message, exception, program)
        && report_guarded(report_traceback, exception, program)
        && report_guarded(report_line, exception, program)
        && report_guarded(report_host_error, exception, program)
        && (!is_exit || report_guarded(report_exit, exception, program));
    if (!finished) {
        return SANDBOX_STATUS_STOPPED;
    }
    return is_exit ? SANDBOX_STATUS_EXIT : SANDBOX_STATUS_EXCEPTION;
}
