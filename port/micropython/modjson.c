// The module json.
// SPDX-License-Identifier: Apache-2.0

#include "json.h"

#include <string.h>

#include "py/objstr.h"
#include "py/runtime.h"

// --- Reading ----------------------------------------------------------------

// Returns the str that the argument of loads() is or contains, as UTF-8.
static mp_obj_t text_of(mp_obj_t source) {
    if (mp_obj_is_str(source)) {
        return source;
    }
    mp_buffer_info_t bytes;
    if (!mp_get_buffer(source, &bytes, MP_BUFFER_READ)) {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("the JSON object must be str, bytes or bytearray, not %s"),
            mp_obj_get_type_str(source));
    }
    const byte *start = bytes.buf;
    size_t mark = bytes.len >= 3 && memcmp(start, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    mp_obj_t args[] = { mp_obj_new_bytes(start + mark, bytes.len - mark), MP_OBJ_NEW_QSTR(MP_QSTR_utf_hyphen_8) };
    return mp_obj_str_make_new(&mp_type_str, 2, 0, args);
}

static mp_obj_t loads(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { HOOK, PAIRS_HOOK, FLOAT, INT, CONSTANT, STRICT };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_object_hook, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_object_pairs_hook, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_parse_float, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_parse_int, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_parse_constant, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_strict, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = true} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    json_reading_t reading = {
        .object_hook = args[HOOK].u_obj,
        .object_pairs_hook = args[PAIRS_HOOK].u_obj,
        .parse_float = args[FLOAT].u_obj,
        .parse_int = args[INT].u_obj,
        .parse_constant = args[CONSTANT].u_obj,
        .strict = args[STRICT].u_bool,
    };
    return json_read(text_of(pos_args[0]), &reading);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(loads_obj, 1, loads);

static mp_obj_t load(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mp_arg_check_num(n_args, 0, 1, 1, false);
    mp_obj_t read[2];
    mp_load_method(pos_args[0], MP_QSTR_read, read);
    mp_obj_t text = mp_call_method_n_kw(0, 0, read);
    return loads(1, &text, kw_args);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(load_obj, 1, load);

// --- Writing ----------------------------------------------------------------

static const MP_DEFINE_STR_OBJ(comma, ",");
static const MP_DEFINE_STR_OBJ(comma_and_space, ", ");
static const MP_DEFINE_STR_OBJ(colon_and_space, ": ");

static mp_obj_t indent_of(mp_obj_t indent) {
    if (!mp_obj_is_int(indent)) {
        return indent;
    }
    mp_int_t width = mp_obj_get_int(indent);
    vstr_t spaces;
    vstr_init(&spaces, 8);
    for (mp_int_t i = 0; i < width; i++) {
        vstr_add_byte(&spaces, ' ');
    }
    return mp_obj_new_str_from_vstr(&spaces);
}

static mp_obj_t written(mp_obj_t value, mp_map_t *kw_args) {
    enum { SKIPKEYS, ASCII, CIRCULAR, NANS, INDENT, SEPARATORS, DEFAULT, SORT };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_skipkeys, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false} },
        { MP_QSTR_ensure_ascii, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = true} },
        { MP_QSTR_check_circular, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = true} },
        { MP_QSTR_allow_nan, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = true} },
        { MP_QSTR_indent, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_separators, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_default, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_sort_keys, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(0, NULL, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_obj_t separators[] = {
        MP_OBJ_FROM_PTR(args[INDENT].u_obj == mp_const_none ? &comma_and_space : &comma),
        MP_OBJ_FROM_PTR(&colon_and_space),
    };
    if (args[SEPARATORS].u_obj != mp_const_none) {
        mp_obj_t *items;
        mp_obj_get_array_fixed_n(args[SEPARATORS].u_obj, MP_ARRAY_SIZE(separators), &items);
        memcpy(separators, items, sizeof(separators));
    }
    json_writing_t writing = {
        .make_default = args[DEFAULT].u_obj,
        .indent = indent_of(args[INDENT].u_obj),
        .item_separator = separators[0],
        .key_separator = separators[1],
        .skips_keys = args[SKIPKEYS].u_bool,
        .is_ascii = args[ASCII].u_bool,
        .allows_nan = args[NANS].u_bool,
        .sorts_keys = args[SORT].u_bool,
    };
    return json_write(value, &writing);
}

static mp_obj_t dumps(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mp_arg_check_num(n_args, 0, 1, 1, false);
    return written(pos_args[0], kw_args);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(dumps_obj, 1, dumps);

static mp_obj_t dump(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    mp_arg_check_num(n_args, 0, 2, 2, false);
    mp_obj_t write[3];
    mp_load_method(pos_args[1], MP_QSTR_write, write);
    write[2] = written(pos_args[0], kw_args);
    mp_call_method_n_kw(1, 0, write);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(dump_obj, 2, dump);

static const mp_rom_map_elem_t globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_json) },
    { MP_ROM_QSTR(MP_QSTR_JSONDecodeError), MP_ROM_PTR(&json_decode_error_type) },
    { MP_ROM_QSTR(MP_QSTR_dump), MP_ROM_PTR(&dump_obj) },
    { MP_ROM_QSTR(MP_QSTR_dumps), MP_ROM_PTR(&dumps_obj) },
    { MP_ROM_QSTR(MP_QSTR_load), MP_ROM_PTR(&load_obj) },
    { MP_ROM_QSTR(MP_QSTR_loads), MP_ROM_PTR(&loads_obj) },
};
static MP_DEFINE_CONST_DICT(globals, globals_table);

const mp_obj_module_t json_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&globals,
};

MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_json, json_module);
