// Messages of exceptions, as CPython words them.
// SPDX-License-Identifier: Apache-2.0

#include "messages.h"

#include <string.h>

#include "py/builtin.h"
#include "py/bc.h"
#include "py/bc0.h"
#include "py/objmodule.h"
#include "py/objstr.h"
#include "py/objtype.h"
#include "py/runtime.h"

#include "remedies.h"

// --- Arguments --------------------------------------------------------------

static qstr name_at(const mp_obj_fun_bc_t *fun, size_t index) {
    const uint8_t *ip = fun->bytecode;
    MP_BC_PRELUDE_SIG_DECODE(ip);
    MP_BC_PRELUDE_SIZE_DECODE(ip);
    for (size_t i = 0; i < index; i++) {
        ip = mp_decode_uint_skip(ip);
    }
    qstr name = mp_decode_uint_value(ip);
    #if MICROPY_EMIT_BYTECODE_USES_QSTR_TABLE
    name = fun->context->constants.qstr_table[name];
    #endif
    return name;
}

// The name of a local variable, of which the parameters are the first. That of a parameter that only stands
// for a position ends in "/".
static qstr local_name(const mp_obj_fun_bc_t *fun, size_t index) {
    const uint8_t *ip = fun->bytecode;
    MP_BC_PRELUDE_SIG_DECODE(ip);
    if (index >= n_pos_args + n_kwonly_args) {
        index += 2; // the number of other names, and the qualified one
    }
    return name_at(fun, 1 + index);
}

qstr message_function_name(const mp_obj_fun_bc_t *fun) {
    const uint8_t *ip = fun->bytecode;
    MP_BC_PRELUDE_SIG_DECODE(ip);
    return name_at(fun, 2 + n_pos_args + n_kwonly_args);
}

static int parameter_size(const char *name) {
    size_t size = strlen(name);
    return (int)(size > 1 && name[size - 1] == '/' ? size - 1 : size);
}

NORETURN void message_too_many_arguments(const mp_obj_fun_bc_t *fun, size_t least, size_t most, size_t given) {
    const char *were = given == 1 ? "was" : "were";
    if (least < most) {
        mp_raise_msg_varg(&mp_type_TypeError,
            MP_ERROR_TEXT("%q() takes from %u to %u positional arguments but %u %s given"),
            message_function_name(fun), (unsigned)least, (unsigned)most, (unsigned)given, were);
    }
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("%q() takes %u positional argument%s but %u %s given"),
        message_function_name(fun), (unsigned)most, most == 1 ? "" : "s", (unsigned)given, were);
}

static bool is_missing(const mp_obj_t *last_argument, size_t index) {
    return last_argument == NULL || last_argument[-(mp_int_t)index] == MP_OBJ_NULL;
}

NORETURN void message_missing_arguments(const mp_obj_fun_bc_t *fun, size_t first, size_t end,
    const mp_obj_t *last_argument, bool are_keywords) {
    size_t count = 0;
    for (size_t i = first; i < end; i++) {
        count += is_missing(last_argument, i);
    }
    vstr_t text;
    vstr_init(&text, 64);
    vstr_printf(&text, "%q() missing %u required %s argument%s: ", message_function_name(fun), (unsigned)count,
        are_keywords ? "keyword-only" : "positional", count == 1 ? "" : "s");
    size_t left = count;
    for (size_t i = first; i < end; i++) {
        if (is_missing(last_argument, i)) {
            left--;
            const char *name = qstr_str(local_name(fun, i));
            vstr_printf(&text, "'%.*s'%s", parameter_size(name), name,
                left > 1 ? ", " : left == 0 ? "" : count == 2 ? " and " : ", and ");
        }
    }
    mp_raise_type_arg(&mp_type_TypeError, mp_obj_new_str_from_vstr(&text));
}

NORETURN void message_unexpected_keyword(const mp_obj_fun_bc_t *fun, qstr name) {
    const uint8_t *ip = fun->bytecode;
    MP_BC_PRELUDE_SIG_DECODE(ip);
    const char *given = qstr_str(name);
    for (size_t i = 0; i < n_pos_args; i++) {
        const char *parameter = qstr_str(local_name(fun, i));
        size_t size = parameter_size(parameter);
        if (parameter[size] == '/' && strlen(given) == size && memcmp(parameter, given, size) == 0) {
            mp_raise_msg_varg(&mp_type_TypeError,
                MP_ERROR_TEXT("%q() got some positional-only arguments passed as keyword arguments: '%q'"), message_function_name(fun), name);
        }
    }
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("%q() got an unexpected keyword argument '%q'"), message_function_name(fun), name);
}

// The name of an object in a table of C, or none.
static qstr name_of_value(const mp_obj_dict_t *dict, mp_obj_t value) {
    for (size_t i = 0; i < dict->map.alloc; i++) {
        if (dict->map.table[i].value == value) {
            return MP_OBJ_QSTR_VALUE(dict->map.table[i].key);
        }
    }
    return MP_QSTRnull;
}

// The name of an object in a module of C, and that of the module, or none.
static qstr name_in_modules(mp_obj_t value, qstr *module) {
    static const mp_map_t *const maps[] = { &mp_builtin_module_map, &mp_builtin_extensible_module_map };
    for (size_t m = 0; m < MP_ARRAY_SIZE(maps); m++) {
        for (size_t i = 0; i < maps[m]->used; i++) {
            const mp_obj_dict_t *globals = mp_obj_module_get_globals(maps[m]->table[i].value);
            qstr name = globals->map.is_fixed ? name_of_value(globals, value) : MP_QSTRnull;
            if (name != MP_QSTRnull) {
                *module = MP_OBJ_QSTR_VALUE(maps[m]->table[i].key);
                return name;
            }
        }
    }
    return MP_QSTRnull;
}

void message_class_name(const mp_print_t *print, const mp_obj_type_t *type) {
    qstr module;
    if (type == &mp_type_polymorph_iter || type == &mp_type_reversed) {
        mp_raise_NotImplementedError(MP_ERROR_TEXT("the name of this class"));
    }
    if (MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, parent) == &mp_type_tuple) {
        mp_print_str(print, "__main__."); // a named tuple
    } else if (name_in_modules(MP_OBJ_FROM_PTR(type), &module) != MP_QSTRnull && module != MP_QSTR_builtins) {
        mp_printf(print, module == MP_QSTR_io ? "_%q." : "%q.", module);
    }
    mp_printf(print, "%q", (qstr)type->name);
}

static void print_known(const mp_print_t *print, qstr name, const char *format, qstr type) {
    if (name == MP_QSTRnull) {
        mp_raise_NotImplementedError(MP_ERROR_TEXT("the text of this function"));
    }
    mp_printf(print, format, name, type);
}

void message_builtin_function(const mp_print_t *print, mp_obj_t fun, mp_print_kind_t kind) {
    (void)kind;
    qstr module;
    print_known(print, name_in_modules(fun, &module), "<built-in function %q>", MP_QSTRnull);
}

void message_builtin_method(const mp_print_t *print, mp_obj_t fun, const mp_obj_type_t *type) {
    const mp_obj_dict_t *methods = MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, locals_dict);
    qstr name = methods != NULL && methods->map.is_fixed ? name_of_value(methods, fun) : MP_QSTRnull;
    print_known(print, name, "<method '%q' of '%q' objects>", type->name);
}

NORETURN void message_wrong_arguments(mp_obj_t fun, size_t n_args, size_t n_kw, const mp_obj_t *args, uint32_t sig) {
    vstr_t text;
    vstr_init(&text, 64);
    size_t least = sig >> 17, most = (sig >> 1) & 0xffff;
    if (n_args > MP_OBJ_FUN_ARGS_MAX) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("too many arguments"));
    }
    qstr name = name_of_value(&mp_module_builtins_globals, fun);
    const mp_obj_type_t *type = n_args == 0 || name != MP_QSTRnull ? NULL : mp_obj_get_type(args[0]);
    if (type != NULL && MP_OBJ_TYPE_HAS_SLOT(type, locals_dict) && MP_OBJ_TYPE_GET_SLOT(type, locals_dict)->map.is_fixed) {
        name = name_of_value(MP_OBJ_TYPE_GET_SLOT(type, locals_dict), fun);
    }
    bool is_method = name != MP_QSTRnull && type != NULL;
    if (is_method) {
        n_args--;
        least--;
        most--;
    }
    const char *known = name == MP_QSTRnull ? "function" : qstr_str(name);
    bool is_range = least != most;
    size_t limit = n_args < least ? least : most;
    if (is_method && (n_kw > 0 || (!is_range && most <= 1))) {
        vstr_printf(&text, "%q.", (qstr)type->name);
    }
    if (n_kw > 0 && (sig & 1) == 0) {
        vstr_printf(&text, "%s() takes no keyword arguments", known);
    } else if (!is_range && most <= 1) {
        vstr_printf(&text, "%s() takes %s (%u given)", known, most == 0 ? "no arguments" : "exactly one argument", (unsigned)n_args);
    } else {
        vstr_printf(&text, "%s expected %s%u argument%s, got %u", known, !is_range ? "" : n_args < least ? "at least " : "at most ",
            (unsigned)limit, limit == 1 ? "" : "s", (unsigned)n_args);
    }
    mp_raise_type_arg(&mp_type_TypeError, mp_obj_new_str_from_vstr(&text));
}

mp_obj_t message_unbound_local(const mp_obj_fun_bc_t *fun, const byte *ip) {
    size_t index;
    if ((ip[-1] & 0x80) != 0) {
        index = ip[-1] - MP_BC_LOAD_FAST_MULTI;
    } else {
        // The last byte of a number is the only one without the highest bit.
        const byte *number = ip - 1;
        while ((number[-1] & 0x80) != 0) {
            number--;
        }
        index = mp_decode_uint_value(number);
    }
    const char *name = qstr_str(local_name(fun, index));
    if (name[0] == '*') {
        return mp_obj_new_exception_msg(&mp_type_NameError, MP_ERROR_TEXT("cannot access free variable where it is not associated with a value in enclosing scope"));
    }
    return mp_obj_new_exception_msg_varg(&mp_type_UnboundLocalError,
        MP_ERROR_TEXT("cannot access local variable '%.*s' where it is not associated with a value"), parameter_size(name), name);
}

// --- Operators --------------------------------------------------------------

NORETURN void message_unary_operand(mp_unary_op_t op, mp_obj_t operand) {
    const char *type = mp_obj_get_type_str(operand);
    if (op == MP_UNARY_OP_HASH) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("unhashable type: '%s'"), type);
    }
    const char *symbol = op == MP_UNARY_OP_POSITIVE ? "unary +" : op == MP_UNARY_OP_NEGATIVE ? "unary -"
        : op == MP_UNARY_OP_INVERT ? "unary ~" : op == MP_UNARY_OP_ABS ? "abs()" : NULL;
    if (symbol == NULL) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("unsupported type for %q: '%s'"), (qstr)mp_unary_op_method_name[op], type);
    }
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("bad operand type for %s: '%s'"), symbol, type);
}

static bool is_sequence(mp_obj_t value) {
    return mp_obj_is_str_or_bytes(value) || mp_obj_is_type(value, &mp_type_list) || mp_obj_is_type(value, &mp_type_tuple);
}

NORETURN void message_binary_operands(mp_binary_op_t op, mp_obj_t left, mp_obj_t right, bool is_inplace) {
    static const char comparisons[][3] = { "<", ">", "==", "<=", ">=", "!=" };
    static const char symbols[][3] = { "|", "^", "&", "<<", ">>", "+", "-", "*", "@", "//", "/", "%", "**" };
    const char *left_type = mp_obj_get_type_str(left);
    const char *right_type = mp_obj_get_type_str(right);
    if (op < MP_ARRAY_SIZE(comparisons)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("'%s' not supported between instances of '%s' and '%s'"),
            comparisons[op], left_type, right_type);
    }
    if (op == MP_BINARY_OP_IN || op == MP_BINARY_OP_CONTAINS) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("argument of type '%s' is not iterable"),
            op == MP_BINARY_OP_IN ? right_type : left_type);
    }
    if (op == MP_BINARY_OP_ADD && mp_obj_is_type(left, &mp_type_bytes)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("can't concat %s to %s"), right_type, left_type);
    }
    if (op == MP_BINARY_OP_ADD && is_sequence(left)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("can only concatenate %s (not \"%s\") to %s"),
            left_type, right_type, left_type);
    }
    if (op == MP_BINARY_OP_MULTIPLY && (is_sequence(left) || is_sequence(right))) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("can't multiply sequence by non-int of type '%s'"),
            is_sequence(left) ? right_type : left_type);
    }
    const char *symbol = "divmod()";
    const char *end = "";
    if (op >= MP_BINARY_OP_OR && op <= MP_BINARY_OP_POWER) {
        symbol = symbols[op - MP_BINARY_OP_OR];
        end = is_inplace ? "=" : op == MP_BINARY_OP_POWER ? " or pow()" : "";
    }
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("unsupported operand type(s) for %s%s: '%s' and '%s'"),
        symbol, end, left_type, right_type);
}

NORETURN void message_zero_division(mp_binary_op_t op, bool is_float) {
    if (op >= MP_BINARY_OP_INPLACE_OR && op <= MP_BINARY_OP_INPLACE_POWER) {
        op += MP_BINARY_OP_OR - MP_BINARY_OP_INPLACE_OR;
    }
    const char *text = op == MP_BINARY_OP_POWER ? "0.0 cannot be raised to a negative power"
        : op == MP_BINARY_OP_TRUE_DIVIDE ? (is_float ? "float division by zero" : "division by zero")
        : op == MP_BINARY_OP_MODULO ? (is_float ? "float modulo by zero" : "integer modulo by zero")
        : !is_float ? "integer division or modulo by zero"
        : op == MP_BINARY_OP_DIVMOD ? "float divmod()" : "float floor division by zero";
    mp_raise_msg(&mp_type_ZeroDivisionError, text);
}

// --- Names ------------------------------------------------------------------

NORETURN void message_no_attribute(mp_obj_t object, qstr name) {
    const char *remedy = "";
    if (mp_obj_is_type(object, &mp_type_type)) {
        const mp_obj_type_t *type = MP_OBJ_TO_PTR(object);
        remedy = mp_obj_is_instance_type(type) ? "" : remedy_for_attribute(qstr_str(name));
        mp_raise_msg_varg(&mp_type_AttributeError, MP_ERROR_TEXT("type object '%q' has no attribute '%q'%s"),
            (qstr)type->name, name, remedy);
    }
    if (mp_obj_is_type(object, &mp_type_module)) {
        mp_obj_t module_name[2];
        mp_load_method_maybe(object, MP_QSTR___name__, module_name);
        if (mp_obj_is_qstr(module_name[0])) {
            // The modules of MicroPython are in read-only memory.
            bool is_native = mp_obj_module_get_globals(object)->map.is_fixed;
            mp_raise_msg_varg(&mp_type_AttributeError, MP_ERROR_TEXT("module '%q' has no attribute '%q'%s"),
                MP_OBJ_QSTR_VALUE(module_name[0]), name, is_native ? remedy_for_attribute(qstr_str(name)) : "");
        }
    }
    remedy = mp_obj_is_instance_type(mp_obj_get_type(object)) ? "" : remedy_for_attribute(qstr_str(name));
    mp_raise_msg_varg(&mp_type_AttributeError, MP_ERROR_TEXT("'%s' object has no attribute '%q'%s"),
        mp_obj_get_type_str(object), name, remedy);
}

NORETURN void message_no_context(mp_obj_t object, bool can_enter) {
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("'%s' object does not support the context manager protocol%s"),
        mp_obj_get_type_str(object), can_enter ? " (missed __exit__ method)" : "");
}

NORETURN void message_no_import(mp_obj_t module, qstr name) {
    mp_obj_t module_name[2], file[2];
    mp_load_method_maybe(module, MP_QSTR___name__, module_name);
    mp_load_method_maybe(module, MP_QSTR___file__, file);
    const char *path = mp_obj_is_str(file[0]) ? mp_obj_str_get_str(file[0]) : "unknown location";
    const char *remedy = file[0] == MP_OBJ_NULL ? remedy_for_attribute(qstr_str(name)) : "";
    mp_raise_msg_varg(&mp_type_ImportError, MP_ERROR_TEXT("cannot import name '%q' from '%s' (%s)%s"), name,
        mp_obj_is_str(module_name[0]) ? mp_obj_str_get_str(module_name[0]) : "?", path, remedy);
}

NORETURN void message_no_module(qstr name) {
    size_t size;
    const char *text = (const char *)qstr_data(name, &size);
    mp_raise_msg_varg(&mp_type_ModuleNotFoundError, MP_ERROR_TEXT("No module named '%q'%s"), name, remedy_for_module(text, size));
}
