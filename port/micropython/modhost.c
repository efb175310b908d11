// Calling the host: plain functions in Python, and the low-level module `host`.
// SPDX-License-Identifier: Apache-2.0

#include "modhost.h"

#include <string.h>

#include "py/builtin.h"
#include "py/objstr.h"
#include "py/runtime.h"

#include "guarded.h"
#include "sandbox.h"
#include "values.h"

typedef struct _host_function_t {
    mp_obj_base_t base;
    qstr name;
} host_function_t;

// --- Calls ------------------------------------------------------------------

// Returns the builtin exception class of that name, or RuntimeError if there is none.
static const mp_obj_type_t *exception_class(mp_obj_t name) {
    const mp_map_t *builtins = &mp_module_builtins_globals.map;
    const mp_map_elem_t *found = mp_map_lookup((mp_map_t *)builtins, name, MP_MAP_LOOKUP);
    bool is_class = found != NULL && mp_obj_is_exception_type(found->value);
    return is_class ? MP_OBJ_TO_PTR(found->value) : &mp_type_RuntimeError;
}

// A host function's exception is recognised by its message, an object of its own. The last few messages are
// kept, but no exceptions: those would keep alive whatever they refer to.
#define MAX_HOST_ERRORS (16)
MP_REGISTER_ROOT_POINTER(mp_obj_t host_error_messages[16]);
MP_REGISTER_ROOT_POINTER(mp_obj_t host_error_numbers[16]);

void host_errors_forget(void) {
    memset(MP_STATE_VM(host_error_messages), 0, sizeof(MP_STATE_VM(host_error_messages)));
}

static void remember_host_error(mp_obj_t message, mp_obj_t number) {
    if (mp_obj_get_int(number) >= 0) {
        size_t at = mp_obj_get_int(number) % MAX_HOST_ERRORS;
        MP_STATE_VM(host_error_messages)[at] = message;
        MP_STATE_VM(host_error_numbers)[at] = number;
    }
}

mp_int_t host_error_number(mp_obj_t exception) {
    mp_obj_t message = mp_obj_exception_get_value(exception);
    for (size_t i = 0; i < MAX_HOST_ERRORS; i++) {
        if (MP_STATE_VM(host_error_messages)[i] == message) {
            return mp_obj_get_int(MP_STATE_VM(host_error_numbers)[i]);
        }
    }
    return -1;
}

// Raises the exception in the host's answer: a list of its class, its message and its number.
static NORETURN void raise_answer(const uint8_t *bytes, size_t size) {
    mp_obj_t *parts;
    mp_obj_get_array_fixed_n(values_decode(bytes, size), 3, &parts);
    remember_host_error(parts[1], parts[2]);
    nlr_raise(mp_obj_new_exception_arg1(exception_class(parts[0]), parts[1]));
}

// Creates the object in the host's answer: a list of a class of the frozen module `host_objects` and the
// arguments of its constructor.
static mp_obj_t make_object(const uint8_t *bytes, size_t size) {
    size_t count;
    mp_obj_t *parts;
    mp_obj_get_array(values_decode(bytes, size), &count, &parts);
    mp_obj_t module = mp_import_name(MP_QSTR_host_objects, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_obj_t class = mp_load_attr(module, mp_obj_str_get_qstr(parts[0]));
    return mp_call_function_n_kw(class, count - 1, 0, parts + 1);
}

// Calls the host function `name` and returns its result, or raises its exception.
static mp_obj_t call_host(int32_t form, const char *name, size_t name_size, const void *payload,
    size_t payload_size) {
    enum { SHORT_ANSWER = 128 };
    uint8_t short_answer[SHORT_ANSWER];
    uint8_t *answer = short_answer;
    uint32_t size = sandbox_call_host(form, name, name_size, payload, payload_size, short_answer, SHORT_ANSWER);
    if (size > SHORT_ANSWER) {
        answer = m_new(uint8_t, size);
        sandbox_take_answer(answer, size);
    }
    if (answer[0] == SANDBOX_ANSWER_EXCEPTION) {
        raise_answer(answer + 1, size - 1);
    }
    mp_obj_t value = answer[0] == SANDBOX_ANSWER_OBJECT
        ? make_object(answer + 1, size - 1)
        : values_decode(answer + 1, size - 1);
    if (answer != short_answer) {
        m_del(uint8_t, answer, size);
    }
    return value;
}

// --- Plain functions --------------------------------------------------------

static mp_obj_t host_function_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    host_function_t *self = MP_OBJ_TO_PTR(self_in);
    values_buffer_t payload;
    values_buffer_init(&payload);
    values_encode_arguments(&payload, n_args, n_kw, args);
    size_t name_size;
    const char *name = (const char *)qstr_data(self->name, &name_size);
    mp_obj_t value = call_host(SANDBOX_CALL_VALUES, name, name_size, payload.bytes, payload.size);
    values_buffer_free(&payload);
    return value;
}

static void host_function_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    host_function_t *self = MP_OBJ_TO_PTR(self_in);
    mp_printf(print, "<host function %q>", self->name);
}

static void host_function_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    host_function_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] == MP_OBJ_NULL && attr == MP_QSTR___name__) {
        dest[0] = MP_OBJ_NEW_QSTR(self->name);
    }
}

static MP_DEFINE_CONST_OBJ_TYPE(
    host_function_type, MP_QSTR_host_function, MP_TYPE_FLAG_NONE,
    call, host_function_call,
    print, host_function_print,
    attr, host_function_attr
    );

mp_obj_t host_function_new(qstr name) {
    host_function_t *self = mp_obj_malloc(host_function_t, &host_function_type);
    self->name = name;
    return MP_OBJ_FROM_PTR(self);
}

// --- The module `host` ------------------------------------------------------

// host.call(name, payload_json): returns the answer as JSON.
static mp_obj_t mod_host_call(mp_obj_t name_in, mp_obj_t payload_in) {
    size_t name_size, payload_size;
    const char *name = mp_obj_str_get_data(name_in, &name_size);
    const char *payload = mp_obj_str_get_data(payload_in, &payload_size);
    return call_host(SANDBOX_CALL_JSON, name, name_size, payload, payload_size);
}
static MP_DEFINE_CONST_FUN_OBJ_2(mod_host_call_obj, mod_host_call);

// Makes a call of a form that has no name, with the arguments as its payload.
static mp_obj_t call_with(int32_t form, size_t n_args, const mp_obj_t *args) {
    values_buffer_t payload;
    values_buffer_init(&payload);
    values_encode_arguments(&payload, n_args, 0, args);
    mp_obj_t value = call_host(form, "", 0, payload.bytes, payload.size);
    values_buffer_free(&payload);
    return value;
}

// host._wait(seconds): see SANDBOX_CALL_WAIT.
static mp_obj_t mod_host_wait(mp_obj_t seconds) {
    return call_with(SANDBOX_CALL_WAIT, 1, &seconds);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mod_host_wait_obj, mod_host_wait);

// host._take(number, is_wanted): see SANDBOX_CALL_TAKE.
static mp_obj_t mod_host_take(mp_obj_t number, mp_obj_t is_wanted) {
    mp_obj_t args[] = { number, is_wanted };
    return call_with(SANDBOX_CALL_TAKE, 2, args);
}
static MP_DEFINE_CONST_FUN_OBJ_2(mod_host_take_obj, mod_host_take);

// host._run_number(): a number that differs between this run and earlier ones.
static mp_obj_t mod_host_run_number(void) {
    return mp_obj_new_int_from_uint(guarded_run_number);
}
static MP_DEFINE_CONST_FUN_OBJ_0(mod_host_run_number_obj, mod_host_run_number);

static const mp_rom_map_elem_t mod_host_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_host) },
    { MP_ROM_QSTR(MP_QSTR_call), MP_ROM_PTR(&mod_host_call_obj) },
    { MP_ROM_QSTR(MP_QSTR__wait), MP_ROM_PTR(&mod_host_wait_obj) },
    { MP_ROM_QSTR(MP_QSTR__take), MP_ROM_PTR(&mod_host_take_obj) },
    { MP_ROM_QSTR(MP_QSTR__run_number), MP_ROM_PTR(&mod_host_run_number_obj) },
};
static MP_DEFINE_CONST_DICT(mod_host_globals, mod_host_globals_table);

const mp_obj_module_t mod_host = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&mod_host_globals,
};
MP_REGISTER_MODULE(MP_QSTR_host, mod_host);
