// Exceptions: their texts, attributes, chains and tracebacks, as in CPython.
// SPDX-License-Identifier: Apache-2.0

#include "py/objexcept.h"

#include <string.h>

#include "py/builtin.h"
#include "py/mperrno.h"
#include "py/objgenerator.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "py/unicode.h"

#include "json.h"

// A chain that is longer is printed without its beginning.
#define MAX_CHAIN 64

// A context is not added to a chain that is longer.
#define MAX_LINKS 1000

// How often a line of a traceback is repeated before repetitions are counted.
#define MAX_REPEATED 3

// --- Errors of the system ---------------------------------------------------

typedef struct {
    int number;
    mp_obj_str_t text;
    const mp_obj_type_t *type;
} system_error_t;

#define TEXT(text) { { &mp_type_str }, 0, sizeof(text) - 1, (const byte *)(text) }

static const system_error_t SYSTEM_ERRORS[] = {
    { MP_EPERM, TEXT("Operation not permitted"), &mp_type_PermissionError },
    { MP_ENOENT, TEXT("No such file or directory"), &mp_type_FileNotFoundError },
    { MP_ESRCH, TEXT("No such process"), &mp_type_ProcessLookupError },
    { MP_EINTR, TEXT("Interrupted system call"), &mp_type_InterruptedError },
    { MP_EIO, TEXT("Input/output error"), &mp_type_OSError },
    { MP_EBADF, TEXT("Bad file descriptor"), &mp_type_OSError },
    { MP_ECHILD, TEXT("No child processes"), &mp_type_ChildProcessError },
    { MP_EAGAIN, TEXT("Resource temporarily unavailable"), &mp_type_BlockingIOError },
    { MP_ENOMEM, TEXT("Cannot allocate memory"), &mp_type_OSError },
    { MP_EACCES, TEXT("Permission denied"), &mp_type_PermissionError },
    { MP_EBUSY, TEXT("Device or resource busy"), &mp_type_OSError },
    { MP_EEXIST, TEXT("File exists"), &mp_type_FileExistsError },
    { MP_EXDEV, TEXT("Invalid cross-device link"), &mp_type_OSError },
    { MP_ENODEV, TEXT("No such device"), &mp_type_OSError },
    { MP_ENOTDIR, TEXT("Not a directory"), &mp_type_NotADirectoryError },
    { MP_EISDIR, TEXT("Is a directory"), &mp_type_IsADirectoryError },
    { MP_EINVAL, TEXT("Invalid argument"), &mp_type_OSError },
    { MP_EMFILE, TEXT("Too many open files"), &mp_type_OSError },
    { MP_EFBIG, TEXT("File too large"), &mp_type_OSError },
    { MP_ENOSPC, TEXT("No space left on device"), &mp_type_OSError },
    { MP_ESPIPE, TEXT("Illegal seek"), &mp_type_OSError },
    { MP_EROFS, TEXT("Read-only file system"), &mp_type_OSError },
    { MP_EPIPE, TEXT("Broken pipe"), &mp_type_BrokenPipeError },
    { MP_ENAMETOOLONG, TEXT("File name too long"), &mp_type_OSError },
    { MP_ENOSYS, TEXT("Function not implemented"), &mp_type_OSError },
    { MP_ENOTEMPTY, TEXT("Directory not empty"), &mp_type_OSError },
    { MP_ELOOP, TEXT("Too many levels of symbolic links"), &mp_type_OSError },
    { MP_EOPNOTSUPP, TEXT("Operation not supported"), &mp_type_OSError },
    { MP_ECONNABORTED, TEXT("Software caused connection abort"), &mp_type_ConnectionAbortedError },
    { MP_ECONNRESET, TEXT("Connection reset by peer"), &mp_type_ConnectionResetError },
    { MP_ETIMEDOUT, TEXT("Connection timed out"), &mp_type_TimeoutError },
    { MP_ECONNREFUSED, TEXT("Connection refused"), &mp_type_ConnectionRefusedError },
};

static const system_error_t *find_system_error(mp_int_t number) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(SYSTEM_ERRORS); i++) {
        if (SYSTEM_ERRORS[i].number == number) {
            return &SYSTEM_ERRORS[i];
        }
    }
    return NULL;
}

const mp_obj_type_t *mp_obj_exception_type_of_errno(mp_int_t number) {
    const system_error_t *error = find_system_error(number);
    return error == NULL ? &mp_type_OSError : error->type;
}

static mp_obj_t text_of_errno(int number) {
    const system_error_t *error = find_system_error(number);
    if (error != NULL) {
        return MP_OBJ_FROM_PTR(&error->text);
    }
    qstr name = mp_errno_to_str(MP_OBJ_NEW_SMALL_INT(number));
    return MP_OBJ_NEW_QSTR(name == MP_QSTRnull ? MP_QSTR_error : name);
}

NORETURN void mp_raise_OSError(int number) {
    mp_obj_t args[] = { MP_OBJ_NEW_SMALL_INT(number), text_of_errno(number) };
    nlr_raise(mp_obj_exception_make_new(&mp_type_OSError, 2, 0, args));
}

NORETURN void mp_raise_OSError_with_filename(int number, const char *filename) {
    size_t size = strlen(filename);
    // A path may be bytes that are no text.
    mp_obj_t name = utf8_check((const byte *)filename, size) ? mp_obj_new_str(filename, size)
        : mp_obj_new_bytes((const byte *)filename, size);
    mp_obj_t args[] = { MP_OBJ_NEW_SMALL_INT(number), text_of_errno(number), name };
    nlr_raise(mp_obj_exception_make_new(&mp_type_OSError, MP_ARRAY_SIZE(args), 0, args));
}

// --- Texts ------------------------------------------------------------------

static bool is_kind_of(const mp_obj_exception_t *exc, const mp_obj_type_t *type) {
    return mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(exc->base.type), MP_OBJ_FROM_PTR(type));
}

// Whether it has the arguments of an error of the system: a number, its text, and perhaps a file name.
static bool is_system_error(const mp_obj_exception_t *exc) {
    return exc->args->len >= 2 && exc->args->len <= 5 && is_kind_of(exc, &mp_type_OSError);
}

static bool is_json_error(const mp_obj_exception_t *exc) {
    return exc->base.type == &json_decode_error_type && exc->args->len == 6;
}

// The number of arguments that `args` shows; file names and places in a text are not among them.
static size_t shown_arguments(const mp_obj_exception_t *exc) {
    return is_system_error(exc) ? 2 : is_json_error(exc) ? 1 : exc->args->len;
}

static void print_arguments(const mp_print_t *print, const mp_obj_tuple_t *args, size_t count) {
    mp_print_str(print, "(");
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            mp_print_str(print, ", ");
        }
        mp_obj_print_helper(print, args->items[i], PRINT_REPR);
    }
    mp_print_str(print, ")");
}

void mp_obj_exception_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    mp_obj_exception_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_tuple_t *args = self->args;
    size_t count = shown_arguments(self);
    if ((kind & ~PRINT_EXC_SUBCLASS) == PRINT_REPR) {
        if (!(kind & PRINT_EXC_SUBCLASS)) {
            mp_print_str(print, qstr_str(self->base.type->name));
        }
        print_arguments(print, args, count);
    } else if (is_system_error(self)) {
        mp_print_str(print, "[Errno ");
        mp_obj_print_helper(print, args->items[0], PRINT_STR);
        mp_print_str(print, "] ");
        mp_obj_print_helper(print, args->items[1], PRINT_STR);
        if (args->len > 2 && args->items[2] != mp_const_none) {
            mp_print_str(print, ": ");
            mp_obj_print_helper(print, args->items[2], PRINT_REPR);
        }
    } else if (count == 1) {
        mp_obj_print_helper(print, args->items[0], is_kind_of(self, &mp_type_KeyError) ? PRINT_REPR : PRINT_STR);
    } else if (count > 1) {
        print_arguments(print, args, count);
    }
}

// --- Attributes -------------------------------------------------------------

static mp_obj_t exception_or_none(void *exc) {
    return exc == NULL ? mp_const_none : MP_OBJ_FROM_PTR(exc);
}

static mp_obj_t argument(const mp_obj_exception_t *self, size_t index) {
    return index < self->args->len ? self->args->items[index] : mp_const_none;
}

static mp_obj_t load(mp_obj_exception_t *self, qstr attr) {
    switch (attr) {
        case MP_QSTR_args:
            return shown_arguments(self) == self->args->len
                ? MP_OBJ_FROM_PTR(self->args) : mp_obj_new_tuple(shown_arguments(self), self->args->items);
        case MP_QSTR___cause__:
            return exception_or_none(self->cause);
        case MP_QSTR___context__:
            return exception_or_none(self->context);
        case MP_QSTR___suppress_context__:
            return mp_obj_new_bool(self->suppress_context);
        case MP_QSTR_value:
        case MP_QSTR_code:
            return is_kind_of(self, &mp_type_SystemExit)
                || (attr == MP_QSTR_value && is_kind_of(self, &mp_type_StopIteration))
                ? argument(self, 0) : MP_OBJ_NULL;
        case MP_QSTR_errno:
        case MP_QSTR_strerror:
        case MP_QSTR_filename:
            if (!is_kind_of(self, &mp_type_OSError)) {
                return MP_OBJ_NULL;
            }
            if (attr == MP_QSTR_errno) {
                return mp_obj_is_int(argument(self, 0)) ? argument(self, 0) : mp_const_none;
            }
            return argument(self, attr == MP_QSTR_strerror ? 1 : 2);
        case MP_QSTR_msg:
        case MP_QSTR_doc:
        case MP_QSTR_pos:
        case MP_QSTR_lineno:
        case MP_QSTR_colno:
            return is_json_error(self) ? argument(self, attr == MP_QSTR_msg ? 1 : attr == MP_QSTR_doc ? 2
                : attr == MP_QSTR_pos ? 3 : attr == MP_QSTR_lineno ? 4 : 5) : MP_OBJ_NULL;
        default:
            return MP_OBJ_NULL;
    }
}

// Returns a pointer to an exception, or NULL for None.
static void *check_exception(mp_obj_t value, mp_rom_error_text_t message) {
    if (value != mp_const_none && !mp_obj_is_exception_instance(value)) {
        mp_raise_TypeError(message);
    }
    return value == mp_const_none ? NULL : MP_OBJ_TO_PTR(value);
}

static bool store(mp_obj_exception_t *self, qstr attr, mp_obj_t value) {
    switch (attr) {
        case MP_QSTR_args: {
            size_t count;
            mp_obj_t *items;
            mp_obj_get_array(value, &count, &items);
            self->args = MP_OBJ_TO_PTR(mp_obj_new_tuple(count, items));
            return true;
        }
        case MP_QSTR___cause__:
            self->cause = check_exception(value, MP_ERROR_TEXT("exception cause must be None or derive from BaseException"));
            self->suppress_context = true;
            return true;
        case MP_QSTR___context__:
            self->context = check_exception(value, MP_ERROR_TEXT("exception context must be None or derive from BaseException"));
            return true;
        case MP_QSTR___suppress_context__:
            self->suppress_context = mp_obj_is_true(value);
            return true;
        case MP_QSTR___traceback__:
            if (value == mp_const_none) {
                self->traceback_len = 0;
                return true;
            }
            return false;
        default:
            return false;
    }
}

void mp_obj_exception_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    mp_obj_exception_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] == MP_OBJ_NULL) {
        dest[0] = load(self, attr);
    } else if (dest[1] != MP_OBJ_NULL && store(self, attr, dest[1])) {
        dest[0] = MP_OBJ_NULL;
    }
}

// --- Chains -----------------------------------------------------------------

// Whether nothing may be kept in it: it is one object for all, and not only of this run.
static bool is_shared(const mp_obj_exception_t *native) {
    return native == &MP_STATE_VM(mp_emergency_exception_obj) || native == &mp_const_GeneratorExit_obj;
}

static void *next_in_chain(void *exc) {
    return mp_obj_exception_native(MP_OBJ_FROM_PTR(exc))->context;
}

// Whether the chain from `exc` ends, and `other` is not in it. Programs can make circles.
static bool is_apart(void *exc, void *other) {
    size_t links = 0;
    for (; exc != NULL && links < MAX_LINKS; exc = next_in_chain(exc)) {
        if (exc == other) {
            return false;
        }
        links++;
    }
    return exc == NULL;
}

// Notes at the end of the chain of `exc` that `context` was being handled.
void mp_obj_exception_add_context(mp_obj_t exc, void *context) {
    void *last = MP_OBJ_TO_PTR(exc);
    if (!is_apart(last, context)) {
        return;
    }
    while (next_in_chain(last) != NULL) {
        last = next_in_chain(last);
    }
    if (is_apart(context, MP_OBJ_TO_PTR(exc)) && is_apart(context, last)
        && !is_shared(mp_obj_exception_native(MP_OBJ_FROM_PTR(last)))) {
        mp_obj_exception_native(MP_OBJ_FROM_PTR(last))->context = context;
    }
}

void mp_obj_exception_set_cause(mp_obj_t exc, mp_obj_t cause) {
    mp_obj_exception_t *native = mp_obj_exception_native(exc);
    if (mp_obj_is_exception_type(cause)) {
        cause = mp_call_function_0(cause);
    }
    void *checked = check_exception(cause, MP_ERROR_TEXT("exception causes must derive from BaseException"));
    if (!is_shared(native)) {
        native->cause = checked;
        native->suppress_context = true;
    }
}

// --- Tracebacks -------------------------------------------------------------

static void print_traceback(const mp_print_t *print, mp_obj_t exc) {
    size_t count;
    size_t *entries; // triples of file, line and block, innermost first
    mp_obj_exception_get_traceback(exc, &count, &entries);
    if (count == 0) {
        return;
    }
    mp_print_str(print, "Traceback (most recent call last):\n");
    size_t repeated = 0;
    for (size_t i = count; i >= 3; i -= 3) {
        const size_t *entry = &entries[i - 3];
        bool is_repeated = i < count && memcmp(entry, entry + 3, 3 * sizeof(size_t)) == 0;
        repeated = is_repeated ? repeated + 1 : 0;
        if (repeated < MAX_REPEATED) {
            mp_printf(print, "  File \"%q\", line %u", (qstr)entry[0], (unsigned)(entry[1] & ~MP_TRACEBACK_OF_PROGRAM));
            if (entry[2] != MP_QSTRnull) {
                mp_printf(print, ", in %q", (qstr)entry[2]);
            }
            mp_print_str(print, "\n");
        }
        bool is_last = i == 3 || memcmp(entry, entry - 3, 3 * sizeof(size_t)) != 0;
        if (is_last && repeated >= MAX_REPEATED) {
            size_t more = repeated - MAX_REPEATED + 1;
            mp_printf(print, "  [Previous line repeated %u more time%s]\n", (unsigned)more, more == 1 ? "" : "s");
        }
    }
}

typedef struct {
    const mp_print_t *print;
    bool is_empty;
} message_t;

// Prints a message after a colon, and no colon if it is empty.
static void print_message_strn(void *env, const char *text, size_t size) {
    message_t *message = env;
    if (size > 0) {
        if (message->is_empty) {
            mp_print_str(message->print, ": ");
            message->is_empty = false;
        }
        message->print->print_strn(message->print->data, text, size);
    }
}

static void print_last_line(const mp_print_t *print, mp_obj_t exc) {
    mp_print_str(print, mp_obj_get_type_str(exc));
    message_t message = { print, true };
    mp_print_t message_print = { &message, print_message_strn };
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_print_helper(&message_print, exc, PRINT_STR);
        nlr_pop();
    } else {
        mp_print_str(&message_print, "<exception str() failed>");
    }
    mp_print_str(print, "\n");
}

void mp_obj_print_exception(const mp_print_t *print, mp_obj_t exc) {
    mp_obj_t chain[MAX_CHAIN];
    bool is_cause[MAX_CHAIN];
    size_t count = 0;
    while (exc != mp_const_none && count < MAX_CHAIN) {
        chain[count] = exc;
        is_cause[count] = false;
        exc = mp_const_none;
        if (mp_obj_is_exception_instance(chain[count])) {
            mp_obj_exception_t *native = mp_obj_exception_native(chain[count]);
            is_cause[count] = native->cause != NULL;
            exc = exception_or_none(native->cause != NULL || native->suppress_context ? native->cause : native->context);
        }
        count++;
    }
    while (count-- > 0) {
        if (mp_obj_is_exception_instance(chain[count])) {
            print_traceback(print, chain[count]);
        }
        print_last_line(print, chain[count]);
        if (count > 0) {
            mp_print_str(print, is_cause[count - 1]
                ? "\nThe above exception was the direct cause of the following exception:\n\n"
                : "\nDuring handling of the above exception, another exception occurred:\n\n");
        }
    }
}
