// Patterns of regular expressions: their methods.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "micropython/regex_objects.h"
#include "micropython/unicode.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "py/unicode.h"

// --- Searching ------------------------------------------------------------------------

// The byte at which a character begins, or the end of the text.
static size_t byte_of(mp_obj_t text, mp_obj_t index, size_t otherwise) {
    GET_STR_DATA_LEN(text, data, len);
    if (index == MP_OBJ_NULL) {
        return otherwise;
    }
    mp_int_t wanted = mp_obj_get_int_clipped(index);
    if (wanted <= 0) {
        return 0;
    }
    if (!mp_obj_is_str(text)) {
        return MIN((size_t)wanted, len);
    }
    const byte *at = data;
    for (; wanted > 0 && at < data + len; wanted--) {
        at = utf8_next_char(at);
    }
    return at - data;
}

regex_scan_t regex_scan(mp_obj_t regex_in, mp_obj_t text, mp_obj_t pos, mp_obj_t end) {
    regex_t *regex = MP_OBJ_TO_PTR(regex_in);
    text = mp_obj_native_part(text);
    bool is_str = mp_obj_is_str(text);
    if (!is_str && !mp_obj_is_type(text, &mp_type_bytes)) {
        // Other buffers can change: what is searched is a copy.
        mp_buffer_info_t buffer;
        if (!mp_get_buffer(text, &buffer, MP_BUFFER_READ)) {
            mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("expected string or bytes-like object, got '%s'"), mp_obj_get_type_str(text));
        }
        text = mp_obj_new_bytes(buffer.buf, buffer.len);
    }
    if (is_str != mp_obj_is_str(regex->pattern)) {
        mp_raise_TypeError(is_str ? MP_ERROR_TEXT("cannot use a bytes pattern on a string-like object")
            : MP_ERROR_TEXT("cannot use a string pattern on a bytes-like object"));
    }
    GET_STR_LEN(text, len);
    size_t start = byte_of(text, pos, 0);
    return (regex_scan_t) {
        .regex = regex_in, .text = text, .pos = start, .start = start, .end = byte_of(text, end, len),
    };
}

static mp_obj_t search(regex_scan_t *scan, bool only_here, bool whole) {
    regex_t *regex = MP_OBJ_TO_PTR(scan->regex);
    if (scan->start > scan->end) {
        return MP_OBJ_NULL;
    }
    size_t slots = 2 * (regex->groups + 1) + 1;
    regex_match_t *match = mp_obj_malloc_var(regex_match_t, slots, int32_t, slots, &mp_type_match);
    match->regex = scan->regex;
    match->text = scan->text;
    match->pos = scan->pos;
    match->end = scan->end;
    GET_STR_DATA_LEN(scan->text, data, len);
    (void)len;
    regex_search_t request = {
        .regex = regex,
        .text = data,
        .end = scan->end,
        .is_str = mp_obj_is_str(scan->text),
        .whole = whole,
        .must_advance = scan->must_advance,
    };
    if (!regex_search(&request, scan->start, only_here, match->slots)) {
        return MP_OBJ_NULL;
    }
    match->last_group = match->slots[slots - 1];
    return MP_OBJ_FROM_PTR(match);
}

mp_obj_t regex_scan_match(regex_scan_t *scan, bool whole) {
    return search(scan, true, whole);
}

mp_obj_t regex_scan_next(regex_scan_t *scan) {
    mp_obj_t match_in = scan->is_over ? MP_OBJ_NULL : search(scan, false, false);
    if (match_in == MP_OBJ_NULL) {
        scan->is_over = true;
        return match_in;
    }
    regex_match_t *match = MP_OBJ_TO_PTR(match_in);
    scan->must_advance = match->slots[0] == match->slots[1];
    scan->start = match->slots[1];
    return match_in;
}

// --- Methods ----------------------------------------------------------------------------

// The arguments of most methods: string, pos, endpos.
static regex_scan_t scan_args(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_string, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_pos, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
        { MP_QSTR_endpos, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    return regex_scan(pos_args[0], args[0].u_obj, args[1].u_obj, args[2].u_obj);
}

static mp_obj_t or_none(mp_obj_t match) {
    return match == MP_OBJ_NULL ? mp_const_none : match;
}

static mp_obj_t pattern_match(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    regex_scan_t scan = scan_args(n_args, args, kw_args);
    return or_none(regex_scan_match(&scan, false));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pattern_match_obj, 1, pattern_match);

static mp_obj_t pattern_fullmatch(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    regex_scan_t scan = scan_args(n_args, args, kw_args);
    return or_none(regex_scan_match(&scan, true));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pattern_fullmatch_obj, 1, pattern_fullmatch);

static mp_obj_t pattern_search(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    regex_scan_t scan = scan_args(n_args, args, kw_args);
    return or_none(regex_scan_next(&scan));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pattern_search_obj, 1, pattern_search);

static mp_obj_t nothing(mp_obj_t text) {
    return mp_obj_is_str(text) ? MP_OBJ_NEW_QSTR(MP_QSTR_) : mp_const_empty_bytes;
}

static mp_obj_t pattern_findall(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    regex_scan_t scan = scan_args(n_args, args, kw_args);
    regex_t *regex = MP_OBJ_TO_PTR(scan.regex);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    for (mp_obj_t match_in; (match_in = regex_scan_next(&scan)) != MP_OBJ_NULL;) {
        regex_match_t *match = MP_OBJ_TO_PTR(match_in);
        if (regex->groups < 2) {
            mp_obj_list_append(list, regex_group(match, regex->groups, nothing(scan.text)));
            continue;
        }
        mp_obj_tuple_t *tuple = MP_OBJ_TO_PTR(mp_obj_new_tuple(regex->groups, NULL));
        for (size_t i = 0; i < (size_t)regex->groups; i++) {
            tuple->items[i] = regex_group(match, i + 1, nothing(scan.text));
        }
        mp_obj_list_append(list, MP_OBJ_FROM_PTR(tuple));
    }
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pattern_findall_obj, 1, pattern_findall);

static mp_obj_t scan_iternext(mp_obj_t self_in) {
    mp_obj_t match = regex_scan_next(MP_OBJ_TO_PTR(self_in));
    return match == MP_OBJ_NULL ? MP_OBJ_STOP_ITERATION : match;
}

static MP_DEFINE_CONST_OBJ_TYPE(
    mp_type_regex_scan,
    MP_QSTR_callable_iterator,
    MP_TYPE_FLAG_ITER_IS_ITERNEXT,
    iter, scan_iternext
    );

static mp_obj_t pattern_finditer(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    regex_scan_t scan = scan_args(n_args, args, kw_args);
    regex_scan_t *self = m_new_obj(regex_scan_t);
    *self = scan;
    self->base.type = &mp_type_regex_scan;
    return MP_OBJ_FROM_PTR(self);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pattern_finditer_obj, 1, pattern_finditer);

static mp_obj_t text_part(mp_obj_t text, size_t start, size_t end) {
    GET_STR_DATA_LEN(text, data, len);
    (void)len;
    return mp_obj_new_str_of_type(mp_obj_get_type(text), data + start, end - start);
}

mp_obj_t regex_split(mp_obj_t regex_in, mp_obj_t text, mp_int_t most) {
    regex_scan_t scan = regex_scan(regex_in, text, MP_OBJ_NULL, MP_OBJ_NULL);
    regex_t *regex = MP_OBJ_TO_PTR(regex_in);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    size_t done = 0;
    mp_obj_t match_in;
    for (mp_int_t n = 0; most >= 0 && (most == 0 || n < most) && (match_in = regex_scan_next(&scan)) != MP_OBJ_NULL; n++) {
        regex_match_t *match = MP_OBJ_TO_PTR(match_in);
        mp_obj_list_append(list, text_part(scan.text, done, match->slots[0]));
        for (size_t i = 1; i <= (size_t)regex->groups; i++) {
            mp_obj_list_append(list, regex_group(match, i, mp_const_none));
        }
        done = match->slots[1];
    }
    mp_obj_list_append(list, text_part(scan.text, done, scan.end));
    return list;
}

static mp_obj_t pattern_split(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_string, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_maxsplit, MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    return regex_split(pos_args[0], args[0].u_obj, args[1].u_int);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pattern_split_obj, 1, pattern_split);

mp_obj_t regex_sub(mp_obj_t regex, mp_obj_t replacement, mp_obj_t text, mp_int_t most, bool counts) {
    regex_scan_t scan = regex_scan(regex, text, MP_OBJ_NULL, MP_OBJ_NULL);
    bool calls = mp_obj_is_callable(replacement);
    const mp_obj_type_t *type = mp_obj_get_type(scan.text);
    vstr_t out;
    vstr_init(&out, 32);
    size_t done = 0;
    mp_int_t n = 0;
    mp_obj_t match_in;
    while (most >= 0 && (most == 0 || n < most) && (match_in = regex_scan_next(&scan)) != MP_OBJ_NULL) {
        regex_match_t *match = MP_OBJ_TO_PTR(match_in);
        mp_obj_t part = calls ? mp_call_function_1(replacement, match_in) : regex_expand(match, replacement);
        GET_STR_DATA_LEN(scan.text, data, len);
        (void)len;
        vstr_add_strn(&out, (const char *)data + done, match->slots[0] - done);
        if (part != mp_const_none) {
            part = mp_obj_native_part(part);
            str_check_arg_type(type, part);
            GET_STR_DATA_LEN(part, part_data, part_len);
            vstr_add_strn(&out, (const char *)part_data, part_len);
        }
        done = match->slots[1];
        n++;
    }
    mp_obj_t result = scan.text;
    if (n > 0) {
        GET_STR_DATA_LEN(scan.text, data, len);
        vstr_add_strn(&out, (const char *)data + done, len - done);
        result = mp_obj_new_str_type_from_vstr(type, &out);
    }
    if (!counts) {
        return result;
    }
    mp_obj_t items[] = { result, MP_OBJ_NEW_SMALL_INT(n) };
    return mp_obj_new_tuple(2, items);
}

static mp_obj_t pattern_sub_n(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args, bool counts) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_repl, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_string, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_count, MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    return regex_sub(pos_args[0], args[0].u_obj, args[1].u_obj, args[2].u_int, counts);
}

static mp_obj_t pattern_sub(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return pattern_sub_n(n_args, args, kw_args, false);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pattern_sub_obj, 1, pattern_sub);

static mp_obj_t pattern_subn(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return pattern_sub_n(n_args, args, kw_args, true);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pattern_subn_obj, 1, pattern_subn);

// --- The type ---------------------------------------------------------------------------

static void pattern_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    static const struct { uint16_t flag; const char *name; } names[] = {
        { REGEX_IGNORECASE, "re.IGNORECASE" }, { REGEX_MULTILINE, "re.MULTILINE" }, { REGEX_DOTALL, "re.DOTALL" },
        { REGEX_VERBOSE, "re.VERBOSE" }, { REGEX_DEBUG, "re.DEBUG" }, { REGEX_ASCII, "re.ASCII" },
    };
    regex_t *self = MP_OBJ_TO_PTR(self_in);
    mp_print_str(print, "re.compile(");
    mp_obj_print_helper(print, self->pattern, PRINT_REPR);
    const char *before = ", ";
    for (size_t i = 0; i < MP_ARRAY_SIZE(names); i++) {
        if (self->flags & names[i].flag) {
            mp_printf(print, "%s%s", before, names[i].name);
            before = "|";
        }
    }
    mp_print_str(print, ")");
}

static mp_obj_t pattern_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    return op == MP_UNARY_OP_HASH ? mp_obj_new_int((uint32_t)self_in) : MP_OBJ_NULL;
}

static const mp_rom_map_elem_t pattern_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_match), MP_ROM_PTR(&pattern_match_obj) },
    { MP_ROM_QSTR(MP_QSTR_fullmatch), MP_ROM_PTR(&pattern_fullmatch_obj) },
    { MP_ROM_QSTR(MP_QSTR_search), MP_ROM_PTR(&pattern_search_obj) },
    { MP_ROM_QSTR(MP_QSTR_findall), MP_ROM_PTR(&pattern_findall_obj) },
    { MP_ROM_QSTR(MP_QSTR_finditer), MP_ROM_PTR(&pattern_finditer_obj) },
    { MP_ROM_QSTR(MP_QSTR_split), MP_ROM_PTR(&pattern_split_obj) },
    { MP_ROM_QSTR(MP_QSTR_sub), MP_ROM_PTR(&pattern_sub_obj) },
    { MP_ROM_QSTR(MP_QSTR_subn), MP_ROM_PTR(&pattern_subn_obj) },
};
static MP_DEFINE_CONST_DICT(pattern_locals, pattern_locals_table);

static void pattern_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    regex_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    switch (attr) {
        case MP_QSTR_pattern:
            dest[0] = self->pattern;
            break;
        case MP_QSTR_flags:
            dest[0] = MP_OBJ_NEW_SMALL_INT(self->flags);
            break;
        case MP_QSTR_groups:
            dest[0] = MP_OBJ_NEW_SMALL_INT(self->groups);
            break;
        case MP_QSTR_groupindex:
            dest[0] = mp_obj_dict_copy(self->names);
            break;
        default:
            dest[1] = MP_OBJ_SENTINEL; // a method
    }
}

MP_DEFINE_CONST_OBJ_TYPE(
    mp_type_regex,
    MP_QSTR_Pattern,
    MP_TYPE_FLAG_NONE,
    print, pattern_print,
    unary_op, pattern_unary_op,
    attr, pattern_attr,
    locals_dict, &pattern_locals
    );
