// Methods of `str`, `bytes` and `bytearray` that split texts, or take and exchange parts of them.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "micropython/text.h"
#include "micropython/unicode.h"
#include "py/objlist.h"
#include "py/objstr.h"
#include "py/objtype.h"
#include "py/runtime.h"
#include "py/unicode.h"

typedef struct {
    const mp_obj_type_t *type;
    const byte *start;
    const byte *end;
} text_t;

static text_t text_of(mp_obj_t self_in) {
    check_is_str_or_bytes(self_in);
    GET_STR_DATA_LEN(self_in, data, len);
    return (text_t) { .type = mp_obj_get_type(self_in), .start = data, .end = data + len };
}

// Another text, which must be of the same kind.
static text_t other_text(const text_t *text, mp_obj_t other) {
    str_check_arg_type(text->type, other);
    size_t len;
    const byte *data = (const byte *)mp_obj_str_get_data(other, &len);
    return (text_t) { .type = text->type, .start = data, .end = data + len };
}

static mp_obj_t part(const text_t *text, const byte *start, const byte *end) {
    return mp_obj_new_str_of_type(text->type, start, end - start);
}

static const byte *after_char(const text_t *text, const byte *at) {
    return text->type == &mp_type_str ? utf8_next_char(at) : at + 1;
}

static const byte *before_char(const text_t *text, const byte *at) {
    at--;
    while (text->type == &mp_type_str && at > text->start && UTF8_IS_CONT(*at)) {
        at--;
    }
    return at;
}

static bool is_space(const text_t *text, const byte *at) {
    if (*at < 0x80) {
        return *at == ' ' || (*at >= '\t' && *at <= '\r') || (*at >= 0x1c && *at <= 0x1f && text->type == &mp_type_str);
    }
    return text->type == &mp_type_str && char_is(utf8_get_char(at), CHAR_SPACE);
}

// --- Splitting ------------------------------------------------------------------------

typedef struct {
    text_t text;
    mp_obj_t separator;
    mp_int_t most; // splits; negative for any number
} split_t;

static split_t split_args(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_sep, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_maxsplit, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(-1) } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_int_t most = mp_obj_get_int_clipped(args[1].u_obj);
    return (split_t) { .text = text_of(pos_args[0]), .separator = args[0].u_obj, .most = most };
}

static text_t separator_of(const split_t *split) {
    text_t separator = other_text(&split->text, split->separator);
    if (separator.start == separator.end) {
        mp_raise_ValueError(MP_ERROR_TEXT("empty separator"));
    }
    return separator;
}

static void split_at_spaces(const split_t *split, mp_obj_t list) {
    const byte *at = split->text.start, *end = split->text.end;
    for (mp_int_t left = split->most;; left--) {
        while (at < end && is_space(&split->text, at)) {
            at = after_char(&split->text, at);
        }
        if (at == end) {
            return;
        }
        const byte *start = at;
        if (left == 0) {
            mp_obj_list_append(list, part(&split->text, start, end));
            return;
        }
        while (at < end && !is_space(&split->text, at)) {
            at = after_char(&split->text, at);
        }
        mp_obj_list_append(list, part(&split->text, start, at));
    }
}

static mp_obj_t text_split(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    split_t split = split_args(n_args, pos_args, kw_args);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    if (split.separator == mp_const_none) {
        split_at_spaces(&split, list);
        return list;
    }
    text_t separator = separator_of(&split);
    size_t size = separator.end - separator.start;
    const byte *start = split.text.start, *at = start;
    while (split.most != 0 && (size_t)(split.text.end - at) >= size) {
        at = memchr(at, *separator.start, split.text.end - at - size + 1);
        if (at == NULL) {
            break;
        }
        if (memcmp(at, separator.start, size) == 0) {
            mp_obj_list_append(list, part(&split.text, start, at));
            at = start = at + size;
            split.most--;
        } else {
            at++;
        }
    }
    mp_obj_list_append(list, part(&split.text, start, split.text.end));
    return list;
}
MP_DEFINE_CONST_FUN_OBJ_KW(text_split_obj, 1, text_split);

mp_obj_t mp_obj_str_split(size_t n_args, const mp_obj_t *args) {
    mp_map_t none;
    mp_map_init_fixed_table(&none, 0, NULL);
    return text_split(n_args, args, &none);
}

static void rsplit_at_spaces(const split_t *split, mp_obj_t list) {
    const text_t *text = &split->text;
    const byte *at = text->end;
    for (mp_int_t left = split->most;; left--) {
        while (at > text->start && is_space(text, before_char(text, at))) {
            at = before_char(text, at);
        }
        if (at == text->start) {
            return;
        }
        const byte *end = at;
        if (left == 0) {
            mp_obj_list_append(list, part(text, text->start, end));
            return;
        }
        while (at > text->start && !is_space(text, before_char(text, at))) {
            at = before_char(text, at);
        }
        mp_obj_list_append(list, part(text, at, end));
    }
}

static mp_obj_t text_rsplit(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    split_t split = split_args(n_args, pos_args, kw_args);
    mp_obj_t list_in = mp_obj_new_list(0, NULL);
    if (split.separator == mp_const_none) {
        rsplit_at_spaces(&split, list_in);
    } else {
        text_t separator = separator_of(&split);
        size_t size = separator.end - separator.start;
        const byte *end = split.text.end, *at = end;
        while (split.most != 0 && (size_t)(at - split.text.start) >= size) {
            if (memcmp(at - size, separator.start, size) == 0) {
                mp_obj_list_append(list_in, part(&split.text, at, end));
                at = end = at - size;
                split.most--;
            } else {
                at--;
            }
        }
        mp_obj_list_append(list_in, part(&split.text, split.text.start, end));
    }
    mp_obj_list_t *list = MP_OBJ_TO_PTR(list_in);
    for (size_t i = 0; i < list->len / 2; i++) {
        mp_obj_t item = list->items[i];
        list->items[i] = list->items[list->len - 1 - i];
        list->items[list->len - 1 - i] = item;
    }
    return list_in;
}
MP_DEFINE_CONST_FUN_OBJ_KW(text_rsplit_obj, 1, text_rsplit);

static bool ends_line(const text_t *text, const byte *at) {
    if (*at == '\n' || *at == '\r') {
        return true;
    }
    if (text->type != &mp_type_str) {
        return false;
    }
    unichar c = utf8_get_char(at);
    return c == '\v' || c == '\f' || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static mp_obj_t text_splitlines(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_keepends, MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    text_t text = text_of(pos_args[0]);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    for (const byte *at = text.start; at < text.end;) {
        const byte *start = at;
        while (at < text.end && !ends_line(&text, at)) {
            at = after_char(&text, at);
        }
        const byte *end = at;
        if (at < text.end) {
            bool is_pair = *at == '\r' && at + 1 < text.end && at[1] == '\n';
            at = is_pair ? at + 2 : after_char(&text, at);
        }
        mp_obj_list_append(list, part(&text, start, args[0].u_bool ? at : end));
    }
    return list;
}
MP_DEFINE_CONST_FUN_OBJ_KW(text_splitlines_obj, 1, text_splitlines);

// --- Stripping ------------------------------------------------------------------------

enum { LEFT = 1, RIGHT = 2 };

// Whether the character that begins at one position and ends at another is to go.
static bool is_stripped(const text_t *text, const text_t *chars, const byte *at, const byte *end) {
    if (chars == NULL) {
        return is_space(text, at);
    }
    for (const byte *c = chars->start; c < chars->end; c = after_char(chars, c)) {
        if (after_char(chars, c) - c == end - at && memcmp(c, at, end - at) == 0) {
            return true;
        }
    }
    return false;
}

static mp_obj_t strip(size_t n_args, const mp_obj_t *args, int sides) {
    text_t text = text_of(args[0]);
    text_t given, *chars = NULL;
    if (n_args > 1 && args[1] != mp_const_none) {
        given = other_text(&text, args[1]);
        chars = &given;
    }
    const byte *start = text.start, *end = text.end;
    while ((sides & LEFT) && start < end && is_stripped(&text, chars, start, after_char(&text, start))) {
        start = after_char(&text, start);
    }
    while ((sides & RIGHT) && start < end && is_stripped(&text, chars, before_char(&text, end), end)) {
        end = before_char(&text, end);
    }
    if (start == text.start && end == text.end && text.type != &mp_type_bytearray) {
        return args[0];
    }
    return part(&text, start, end);
}

static mp_obj_t text_strip(size_t n_args, const mp_obj_t *args) {
    return strip(n_args, args, LEFT | RIGHT);
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(text_strip_obj, 1, 2, text_strip);

static mp_obj_t text_lstrip(size_t n_args, const mp_obj_t *args) {
    return strip(n_args, args, LEFT);
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(text_lstrip_obj, 1, 2, text_lstrip);

static mp_obj_t text_rstrip(size_t n_args, const mp_obj_t *args) {
    return strip(n_args, args, RIGHT);
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(text_rstrip_obj, 1, 2, text_rstrip);

static mp_obj_t text_removeprefix(mp_obj_t self_in, mp_obj_t prefix_in) {
    text_t text = text_of(self_in), prefix = other_text(&text, prefix_in);
    size_t size = prefix.end - prefix.start;
    bool has_it = (size_t)(text.end - text.start) >= size && memcmp(text.start, prefix.start, size) == 0;
    return part(&text, text.start + (has_it ? size : 0), text.end);
}
MP_DEFINE_CONST_FUN_OBJ_2(text_removeprefix_obj, text_removeprefix);

static mp_obj_t text_removesuffix(mp_obj_t self_in, mp_obj_t suffix_in) {
    text_t text = text_of(self_in), suffix = other_text(&text, suffix_in);
    size_t size = suffix.end - suffix.start;
    bool has_it = (size_t)(text.end - text.start) >= size && memcmp(text.end - size, suffix.start, size) == 0;
    return part(&text, text.start, text.end - (has_it ? size : 0));
}
MP_DEFINE_CONST_FUN_OBJ_2(text_removesuffix_obj, text_removesuffix);

static mp_obj_t finish(const text_t *text, vstr_t *out) {
    return mp_obj_new_str_type_from_vstr(text->type, out);
}

static mp_obj_t text_expandtabs(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_tabsize, MP_ARG_INT, { .u_int = 8 } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    mp_int_t size = args[0].u_int;
    text_t text = text_of(pos_args[0]);
    vstr_t out;
    vstr_init(&out, text.end - text.start);
    mp_int_t column = 0;
    for (const byte *at = text.start; at < text.end;) {
        const byte *end = after_char(&text, at);
        if (*at == '\t') {
            mp_int_t spaces = size > 0 ? size - column % size : 0;
            column += spaces;
            memset(vstr_add_len(&out, spaces), ' ', spaces);
        } else {
            vstr_add_strn(&out, (const char *)at, end - at);
            column = *at == '\n' || *at == '\r' ? 0 : column + 1;
        }
        at = end;
    }
    return finish(&text, &out);
}
MP_DEFINE_CONST_FUN_OBJ_KW(text_expandtabs_obj, 1, text_expandtabs);

// --- Translating ----------------------------------------------------------------------

// What a table gives for a character; MP_OBJ_NULL if that stays.
static mp_obj_t translation(mp_obj_t table, unichar c) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t result = mp_obj_subscr(table, MP_OBJ_NEW_SMALL_INT(c), MP_OBJ_SENTINEL);
        nlr_pop();
        return result;
    }
    const mp_obj_type_t *type = ((mp_obj_base_t *)nlr.ret_val)->type;
    if (!mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(type), MP_OBJ_FROM_PTR(&mp_type_LookupError))) {
        nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
    }
    return MP_OBJ_NULL;
}

static mp_obj_t translate_str(const text_t *text, mp_obj_t table) {
    vstr_t out;
    vstr_init(&out, text->end - text->start);
    for (const byte *at = text->start; at < text->end; at = after_char(text, at)) {
        unichar c = utf8_get_char(at);
        mp_obj_t to = translation(table, c);
        if (to == MP_OBJ_NULL) {
            vstr_add_char(&out, c);
        } else if (mp_obj_is_str(to)) {
            size_t len;
            const char *data = mp_obj_str_get_data(to, &len);
            vstr_add_strn(&out, data, len);
        } else if (to != mp_const_none) {
            mp_int_t code = mp_obj_get_int(to);
            if (code < 0 || code > 0x10ffff) {
                mp_raise_ValueError(MP_ERROR_TEXT("character mapping must be in range(0x110000)"));
            }
            vstr_add_char(&out, code);
        }
    }
    return finish(text, &out);
}

static mp_obj_t text_translate(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_table, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_delete, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_QSTR(MP_QSTR_) } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    text_t text = text_of(pos_args[0]);
    if (text.type == &mp_type_str) {
        return translate_str(&text, args[0].u_obj);
    }
    mp_buffer_info_t table = { .buf = NULL }, delete = { .len = 0 };
    if (args[0].u_obj != mp_const_none) {
        mp_get_buffer_raise(args[0].u_obj, &table, MP_BUFFER_READ);
        if (table.len != 256) {
            mp_raise_ValueError(MP_ERROR_TEXT("translation table must be 256 characters long"));
        }
    }
    if (args[1].u_obj != MP_OBJ_NEW_QSTR(MP_QSTR_)) {
        mp_get_buffer_raise(args[1].u_obj, &delete, MP_BUFFER_READ);
    }
    vstr_t out;
    vstr_init(&out, text.end - text.start);
    for (const byte *at = text.start; at < text.end; at++) {
        if (delete.len == 0 || memchr(delete.buf, *at, delete.len) == NULL) {
            vstr_add_byte(&out, table.buf == NULL ? *at : ((byte *)table.buf)[*at]);
        }
    }
    return finish(&text, &out);
}
MP_DEFINE_CONST_FUN_OBJ_KW(text_translate_obj, 2, text_translate);

static mp_obj_t maketrans_bytes(mp_obj_t from, mp_obj_t to) {
    mp_buffer_info_t a, b;
    mp_get_buffer_raise(from, &a, MP_BUFFER_READ);
    mp_get_buffer_raise(to, &b, MP_BUFFER_READ);
    if (a.len != b.len) {
        mp_raise_ValueError(MP_ERROR_TEXT("maketrans arguments must have same length"));
    }
    byte table[256];
    for (size_t i = 0; i < sizeof(table); i++) {
        table[i] = i;
    }
    for (size_t i = 0; i < a.len; i++) {
        table[((byte *)a.buf)[i]] = ((byte *)b.buf)[i];
    }
    return mp_obj_new_bytes(table, sizeof(table));
}

// A table with the character codes as keys, whatever the given one has.
static mp_obj_t maketrans_dict(mp_obj_t given) {
    if (!mp_obj_is_dict_or_ordereddict(given)) {
        mp_raise_TypeError(MP_ERROR_TEXT("if you give only one argument to maketrans it must be a dict"));
    }
    mp_obj_t dict = mp_obj_new_dict(0);
    mp_map_t *map = mp_obj_dict_get_map(given);
    for (size_t i = 0; i < map->alloc; i++) {
        if (mp_map_slot_is_filled(map, i)) {
            mp_map_elem_t elem = map->table[i];
            if (mp_obj_is_str(elem.key)) {
                size_t len;
                const byte *key = (const byte *)mp_obj_str_get_data(elem.key, &len);
                if (len == 0 || utf8_next_char(key) != key + len) {
                    mp_raise_ValueError(MP_ERROR_TEXT("string keys in translate table must be of length 1"));
                }
                elem.key = MP_OBJ_NEW_SMALL_INT(utf8_get_char(key));
            }
            mp_obj_dict_store(dict, elem.key, elem.value);
        }
    }
    return dict;
}

static mp_obj_t text_maketrans(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return maketrans_dict(args[0]);
    }
    if (!mp_obj_is_str(args[0])) {
        return maketrans_bytes(args[0], args[1]);
    }
    text_t from = text_of(args[0]), to = other_text(&from, args[1]);
    mp_obj_t dict = mp_obj_new_dict(0);
    const byte *a = from.start, *b = to.start;
    for (; a < from.end && b < to.end; a = utf8_next_char(a), b = utf8_next_char(b)) {
        mp_obj_dict_store(dict, MP_OBJ_NEW_SMALL_INT(utf8_get_char(a)), MP_OBJ_NEW_SMALL_INT(utf8_get_char(b)));
    }
    if (a != from.end || b != to.end) {
        mp_raise_ValueError(MP_ERROR_TEXT("the first two maketrans arguments must have equal length"));
    }
    if (n_args > 2) {
        text_t delete = other_text(&from, args[2]);
        for (const byte *c = delete.start; c < delete.end; c = utf8_next_char(c)) {
            mp_obj_dict_store(dict, MP_OBJ_NEW_SMALL_INT(utf8_get_char(c)), mp_const_none);
        }
    }
    return dict;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(text_maketrans_fun_obj, 1, 3, text_maketrans);
MP_DEFINE_CONST_STATICMETHOD_OBJ(text_maketrans_obj, MP_ROM_PTR(&text_maketrans_fun_obj));
