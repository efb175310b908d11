// The module `re`. Replaces MicroPython's extmod/modre.c.
// SPDX-License-Identifier: Apache-2.0

#include <stdlib.h>
#include <string.h>

#include "micropython/regex_objects.h"
#include "micropython/unicode.h"
#include "py/objexcept.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "py/unicode.h"

// --- re.error -------------------------------------------------------------------------

// What is wrong, and where, is read from the message.
static void error_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    mp_obj_exception_t *self = MP_OBJ_TO_PTR(self_in);
    bool is_ours = self->args != NULL && self->args->len == 1 && mp_obj_is_str(self->args->items[0]);
    bool is_load = dest[0] == MP_OBJ_NULL;
    mp_obj_exception_attr(self_in, attr, dest);
    if (!is_load || dest[0] != MP_OBJ_NULL || !is_ours || (attr != MP_QSTR_msg && attr != MP_QSTR_pos)) {
        return;
    }
    size_t len;
    const char *text = mp_obj_str_get_data(self->args->items[0], &len);
    const char *at = strstr(text, " at position ");
    if (at == NULL) {
        dest[0] = attr == MP_QSTR_msg ? self->args->items[0] : mp_const_none;
    } else if (attr == MP_QSTR_msg) {
        dest[0] = mp_obj_new_str(text, at - text);
    } else {
        dest[0] = MP_OBJ_NEW_SMALL_INT(strtol(at + strlen(" at position "), NULL, 10));
    }
}

MP_DEFINE_CONST_OBJ_TYPE(
    mp_type_re_error,
    MP_QSTR_PatternError,
    MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, mp_obj_exception_print,
    attr, error_attr,
    parent, &mp_type_Exception
    );

NORETURN void regex_error(mp_obj_t pattern, const char *what, size_t offset) {
    GET_STR_DATA_LEN(pattern, data, len);
    size_t pos = mp_obj_is_str(pattern) ? utf8_charlen(data, MIN(offset, len)) : offset;
    mp_raise_msg_varg(&mp_type_re_error, MP_ERROR_TEXT("%s at position %d"), what, (int)pos);
}

// --- Compiling, and what was compiled last -----------------------------------------------

#define KEPT (16)

MP_REGISTER_ROOT_POINTER(mp_obj_t regex_kept[16]);
MP_REGISTER_ROOT_POINTER(size_t regex_kept_next);

static mp_obj_t compile(mp_obj_t pattern, int32_t flags) {
    if (mp_obj_is_type(pattern, &mp_type_regex)) {
        if (flags != 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("cannot process flags argument with a compiled pattern"));
        }
        return pattern;
    }
    pattern = mp_obj_native_part(pattern);
    if (!mp_obj_is_str(pattern) && !mp_obj_is_type(pattern, &mp_type_bytes)) {
        mp_raise_TypeError(MP_ERROR_TEXT("first argument must be string or compiled pattern"));
    }
    for (size_t i = 0; i < KEPT; i++) {
        mp_obj_t kept = MP_STATE_VM(regex_kept)[i];
        if (kept != MP_OBJ_NULL) {
            regex_t *regex = MP_OBJ_TO_PTR(kept);
            if (regex->given_flags == flags && mp_obj_get_type(regex->pattern) == mp_obj_get_type(pattern)
                && mp_obj_equal(regex->pattern, pattern)) {
                return kept;
            }
        }
    }
    regex_t *regex = mp_obj_malloc(regex_t, &mp_type_regex);
    regex->pattern = pattern;
    regex->flags = regex->given_flags = flags;
    regex_compile(regex);
    MP_STATE_VM(regex_kept)[MP_STATE_VM(regex_kept_next)++ % KEPT] = MP_OBJ_FROM_PTR(regex);
    return MP_OBJ_FROM_PTR(regex);
}

static mp_obj_t re_purge(void) {
    for (size_t i = 0; i < KEPT; i++) {
        MP_STATE_VM(regex_kept)[i] = MP_OBJ_NULL;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(re_purge_obj, re_purge);

enum { ARG_pattern, ARG_flags };

static mp_obj_t re_compile(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_pattern, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_flags, MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    return compile(args[ARG_pattern].u_obj, args[ARG_flags].u_int);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(re_compile_obj, 1, re_compile);

// --- Functions that take a pattern and a text ------------------------------------------------

// Calls a method of the compiled pattern with the text; flags are not for the method.
static mp_obj_t call(qstr method, size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_pattern, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_string, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_flags, MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_obj_t dest[3];
    mp_load_method(compile(args[0].u_obj, args[2].u_int), method, dest);
    dest[2] = args[1].u_obj;
    return mp_call_method_n_kw(1, 0, dest);
}

#define FUNCTION(name) \
    static mp_obj_t re_##name(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) { \
        return call(MP_QSTR_##name, n_args, args, kw_args); \
    } \
    static MP_DEFINE_CONST_FUN_OBJ_KW(re_##name##_obj, 2, re_##name)

FUNCTION(match);
FUNCTION(fullmatch);
FUNCTION(search);
FUNCTION(findall);
FUNCTION(finditer);

static mp_obj_t re_split(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_pattern, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_string, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_maxsplit, MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_flags, MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    return regex_split(compile(args[0].u_obj, args[3].u_int), args[1].u_obj, args[2].u_int);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(re_split_obj, 2, re_split);

static mp_obj_t sub(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args, bool counts) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_pattern, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_repl, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_string, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_count, MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_flags, MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    return regex_sub(compile(args[0].u_obj, args[4].u_int), args[1].u_obj, args[2].u_obj, args[3].u_int, counts);
}

static mp_obj_t re_sub(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return sub(n_args, args, kw_args, false);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(re_sub_obj, 3, re_sub);

static mp_obj_t re_subn(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return sub(n_args, args, kw_args, true);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(re_subn_obj, 3, re_subn);

static mp_obj_t re_escape(mp_obj_t text) {
    check_is_str_or_bytes(text);
    GET_STR_DATA_LEN(text, data, len);
    vstr_t out;
    vstr_init(&out, len + 8);
    for (size_t i = 0; i < len; i++) {
        if (data[i] != 0 && strchr("()[]{}?*+-|^$\\.&~# \t\n\r\v\f", data[i]) != NULL) {
            vstr_add_byte(&out, '\\');
        }
        vstr_add_byte(&out, data[i]);
    }
    return mp_obj_new_str_type_from_vstr(mp_obj_get_type(text), &out);
}
static MP_DEFINE_CONST_FUN_OBJ_1(re_escape_obj, re_escape);

static const mp_rom_map_elem_t re_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_re) },
    { MP_ROM_QSTR(MP_QSTR_compile), MP_ROM_PTR(&re_compile_obj) },
    { MP_ROM_QSTR(MP_QSTR_match), MP_ROM_PTR(&re_match_obj) },
    { MP_ROM_QSTR(MP_QSTR_fullmatch), MP_ROM_PTR(&re_fullmatch_obj) },
    { MP_ROM_QSTR(MP_QSTR_search), MP_ROM_PTR(&re_search_obj) },
    { MP_ROM_QSTR(MP_QSTR_findall), MP_ROM_PTR(&re_findall_obj) },
    { MP_ROM_QSTR(MP_QSTR_finditer), MP_ROM_PTR(&re_finditer_obj) },
    { MP_ROM_QSTR(MP_QSTR_split), MP_ROM_PTR(&re_split_obj) },
    { MP_ROM_QSTR(MP_QSTR_sub), MP_ROM_PTR(&re_sub_obj) },
    { MP_ROM_QSTR(MP_QSTR_subn), MP_ROM_PTR(&re_subn_obj) },
    { MP_ROM_QSTR(MP_QSTR_escape), MP_ROM_PTR(&re_escape_obj) },
    { MP_ROM_QSTR(MP_QSTR_purge), MP_ROM_PTR(&re_purge_obj) },
    { MP_ROM_QSTR(MP_QSTR_error), MP_ROM_PTR(&mp_type_re_error) },
    { MP_ROM_QSTR(MP_QSTR_PatternError), MP_ROM_PTR(&mp_type_re_error) },
    { MP_ROM_QSTR(MP_QSTR_Pattern), MP_ROM_PTR(&mp_type_regex) },
    { MP_ROM_QSTR(MP_QSTR_Match), MP_ROM_PTR(&mp_type_match) },
    { MP_ROM_QSTR(MP_QSTR_I), MP_ROM_INT(REGEX_IGNORECASE) },
    { MP_ROM_QSTR(MP_QSTR_IGNORECASE), MP_ROM_INT(REGEX_IGNORECASE) },
    { MP_ROM_QSTR(MP_QSTR_L), MP_ROM_INT(REGEX_LOCALE) },
    { MP_ROM_QSTR(MP_QSTR_LOCALE), MP_ROM_INT(REGEX_LOCALE) },
    { MP_ROM_QSTR(MP_QSTR_M), MP_ROM_INT(REGEX_MULTILINE) },
    { MP_ROM_QSTR(MP_QSTR_MULTILINE), MP_ROM_INT(REGEX_MULTILINE) },
    { MP_ROM_QSTR(MP_QSTR_S), MP_ROM_INT(REGEX_DOTALL) },
    { MP_ROM_QSTR(MP_QSTR_DOTALL), MP_ROM_INT(REGEX_DOTALL) },
    { MP_ROM_QSTR(MP_QSTR_U), MP_ROM_INT(REGEX_UNICODE) },
    { MP_ROM_QSTR(MP_QSTR_UNICODE), MP_ROM_INT(REGEX_UNICODE) },
    { MP_ROM_QSTR(MP_QSTR_X), MP_ROM_INT(REGEX_VERBOSE) },
    { MP_ROM_QSTR(MP_QSTR_VERBOSE), MP_ROM_INT(REGEX_VERBOSE) },
    { MP_ROM_QSTR(MP_QSTR_DEBUG), MP_ROM_INT(REGEX_DEBUG) },
    { MP_ROM_QSTR(MP_QSTR_A), MP_ROM_INT(REGEX_ASCII) },
    { MP_ROM_QSTR(MP_QSTR_ASCII), MP_ROM_INT(REGEX_ASCII) },
    { MP_ROM_QSTR(MP_QSTR_NOFLAG), MP_ROM_INT(0) },
};
static MP_DEFINE_CONST_DICT(re_globals, re_globals_table);

const mp_obj_module_t mp_module_re = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&re_globals,
};
MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_re, mp_module_re);
