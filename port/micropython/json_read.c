// Reading JSON: what json.loads() of CPython accepts, and its errors.
// SPDX-License-Identifier: Apache-2.0

#include "json.h"

#include <math.h>
#include <string.h>

#include "py/misc.h"
#include "py/objexcept.h"
#include "py/objlist.h"
#include "py/objstr.h"
#include "py/parsenum.h"
#include "py/runtime.h"
#include "py/unicode.h"

// Keys that were read lately, by hash; records have the same ones again and again.
#define KEPT_KEYS 64

// Integers of so many digits fit 64 bits.
#define SHORT_DIGITS 18

MP_DEFINE_CONST_OBJ_TYPE(json_decode_error_type, MP_QSTR_JSONDecodeError, MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, mp_obj_exception_print,
    attr, mp_obj_exception_attr,
    parent, &mp_type_ValueError
    );

typedef struct {
    const json_reading_t *reading;
    mp_obj_t text; // keeps the characters alive
    const char *start;
    const char *at;
    const char *end;
    vstr_t buffer; // for texts with escapes
    mp_obj_t keys[KEPT_KEYS];
} reader_t;

// --- Errors -----------------------------------------------------------------

static NORETURN void fail(reader_t *self, const char *message, const char *where) {
    size_t line = 1;
    const char *line_start = self->start;
    for (const char *c = self->start; c < where; c++) {
        if (*c == '\n') {
            line++;
            line_start = c + 1;
        }
    }
    size_t position = utf8_charlen((const byte *)self->start, where - self->start);
    size_t column = utf8_charlen((const byte *)line_start, where - line_start) + 1;
    vstr_t full;
    vstr_init(&full, 64);
    vstr_printf(&full, "%s: line %u column %u (char %u)", message, (unsigned)line, (unsigned)column, (unsigned)position);
    mp_obj_t args[] = {
        mp_obj_new_str_from_vstr(&full), mp_obj_new_str_from_cstr(message), self->text,
        MP_OBJ_NEW_SMALL_INT(position), MP_OBJ_NEW_SMALL_INT(line), MP_OBJ_NEW_SMALL_INT(column),
    };
    nlr_raise(mp_obj_exception_make_new(&json_decode_error_type, MP_ARRAY_SIZE(args), 0, args));
}

// --- Texts ------------------------------------------------------------------

static bool read_hex(const char *digits, unichar *value) {
    *value = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!unichar_isxdigit((byte)digits[i])) {
            return false;
        }
        *value = *value << 4 | unichar_xdigit_value((byte)digits[i]);
    }
    return true;
}

// Reads the digits after `\u`, and the second half of a surrogate pair.
static const char *read_unicode_escape(reader_t *self, const char *u) {
    unichar c;
    if (self->end - u <= 5 || !read_hex(u + 1, &c)) {
        fail(self, "Invalid \\uXXXX escape", u);
    }
    const char *next = u + 5;
    unichar low;
    if ((c & 0xfc00) == 0xd800 && self->end - next > 6 && next[0] == '\\' && next[1] == 'u'
        && read_hex(next + 2, &low) && (low & 0xfc00) == 0xdc00) {
        c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
        next += 6;
    }
    vstr_add_char(&self->buffer, c);
    return next;
}

static const char *read_escape(reader_t *self, const char *backslash, const char *quote) {
    static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    const char *c = backslash + 1;
    if (c == self->end) {
        fail(self, "Unterminated string starting at", quote);
    }
    if (*c == 'u') {
        return read_unicode_escape(self, c);
    }
    for (const char *escape = escapes; *escape != '\0'; escape += 2) {
        if (*escape == *c) {
            vstr_add_byte(&self->buffer, escape[1]);
            return c + 1;
        }
    }
    fail(self, "Invalid \\escape", backslash);
}

// Reads the text whose first quotation mark is at `at`; returns its characters.
static const char *read_characters(reader_t *self, size_t *size) {
    const char *quote = self->at;
    const char *from = quote + 1;
    const char *c = from;
    bool is_copied = false;
    for (;;) {
        while (c < self->end && *c != '"' && *c != '\\' && ((byte)*c >= 0x20 || !self->reading->strict)) {
            c++;
        }
        if (c == self->end) {
            fail(self, "Unterminated string starting at", quote);
        }
        if (*c == '"') {
            break;
        }
        if (*c != '\\') {
            fail(self, "Invalid control character at", c);
        }
        if (!is_copied) {
            vstr_reset(&self->buffer);
            is_copied = true;
        }
        vstr_add_strn(&self->buffer, from, c - from);
        c = from = read_escape(self, c, quote);
    }
    self->at = c + 1;
    if (is_copied) {
        vstr_add_strn(&self->buffer, from, c - from);
        *size = self->buffer.len;
        return self->buffer.buf;
    }
    *size = c - from;
    return from;
}

static mp_obj_t read_text(reader_t *self) {
    size_t size;
    const char *characters = read_characters(self, &size);
    return size == 0 ? MP_OBJ_NEW_QSTR(MP_QSTR_) : mp_obj_new_str_copy(&mp_type_str, (const byte *)characters, size);
}

static mp_obj_t read_key(reader_t *self) {
    size_t size;
    const char *characters = read_characters(self, &size);
    size_t slot = qstr_compute_hash((const byte *)characters, size) % KEPT_KEYS;
    if (self->keys[slot] != MP_OBJ_NULL) {
        size_t kept_size;
        const char *kept = mp_obj_str_get_data(self->keys[slot], &kept_size);
        if (kept_size == size && memcmp(kept, characters, size) == 0) {
            return self->keys[slot];
        }
    }
    return self->keys[slot] = mp_obj_new_str(characters, size);
}

// --- Numbers and constants --------------------------------------------------

static const char *skip_digits(reader_t *self, const char *c) {
    while (c < self->end && unichar_isdigit((byte)*c)) {
        c++;
    }
    return c;
}

static mp_obj_t made_by(mp_obj_t function, const char *from, size_t size) {
    return mp_call_function_1(function, mp_obj_new_str(from, size));
}

static mp_obj_t integer(const char *from, size_t size) {
    bool is_negative = *from == '-';
    if (size - is_negative > SHORT_DIGITS) {
        return mp_parse_num_integer(from, size, 10, NULL);
    }
    mp_int_t value = 0;
    for (size_t i = is_negative; i < size; i++) {
        value = value * 10 + (from[i] - '0');
    }
    return mp_obj_new_int(is_negative ? -value : value);
}

static mp_obj_t read_number(reader_t *self) {
    const char *from = self->at;
    const char *c = from;
    if (c < self->end && *c == '-') {
        c++;
    }
    if (c == self->end || !unichar_isdigit((byte)*c)) {
        fail(self, "Expecting value", from);
    }
    c = *c == '0' ? c + 1 : skip_digits(self, c);
    const char *whole = c;
    if (self->end - c > 1 && *c == '.' && unichar_isdigit((byte)c[1])) {
        c = skip_digits(self, c + 1);
    }
    if (self->end - c > 1 && (*c | 0x20) == 'e') {
        const char *digits = c[1] == '-' || c[1] == '+' ? c + 2 : c + 1;
        const char *end = skip_digits(self, digits);
        c = end > digits ? end : c;
    }
    self->at = c;
    if (c == whole) {
        return self->reading->parse_int == mp_const_none
            ? integer(from, c - from) : made_by(self->reading->parse_int, from, c - from);
    }
    return self->reading->parse_float == mp_const_none
        ? mp_parse_num_float(from, c - from, false, NULL) : made_by(self->reading->parse_float, from, c - from);
}

static bool read_word(reader_t *self, const char *word) {
    size_t size = strlen(word);
    if ((size_t)(self->end - self->at) < size || memcmp(self->at, word, size) != 0) {
        return false;
    }
    self->at += size;
    return true;
}

// Reads a value that has no values in it.
static mp_obj_t read_simple(reader_t *self) {
    static const struct {
        const char *word;
        mp_float_t value;
    } floats[] = { { "NaN", NAN }, { "Infinity", INFINITY }, { "-Infinity", -INFINITY } };
    const char *from = self->at;
    switch (from < self->end ? *from : '\0') {
        case '"':
            return read_text(self);
        case 'n':
            if (read_word(self, "null")) {
                return mp_const_none;
            }
            break;
        case 't':
            if (read_word(self, "true")) {
                return mp_const_true;
            }
            break;
        case 'f':
            if (read_word(self, "false")) {
                return mp_const_false;
            }
            break;
        case 'N':
        case 'I':
        case '-':
            for (size_t i = 0; i < MP_ARRAY_SIZE(floats); i++) {
                if (read_word(self, floats[i].word)) {
                    return self->reading->parse_constant == mp_const_none
                        ? mp_obj_new_float(floats[i].value)
                        : made_by(self->reading->parse_constant, from, self->at - from);
                }
            }
            break;
    }
    return read_number(self);
}

// --- Arrays and objects -----------------------------------------------------

static void skip_space(reader_t *self) {
    while (self->at < self->end && (*self->at == ' ' || *self->at == '\n' || *self->at == '\t' || *self->at == '\r')) {
        self->at++;
    }
}

static bool is_at(const reader_t *self, char c) {
    return self->at < self->end && *self->at == c;
}

// Reads a key and the colon after it.
static mp_obj_t read_name(reader_t *self) {
    if (!is_at(self, '"')) {
        fail(self, "Expecting property name enclosed in double quotes", self->at);
    }
    mp_obj_t key = read_key(self);
    skip_space(self);
    if (!is_at(self, ':')) {
        fail(self, "Expecting ':' delimiter", self->at);
    }
    self->at++;
    skip_space(self);
    return key;
}

// An array or an object that is being read. `key` is MP_OBJ_NULL in an array.
typedef struct {
    mp_obj_t items;
    mp_obj_t key;
} level_t;

static mp_obj_t new_object(reader_t *self) {
    return self->reading->object_pairs_hook == mp_const_none ? mp_obj_new_dict(0) : mp_obj_new_list(0, NULL);
}

static mp_obj_t finish_object(reader_t *self, mp_obj_t items) {
    mp_obj_t hook = self->reading->object_pairs_hook != mp_const_none
        ? self->reading->object_pairs_hook : self->reading->object_hook;
    return hook == mp_const_none ? items : mp_call_function_1(hook, items);
}

static void add(reader_t *self, const level_t *level, mp_obj_t value) {
    if (level->key == MP_OBJ_NULL) {
        mp_obj_list_append(level->items, value);
    } else if (self->reading->object_pairs_hook == mp_const_none) {
        mp_obj_dict_store(level->items, level->key, value);
    } else {
        mp_obj_t pair[] = { level->key, value };
        mp_obj_list_append(level->items, mp_obj_new_tuple(2, pair));
    }
}

// Reads what follows a value in `level`. Returns whether that is its end.
static bool read_separator(reader_t *self, level_t *level) {
    bool is_object = level->key != MP_OBJ_NULL;
    char closing = is_object ? '}' : ']';
    skip_space(self);
    if (is_at(self, closing)) {
        self->at++;
        return true;
    }
    const char *comma = self->at;
    if (!is_at(self, ',')) {
        fail(self, "Expecting ',' delimiter", comma);
    }
    self->at++;
    skip_space(self);
    if (is_at(self, closing)) {
        fail(self, is_object ? "Illegal trailing comma before end of object"
            : "Illegal trailing comma before end of array", comma);
    }
    if (is_object) {
        level->key = read_name(self);
    }
    return false;
}

static mp_obj_t read_value(reader_t *self) {
    size_t depth = 0;
    size_t room = 8;
    level_t *levels = m_new0(level_t, room);
    for (;;) {
        mp_obj_t value;
        if (is_at(self, '[') || is_at(self, '{')) {
            bool is_object = *self->at++ == '{';
            value = is_object ? new_object(self) : mp_obj_new_list(0, NULL);
            skip_space(self);
            if (!is_at(self, is_object ? '}' : ']')) {
                if (depth == room) {
                    levels = m_renew(level_t, levels, room, 2 * room);
                    memset(levels + room, 0, room * sizeof(level_t));
                    room *= 2;
                }
                levels[depth].items = value;
                levels[depth].key = is_object ? read_name(self) : MP_OBJ_NULL;
                depth++;
                continue;
            }
            self->at++;
            value = is_object ? finish_object(self, value) : value;
        } else {
            value = read_simple(self);
        }
        for (;;) {
            if (depth == 0) {
                m_del(level_t, levels, room);
                return value;
            }
            level_t *level = &levels[depth - 1];
            add(self, level, value);
            bool is_object = level->key != MP_OBJ_NULL;
            if (!read_separator(self, level)) {
                break;
            }
            value = is_object ? finish_object(self, level->items) : level->items;
            depth--;
        }
    }
}

mp_obj_t json_read(mp_obj_t text, const json_reading_t *reading) {
    size_t size;
    const char *start = mp_obj_str_get_data(text, &size);
    reader_t self = { .reading = reading, .text = text, .start = start, .at = start, .end = start + size };
    vstr_init(&self.buffer, 16);
    if (size >= 3 && memcmp(start, "\xef\xbb\xbf", 3) == 0) {
        fail(&self, "Unexpected UTF-8 BOM (decode using utf-8-sig)", start);
    }
    skip_space(&self);
    mp_obj_t value = read_value(&self);
    skip_space(&self);
    if (self.at != self.end) {
        fail(&self, "Extra data", self.at);
    }
    vstr_clear(&self.buffer);
    return value;
}
