// Writing JSON: what json.dumps() of CPython writes, and its errors.
// SPDX-License-Identifier: Apache-2.0

#include "json.h"

#include <math.h>

#include "py/cstack.h"
#include "py/objint.h"
#include "py/objlist.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/objtype.h"
#include "py/runtime.h"
#include "py/unicode.h"

typedef struct {
    const json_writing_t *writing;
    vstr_t out;
} writer_t;

// The lists and dictionaries around a value.
typedef struct around_t {
    const struct around_t *outer;
    mp_obj_t container;
    size_t depth;
} around_t;

static void write_value(writer_t *self, mp_obj_t value, const around_t *around);

// --- Texts and numbers ------------------------------------------------------

static void write_str(writer_t *self, mp_obj_t text) {
    size_t size;
    const char *data = mp_obj_str_get_data(text, &size);
    vstr_add_strn(&self->out, data, size);
}

static void write_unit(writer_t *self, unichar unit) {
    vstr_printf(&self->out, "\\u%04x", (unsigned)unit);
}

static const byte *write_character(writer_t *self, const byte *c) {
    static const char escapes[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *escape = escapes; *escape != '\0'; escape += 2) {
        if ((byte)*escape == *c) {
            vstr_add_byte(&self->out, '\\');
            vstr_add_byte(&self->out, escape[1]);
            return c + 1;
        }
    }
    unichar unicode = utf8_get_char(c);
    if (unicode >= 0x10000) {
        write_unit(self, 0xd800 + ((unicode - 0x10000) >> 10));
        write_unit(self, 0xdc00 + (unicode & 0x3ff));
    } else {
        write_unit(self, unicode);
    }
    return utf8_next_char(c);
}

static void write_text(writer_t *self, mp_obj_t text) {
    size_t size;
    const byte *c = (const byte *)mp_obj_str_get_data(text, &size);
    const byte *end = c + size;
    byte last_plain = self->writing->is_ascii ? 0x7e : 0xff;
    vstr_add_byte(&self->out, '"');
    while (c < end) {
        const byte *plain = c;
        while (c < end && *c >= ' ' && *c <= last_plain && *c != '"' && *c != '\\') {
            c++;
        }
        vstr_add_strn(&self->out, (const char *)plain, c - plain);
        if (c < end) {
            c = write_character(self, c);
        }
    }
    vstr_add_byte(&self->out, '"');
}

static void write_repr(writer_t *self, mp_obj_t value) {
    mp_print_t print = { &self->out, (mp_print_strn_t)vstr_add_strn };
    mp_obj_print_helper(&print, value, PRINT_REPR);
}

static void write_float(writer_t *self, mp_obj_t value) {
    mp_float_t number = mp_obj_float_get(value);
    if (isfinite(number)) {
        write_repr(self, value);
    } else if (!self->writing->allows_nan) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("Out of range float values are not JSON compliant: %s"),
            isnan(number) ? "nan" : number < 0 ? "-inf" : "inf");
    } else {
        vstr_add_str(&self->out, isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity");
    }
}

// Writes what is no list, tuple or dictionary. Returns whether it was.
static bool write_simple(writer_t *self, mp_obj_t value) {
    if (mp_obj_is_str(value)) {
        write_text(self, value);
    } else if (value == mp_const_none) {
        vstr_add_str(&self->out, "null");
    } else if (mp_obj_is_bool(value)) {
        vstr_add_str(&self->out, value == mp_const_true ? "true" : "false");
    } else if (mp_obj_is_int(value)) {
        write_repr(self, value);
    } else if (mp_obj_is_float(value)) {
        write_float(self, value);
    } else {
        return false;
    }
    return true;
}

// --- Lists and dictionaries -------------------------------------------------

static void write_line(writer_t *self, size_t depth) {
    if (self->writing->indent != mp_const_none) {
        vstr_add_byte(&self->out, '\n');
        for (size_t i = 0; i < depth; i++) {
            write_str(self, self->writing->indent);
        }
    }
}

// Writes what stands before an item.
static void begin_item(writer_t *self, bool is_first, size_t depth) {
    if (!is_first) {
        write_str(self, self->writing->item_separator);
    }
    write_line(self, depth);
}

static void write_list(writer_t *self, mp_obj_t list, const around_t *inside) {
    bool is_first = true;
    size_t count;
    mp_obj_t *items;
    vstr_add_byte(&self->out, '[');
    // The program's functions may change the list meanwhile.
    for (size_t i = 0; mp_obj_get_array(list, &count, &items), i < count; i++) {
        begin_item(self, is_first, inside->depth);
        is_first = false;
        write_value(self, items[i], inside);
    }
    if (!is_first) {
        write_line(self, inside->depth - 1);
    }
    vstr_add_byte(&self->out, ']');
}

// Writes a key as a text. Returns false if it cannot be a key and is to be left out.
static bool write_key(writer_t *self, mp_obj_t key, bool is_first, size_t depth) {
    bool is_str = mp_obj_is_str(key);
    if (!is_str && key != mp_const_none && !mp_obj_is_bool(key) && !mp_obj_is_int(key) && !mp_obj_is_float(key)) {
        if (self->writing->skips_keys) {
            return false;
        }
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("keys must be str, int, float, bool or None, not %s"),
            mp_obj_get_type_str(key));
    }
    begin_item(self, is_first, depth);
    if (is_str) {
        write_text(self, key);
    } else {
        vstr_add_byte(&self->out, '"');
        write_simple(self, key);
        vstr_add_byte(&self->out, '"');
    }
    write_str(self, self->writing->key_separator);
    return true;
}

static void write_dict(writer_t *self, mp_obj_t dict, const around_t *inside) {
    bool is_first = true;
    mp_obj_t keys = mp_call_function_1(MP_OBJ_FROM_PTR(&mp_type_list), dict);
    if (self->writing->sorts_keys) {
        mp_obj_list_sort(1, &keys, (mp_map_t *)&mp_const_empty_map);
    }
    size_t count;
    mp_obj_t *items;
    vstr_add_byte(&self->out, '{');
    // The program's functions may change the dictionary meanwhile.
    for (size_t i = 0; mp_obj_get_array(keys, &count, &items), i < count; i++) {
        mp_obj_t key = items[i];
        if (write_key(self, key, is_first, inside->depth)) {
            is_first = false;
            write_value(self, mp_obj_dict_get(dict, key), inside);
        }
    }
    if (!is_first) {
        write_line(self, inside->depth - 1);
    }
    vstr_add_byte(&self->out, '}');
}

// Returns the native object of which `value` is, or is a subclass's instance.
static mp_obj_t native_of(mp_obj_t value) {
    if (!mp_obj_is_instance_type(mp_obj_get_type(value))) {
        return value;
    }
    static const mp_obj_type_t *const types[] = {
        &mp_type_str, &mp_type_int, &mp_type_float, &mp_type_list, &mp_type_tuple, &mp_type_dict,
    };
    for (size_t i = 0; i < MP_ARRAY_SIZE(types); i++) {
        mp_obj_t native = mp_obj_cast_to_native_base(value, MP_OBJ_FROM_PTR(types[i]));
        if (native != MP_OBJ_NULL) {
            return native;
        }
    }
    return value;
}

static void write_value(writer_t *self, mp_obj_t value, const around_t *around) {
    mp_cstack_check();
    mp_obj_t native = native_of(value);
    if (write_simple(self, native)) {
        return;
    }
    for (const around_t *outer = around; outer != NULL; outer = outer->outer) {
        if (outer->container == value) {
            mp_raise_ValueError(MP_ERROR_TEXT("Circular reference detected"));
        }
    }
    around_t inside = { around, value, around == NULL ? 1 : around->depth + 1 };
    if (mp_obj_is_dict_or_ordereddict(native)) {
        write_dict(self, native, &inside);
    } else if (mp_obj_is_type(native, &mp_type_list) || MP_OBJ_TYPE_GET_SLOT_OR_NULL(mp_obj_get_type(native), iter) == mp_obj_tuple_getiter) {
        write_list(self, native, &inside);
    } else if (self->writing->make_default != mp_const_none) {
        inside.depth--;
        write_value(self, mp_call_function_1(self->writing->make_default, value), &inside);
    } else {
        mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("Object of type %s is not JSON serializable"),
            mp_obj_get_type_str(value));
    }
}

mp_obj_t json_write(mp_obj_t value, const json_writing_t *writing) {
    writer_t self = { .writing = writing };
    vstr_init(&self.out, 64);
    write_value(&self, value, NULL);
    return mp_obj_new_str_from_utf8_vstr(&self.out);
}
