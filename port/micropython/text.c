// Methods of `str`, `bytes` and `bytearray` that look at characters: their case and kind.
// SPDX-License-Identifier: Apache-2.0
//
// The characters of bytes are ASCII; those of strings are what Unicode says.

#include "micropython/text.h"

#include <string.h>

#include "micropython/unicode.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "py/unicode.h"

// A text that is read character by character.
typedef struct {
    const mp_obj_type_t *type;
    const byte *start;
    const byte *at;
    const byte *end;
} text_t;

static text_t text_of(mp_obj_t self_in) {
    check_is_str_or_bytes(self_in);
    GET_STR_DATA_LEN(self_in, data, len);
    return (text_t) { .type = mp_obj_get_type(self_in), .start = data, .at = data, .end = data + len };
}

static bool is_str(const text_t *text) {
    return text->type == &mp_type_str;
}

static unichar peek(const text_t *text) {
    return is_str(text) ? utf8_get_char(text->at) : *text->at;
}

static unichar next(text_t *text) {
    unichar c = peek(text);
    text->at = is_str(text) ? utf8_next_char(text->at) : text->at + 1;
    return c;
}

// Whether a character of the text has at least one of the properties.
static bool is(const text_t *text, unichar c, unsigned properties) {
    if (!is_str(text)) {
        // The separators U+001C to U+001F are white space in strings only.
        return c < 0x80 && !(c >= 0x1c && c <= 0x1f) && char_is(c, properties);
    }
    return char_is(c, properties);
}

static void need_str(const text_t *text) {
    if (!is_str(text)) {
        mp_raise_TypeError(MP_ERROR_TEXT("only strings have this method"));
    }
}

static mp_obj_t finish(const text_t *text, vstr_t *out) {
    return is_str(text) ? mp_obj_new_str_from_utf8_vstr(out) : mp_obj_new_str_type_from_vstr(text->type, out);
}

// --- Case ---------------------------------------------------------------------------

static void add_char(vstr_t *out, const text_t *text, unichar c) {
    if (is_str(text)) {
        vstr_add_char(out, c);
    } else {
        vstr_add_byte(out, c);
    }
}

static void add_case(vstr_t *out, const text_t *text, unichar c, char_case_t to) {
    unichar chars[CHAR_CASE_MOST] = { c };
    size_t n = c < 0x80 || is_str(text) ? char_case(c, to, chars) : 1;
    for (size_t i = 0; i < n; i++) {
        add_char(out, text, chars[i]);
    }
}

// Marks, and punctuation within words, that do not end a word.
static bool is_ignored_in_words(unichar c) {
    return (c != 0 && c < 0x80 && strchr("'.:^`", c) != NULL) || c == 0xad || c == 0xb7 || (c >= 0x300 && c <= 0x36f)
        || c == 0x2018 || c == 0x2019;
}

// Whether the capital sigma before text->at ends a word of at least two letters.
static bool is_final_sigma(const text_t *text) {
    const byte *before = text->at - 2;
    bool follows = false;
    while (!follows && before > text->start) {
        before--;
        while (before > text->start && UTF8_IS_CONT(*before)) {
            before--;
        }
        unichar c = utf8_get_char(before);
        follows = char_is(c, CHAR_CASED);
        if (!follows && !is_ignored_in_words(c)) {
            return false;
        }
    }
    text_t after = *text;
    while (after.at < after.end) {
        unichar c = next(&after);
        if (char_is(c, CHAR_CASED)) {
            return false;
        }
        if (!is_ignored_in_words(c)) {
            break;
        }
    }
    return follows;
}

static void add_lower(vstr_t *out, const text_t *text, unichar c) {
    if (c == 0x3a3 && is_final_sigma(text)) {
        vstr_add_char(out, 0x3c2);
    } else {
        add_case(out, text, c, CASE_LOWER);
    }
}

typedef enum { LOWER, UPPER, TITLE, CAPITALIZE, SWAPCASE, CASEFOLD } change_t;

static mp_obj_t change_case(mp_obj_t self_in, change_t change) {
    text_t text = text_of(self_in);
    vstr_t out;
    vstr_init(&out, text.end - text.at);
    bool in_word = false;
    while (text.at < text.end) {
        unichar c = next(&text);
        if (change == UPPER) {
            add_case(&out, &text, c, CASE_UPPER);
        } else if (change == CASEFOLD) {
            add_case(&out, &text, c, CASE_FOLDED);
        } else if (change == SWAPCASE && is(&text, c, CHAR_LOWER)) {
            add_case(&out, &text, c, CASE_UPPER);
        } else if (change == SWAPCASE && !is(&text, c, CHAR_UPPER)) {
            add_char(&out, &text, c);
        } else if ((change == TITLE || change == CAPITALIZE) && !in_word) {
            add_case(&out, &text, c, CASE_TITLE);
        } else {
            add_lower(&out, &text, c);
        }
        in_word = change == CAPITALIZE || is(&text, c, CHAR_CASED);
    }
    return finish(&text, &out);
}

static mp_obj_t text_lower(mp_obj_t self_in) {
    return change_case(self_in, LOWER);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_lower_obj, text_lower);

static mp_obj_t text_upper(mp_obj_t self_in) {
    return change_case(self_in, UPPER);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_upper_obj, text_upper);

static mp_obj_t text_title(mp_obj_t self_in) {
    return change_case(self_in, TITLE);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_title_obj, text_title);

static mp_obj_t text_capitalize(mp_obj_t self_in) {
    return change_case(self_in, CAPITALIZE);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_capitalize_obj, text_capitalize);

static mp_obj_t text_swapcase(mp_obj_t self_in) {
    return change_case(self_in, SWAPCASE);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_swapcase_obj, text_swapcase);

static mp_obj_t text_casefold(mp_obj_t self_in) {
    text_t text = text_of(self_in);
    need_str(&text);
    return change_case(self_in, CASEFOLD);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_casefold_obj, text_casefold);

// --- Kinds of characters ------------------------------------------------------------

static mp_obj_t all_are(mp_obj_t self_in, unsigned properties) {
    text_t text = text_of(self_in);
    bool result = text.at < text.end;
    while (result && text.at < text.end) {
        result = is(&text, next(&text), properties);
    }
    return mp_obj_new_bool(result);
}

static mp_obj_t all_of_str_are(mp_obj_t self_in, unsigned properties) {
    text_t text = text_of(self_in);
    need_str(&text);
    return all_are(self_in, properties);
}

static mp_obj_t text_isspace(mp_obj_t self_in) {
    return all_are(self_in, CHAR_SPACE);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_isspace_obj, text_isspace);

static mp_obj_t text_isalpha(mp_obj_t self_in) {
    return all_are(self_in, CHAR_ALPHA);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_isalpha_obj, text_isalpha);

static mp_obj_t text_isalnum(mp_obj_t self_in) {
    return all_are(self_in, CHAR_ALNUM);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_isalnum_obj, text_isalnum);

static mp_obj_t text_isdigit(mp_obj_t self_in) {
    return all_are(self_in, CHAR_DIGIT);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_isdigit_obj, text_isdigit);

static mp_obj_t text_isdecimal(mp_obj_t self_in) {
    return all_of_str_are(self_in, CHAR_DECIMAL);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_isdecimal_obj, text_isdecimal);

static mp_obj_t text_isnumeric(mp_obj_t self_in) {
    return all_of_str_are(self_in, CHAR_NUMERIC);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_isnumeric_obj, text_isnumeric);

static mp_obj_t text_isprintable(mp_obj_t self_in) {
    text_t text = text_of(self_in);
    return text.at == text.end ? mp_const_true : all_of_str_are(self_in, CHAR_PRINTABLE);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_isprintable_obj, text_isprintable);

static mp_obj_t text_isidentifier(mp_obj_t self_in) {
    text_t text = text_of(self_in);
    bool starts = text.at < text.end && char_is(peek(&text), CHAR_NAME_START);
    return starts ? all_of_str_are(self_in, CHAR_NAME) : mp_const_false;
}
MP_DEFINE_CONST_FUN_OBJ_1(text_isidentifier_obj, text_isidentifier);

static mp_obj_t text_isascii(mp_obj_t self_in) {
    text_t text = text_of(self_in);
    while (text.at < text.end && *text.at < 0x80) {
        text.at++;
    }
    return mp_obj_new_bool(text.at == text.end);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_isascii_obj, text_isascii);

// Whether there are characters with the case, and none with others.
static mp_obj_t is_in_case(mp_obj_t self_in, unsigned wanted) {
    text_t text = text_of(self_in);
    bool result = false;
    while (text.at < text.end) {
        unichar c = next(&text);
        if (is(&text, c, CHAR_CASED & ~wanted)) {
            return mp_const_false;
        }
        result = result || is(&text, c, wanted);
    }
    return mp_obj_new_bool(result);
}

static mp_obj_t text_isupper(mp_obj_t self_in) {
    return is_in_case(self_in, CHAR_UPPER);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_isupper_obj, text_isupper);

static mp_obj_t text_islower(mp_obj_t self_in) {
    return is_in_case(self_in, CHAR_LOWER);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_islower_obj, text_islower);

static mp_obj_t text_istitle(mp_obj_t self_in) {
    text_t text = text_of(self_in);
    bool in_word = false, result = false;
    while (text.at < text.end) {
        unichar c = next(&text);
        bool starts = is(&text, c, CHAR_UPPER | CHAR_TITLE), continues = is(&text, c, CHAR_LOWER);
        if ((starts && in_word) || (continues && !in_word)) {
            return mp_const_false;
        }
        in_word = starts || continues;
        result = result || in_word;
    }
    return mp_obj_new_bool(result);
}
MP_DEFINE_CONST_FUN_OBJ_1(text_istitle_obj, text_istitle);

// --- ascii() ------------------------------------------------------------------------

static mp_obj_t mp_builtin_ascii(mp_obj_t object) {
    vstr_t repr;
    mp_print_t print;
    vstr_init_print(&repr, 16, &print);
    mp_obj_print_helper(&print, object, PRINT_REPR);
    vstr_t out;
    vstr_init_print(&out, repr.len, &print);
    const byte *at = (const byte *)repr.buf, *end = at + repr.len;
    for (; at < end; at = utf8_next_char(at)) {
        unichar c = utf8_get_char(at);
        if (c < 0x80) {
            vstr_add_byte(&out, c);
        } else {
            mp_printf(&print, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", (int)c);
        }
    }
    return mp_obj_new_str_from_utf8_vstr(&out);
}
MP_DEFINE_CONST_FUN_OBJ_1(mp_builtin_ascii_obj, mp_builtin_ascii);
