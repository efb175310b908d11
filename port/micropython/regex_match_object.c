// Matches of regular expressions: their methods, and templates for them.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "micropython/regex_objects.h"
#include "micropython/unicode.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "py/unicode.h"

static regex_t *regex_of(const regex_match_t *match) {
    return MP_OBJ_TO_PTR(match->regex);
}

mp_obj_t regex_group(const regex_match_t *match, size_t group, mp_obj_t otherwise) {
    int32_t start = match->slots[2 * group], end = match->slots[2 * group + 1];
    if (start < 0 || end < 0) {
        return otherwise;
    }
    GET_STR_DATA_LEN(match->text, data, len);
    (void)len;
    return mp_obj_new_str_of_type(mp_obj_get_type(match->text), data + start, end - start);
}

static size_t find_group(const regex_match_t *match, mp_obj_t group) {
    if (mp_obj_is_str(group) || mp_obj_is_type(group, &mp_type_bytes)) {
        mp_map_elem_t *elem = mp_map_lookup(mp_obj_dict_get_map(regex_of(match)->names), group, MP_MAP_LOOKUP);
        return elem == NULL ? SIZE_MAX : (size_t)mp_obj_get_int(elem->value);
    }
    mp_int_t number = mp_obj_get_int(group);
    return number < 0 || number > regex_of(match)->groups ? SIZE_MAX : (size_t)number;
}

size_t regex_group_number(const regex_match_t *match, mp_obj_t group) {
    size_t number = find_group(match, group);
    if (number == SIZE_MAX) {
        mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("no such group"));
    }
    return number;
}

// A position as Python counts: in characters.
static mp_obj_t position(const regex_match_t *match, int32_t offset) {
    if (offset < 0 || !mp_obj_is_str(match->text)) {
        return MP_OBJ_NEW_SMALL_INT(offset);
    }
    GET_STR_DATA_LEN(match->text, data, len);
    (void)len;
    return MP_OBJ_NEW_SMALL_INT(utf8_charlen(data, offset));
}

// --- Methods ----------------------------------------------------------------------------

static mp_obj_t match_group(size_t n_args, const mp_obj_t *args) {
    regex_match_t *self = MP_OBJ_TO_PTR(args[0]);
    if (n_args == 1) {
        return regex_group(self, 0, mp_const_none);
    }
    if (n_args == 2) {
        return regex_group(self, regex_group_number(self, args[1]), mp_const_none);
    }
    mp_obj_tuple_t *tuple = MP_OBJ_TO_PTR(mp_obj_new_tuple(n_args - 1, NULL));
    for (size_t i = 1; i < n_args; i++) {
        tuple->items[i - 1] = regex_group(self, regex_group_number(self, args[i]), mp_const_none);
    }
    return MP_OBJ_FROM_PTR(tuple);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(match_group_obj, 1, match_group);

static mp_obj_t default_arg(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_default, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, args);
    return args[0].u_obj;
}

static mp_obj_t match_groups(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    regex_match_t *self = MP_OBJ_TO_PTR(args[0]);
    mp_obj_t otherwise = default_arg(n_args, args, kw_args);
    mp_obj_tuple_t *tuple = MP_OBJ_TO_PTR(mp_obj_new_tuple(regex_of(self)->groups, NULL));
    for (size_t i = 0; i < tuple->len; i++) {
        tuple->items[i] = regex_group(self, i + 1, otherwise);
    }
    return MP_OBJ_FROM_PTR(tuple);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(match_groups_obj, 1, match_groups);

static mp_obj_t match_groupdict(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    regex_match_t *self = MP_OBJ_TO_PTR(args[0]);
    mp_obj_t otherwise = default_arg(n_args, args, kw_args);
    mp_obj_t dict = mp_obj_new_dict(0);
    mp_map_t *names = mp_obj_dict_get_map(regex_of(self)->names);
    for (size_t i = 0; i < names->alloc; i++) {
        if (mp_map_slot_is_filled(names, i)) {
            mp_map_elem_t elem = names->table[i];
            mp_obj_dict_store(dict, elem.key, regex_group(self, mp_obj_get_int(elem.value), otherwise));
        }
    }
    return dict;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(match_groupdict_obj, 1, match_groupdict);

static mp_obj_t side(size_t n_args, const mp_obj_t *args, size_t which) {
    regex_match_t *self = MP_OBJ_TO_PTR(args[0]);
    size_t group = n_args > 1 ? regex_group_number(self, args[1]) : 0;
    bool has_it = self->slots[2 * group] >= 0 && self->slots[2 * group + 1] >= 0;
    return position(self, has_it ? self->slots[2 * group + which] : -1);
}

static mp_obj_t match_start(size_t n_args, const mp_obj_t *args) {
    return side(n_args, args, 0);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(match_start_obj, 1, 2, match_start);

static mp_obj_t match_end(size_t n_args, const mp_obj_t *args) {
    return side(n_args, args, 1);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(match_end_obj, 1, 2, match_end);

static mp_obj_t match_span(size_t n_args, const mp_obj_t *args) {
    mp_obj_t items[] = { side(n_args, args, 0), side(n_args, args, 1) };
    return mp_obj_new_tuple(2, items);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(match_span_obj, 1, 2, match_span);

// --- Templates ----------------------------------------------------------------------------

typedef struct {
    const regex_match_t *match;
    mp_obj_t template;
    const byte *start;
    const byte *at;
    const byte *end;
    vstr_t out;
} template_t;

static void add_group(template_t *t, size_t group, const byte *where) {
    if (group == SIZE_MAX || group > (size_t)regex_of(t->match)->groups) {
        regex_error(t->template, "invalid group reference", where - t->start);
    }
    int32_t start = t->match->slots[2 * group], end = t->match->slots[2 * group + 1];
    if (start >= 0 && end >= 0) {
        GET_STR_DATA_LEN(t->match->text, data, len);
        (void)len;
        vstr_add_strn(&t->out, (const char *)data + start, end - start);
    }
}

static void add_named_group(template_t *t, const byte *where) {
    const byte *name = t->at + 1;
    const byte *close = t->at < t->end && *t->at == '<' ? memchr(name, '>', t->end - name) : NULL;
    if (close == NULL || close == name) {
        regex_error(t->template, close == NULL ? "missing <" : "missing group name", t->at - t->start);
    }
    t->at = close + 1;
    mp_obj_t text = mp_obj_new_str((const char *)name, close - name);
    size_t number = 0;
    for (const byte *n = name; n < close && number < SIZE_MAX / 16; n++) {
        number = unichar_isdigit(*n) ? number * 10 + *n - '0' : SIZE_MAX;
    }
    if (number < SIZE_MAX / 16) {
        add_group(t, number, name);
        return;
    }
    size_t group = find_group(t->match, text);
    if (group == SIZE_MAX) {
        mp_raise_msg_varg(&mp_type_IndexError, MP_ERROR_TEXT("unknown group name '%s'"), mp_obj_str_get_str(text));
    }
    add_group(t, group, name);
}

static bool is_octal(const template_t *t, const byte *at) {
    return at < t->end && *at >= '0' && *at <= '7';
}

static void add_escape(template_t *t) {
    static const char letters[] = "n\nt\tr\rf\fv\va\ab\b\\\\";
    const byte *where = t->at - 1;
    if (t->at == t->end) {
        regex_error(t->template, "bad escape (end of pattern)", where - t->start);
    }
    byte c = *t->at++;
    if (c == 'g') {
        add_named_group(t, where);
    } else if (c == '0' || (c <= '7' && c >= '1' && is_octal(t, t->at) && is_octal(t, t->at + 1))) {
        unsigned value = c - '0';
        for (int i = 0; i < 2 && is_octal(t, t->at); i++) {
            value = value * 8 + *t->at++ - '0';
        }
        if (value > 0377) {
            regex_error(t->template, "octal escape value outside of range 0-0o377", where - t->start);
        }
        if (mp_obj_is_str(t->template)) {
            vstr_add_char(&t->out, value);
        } else {
            vstr_add_byte(&t->out, value);
        }
    } else if (unichar_isdigit(c)) {
        size_t group = c - '0';
        if (t->at < t->end && unichar_isdigit(*t->at)) {
            group = group * 10 + *t->at++ - '0';
        }
        add_group(t, group, where + 1);
    } else {
        const char *l = letters;
        while (*l != 0 && (byte)*l != c) {
            l += 2;
        }
        if (*l != 0) {
            vstr_add_byte(&t->out, l[1]);
        } else if (unichar_isalpha(c)) {
            regex_error(t->template, "bad escape", where - t->start);
        } else {
            vstr_add_byte(&t->out, '\\');
            vstr_add_byte(&t->out, c);
        }
    }
}

mp_obj_t regex_expand(const regex_match_t *match, mp_obj_t template) {
    const mp_obj_type_t *type = mp_obj_get_type(match->text);
    template = mp_obj_native_part(template);
    str_check_arg_type(type, template);
    GET_STR_DATA_LEN(template, data, len);
    if (memchr(data, '\\', len) == NULL) {
        return template;
    }
    template_t t = { .match = match, .template = template, .start = data, .at = data, .end = data + len };
    vstr_init(&t.out, len + 16);
    while (t.at < t.end) {
        byte c = *t.at++;
        if (c == '\\') {
            add_escape(&t);
        } else {
            vstr_add_byte(&t.out, c);
        }
    }
    return mp_obj_new_str_type_from_vstr(type, &t.out);
}

static mp_obj_t match_expand(mp_obj_t self_in, mp_obj_t template) {
    return regex_expand(MP_OBJ_TO_PTR(self_in), template);
}
static MP_DEFINE_CONST_FUN_OBJ_2(match_expand_obj, match_expand);

// --- The type ---------------------------------------------------------------------------

static void match_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    regex_match_t *self = MP_OBJ_TO_PTR(self_in);
    mp_print_str(print, "<re.Match object; span=");
    mp_obj_print_helper(print, match_span(1, &self_in), PRINT_REPR);
    mp_print_str(print, ", match=");
    mp_obj_print_helper(print, regex_group(self, 0, mp_const_none), PRINT_REPR);
    mp_print_str(print, ">");
}

static mp_obj_t match_subscr(mp_obj_t self_in, mp_obj_t index, mp_obj_t value) {
    if (value != MP_OBJ_SENTINEL) {
        return MP_OBJ_NULL; // op not supported
    }
    mp_obj_t args[] = { self_in, index };
    return match_group(2, args);
}

static mp_obj_t name_of_group(const regex_match_t *match, int32_t group) {
    mp_map_t *names = mp_obj_dict_get_map(regex_of(match)->names);
    for (size_t i = 0; i < names->alloc; i++) {
        if (mp_map_slot_is_filled(names, i) && names->table[i].value == MP_OBJ_NEW_SMALL_INT(group)) {
            return names->table[i].key;
        }
    }
    return mp_const_none;
}

static const mp_rom_map_elem_t match_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_group), MP_ROM_PTR(&match_group_obj) },
    { MP_ROM_QSTR(MP_QSTR_groups), MP_ROM_PTR(&match_groups_obj) },
    { MP_ROM_QSTR(MP_QSTR_groupdict), MP_ROM_PTR(&match_groupdict_obj) },
    { MP_ROM_QSTR(MP_QSTR_start), MP_ROM_PTR(&match_start_obj) },
    { MP_ROM_QSTR(MP_QSTR_end), MP_ROM_PTR(&match_end_obj) },
    { MP_ROM_QSTR(MP_QSTR_span), MP_ROM_PTR(&match_span_obj) },
    { MP_ROM_QSTR(MP_QSTR_expand), MP_ROM_PTR(&match_expand_obj) },
};
static MP_DEFINE_CONST_DICT(match_locals, match_locals_table);

static void match_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    regex_match_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] != MP_OBJ_NULL) {
        return;
    }
    switch (attr) {
        case MP_QSTR_string:
            dest[0] = self->text;
            break;
        case MP_QSTR_re:
            dest[0] = self->regex;
            break;
        case MP_QSTR_pos:
            dest[0] = position(self, self->pos);
            break;
        case MP_QSTR_endpos:
            dest[0] = position(self, self->end);
            break;
        case MP_QSTR_lastindex:
            dest[0] = self->last_group < 0 ? mp_const_none : MP_OBJ_NEW_SMALL_INT(self->last_group);
            break;
        case MP_QSTR_lastgroup:
            dest[0] = self->last_group < 0 ? mp_const_none : name_of_group(self, self->last_group);
            break;
        default:
            dest[1] = MP_OBJ_SENTINEL; // a method
    }
}

MP_DEFINE_CONST_OBJ_TYPE(
    mp_type_match,
    MP_QSTR_Match,
    MP_TYPE_FLAG_NONE,
    print, match_print,
    subscr, match_subscr,
    attr, match_attr,
    locals_dict, &match_locals
    );
