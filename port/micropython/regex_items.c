// Compiling the items of regular expressions that are no groups: characters, sets and escapes.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "micropython/regex_compiler.h"
#include "micropython/unicode.h"
#include "py/unicode.h"

#define MOST_WORDS (1 << 24)

NORETURN void regex_fail_at(compiler_t *c, const char *what, const byte *at) {
    regex_error(c->regex->pattern, what, at - c->start);
}

NORETURN void regex_fail_since(compiler_t *c, const char *what, const byte *at) {
    vstr_t message;
    mp_print_t print;
    vstr_init_print(&message, 32, &print);
    mp_printf(&print, "%s %.*s", what, (int)(c->at - at), at);
    regex_error(c->regex->pattern, vstr_null_terminated_str(&message), at - c->start);
}

// --- Code -----------------------------------------------------------------------------

int32_t *regex_make_room(compiler_t *c, int32_t at, int32_t words) {
    regex_t *regex = c->regex;
    if (regex->code_words + words > c->room) {
        int32_t room = (regex->code_words + words) * 2;
        if (room > MOST_WORDS) {
            regex_fail_at(c, "regular expression is too large", c->at);
        }
        regex->code = m_renew(int32_t, regex->code, c->room, room);
        c->room = room;
    }
    memmove(regex->code + at + words, regex->code + at, (regex->code_words - at) * sizeof(int32_t));
    regex->code_words += words;
    return regex->code + at;
}

int32_t *regex_add(compiler_t *c, int32_t words, int32_t instruction) {
    int32_t *code = regex_make_room(c, c->regex->code_words, words);
    code[0] = instruction;
    return code;
}

int32_t regex_more(int32_t a, int32_t b) {
    return a > REGEX_ENDLESS - b ? REGEX_ENDLESS : a + b;
}

int32_t regex_times(int32_t a, int32_t b) {
    return a == 0 || b == 0 ? 0 : a > REGEX_ENDLESS / b ? REGEX_ENDLESS : a * b;
}

group_t *regex_innermost(compiler_t *c) {
    return &c->groups[c->depth - 1];
}

// The item that begins at `atom` is complete.
void regex_add_width(compiler_t *c, width_t width) {
    group_t *group = regex_innermost(c);
    group->width.least = regex_more(group->width.least, width.least);
    group->width.most = regex_more(group->width.most, width.most);
    c->atom_width = width;
}

void regex_begin_item(compiler_t *c) {
    c->atom = c->regex->code_words;
    c->is_repeated = c->is_edge = false;
}

// --- Reading the pattern ----------------------------------------------------------------

static unichar peek(compiler_t *c) {
    return c->is_str ? utf8_get_char(c->at) : *c->at;
}

unichar regex_next(compiler_t *c) {
    unichar ch = peek(c);
    c->at = c->is_str ? utf8_next_char(c->at) : c->at + 1;
    return ch;
}

bool regex_accept(compiler_t *c, char ch) {
    bool is_it = c->at < c->end && *c->at == (byte)ch;
    c->at += is_it;
    return is_it;
}

bool regex_is_digit(const compiler_t *c) {
    return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

int32_t regex_number(compiler_t *c) {
    const byte *start = c->at;
    int64_t value = 0;
    while (regex_is_digit(c)) {
        value = value * 10 + *c->at++ - '0';
        if (value >= REGEX_ENDLESS) {
            regex_fail_at(c, "the repetition number is too large", start);
        }
    }
    return value;
}

static unichar hex(compiler_t *c, int digits, const byte *start) {
    unichar value = 0;
    for (int i = 0; i < digits; i++) {
        if (c->at == c->end || !unichar_isxdigit(*c->at)) {
            regex_fail_since(c, "incomplete escape", start);
        }
        value = value * 16 + unichar_xdigit_value(*c->at++);
    }
    if (value > 0x10ffff) {
        regex_fail_since(c, "bad escape", start);
    }
    return value;
}

// An escape for one character, in a set or outside; `ch` stands behind the backslash.
static unichar escaped_char(compiler_t *c, unichar ch, const byte *start) {
    static const char letters[] = "n\nt\tr\rf\fv\va\a";
    for (const char *l = letters; *l != 0; l += 2) {
        if (ch == (unichar)*l) {
            return l[1];
        }
    }
    if (ch == 'x') {
        return hex(c, 2, start);
    }
    if (c->is_str && (ch == 'u' || ch == 'U')) {
        return hex(c, ch == 'u' ? 4 : 8, start);
    }
    if (ch < 0x80 && (unichar_isalpha(ch) || unichar_isdigit(ch))) {
        regex_fail_since(c, "bad escape", start);
    }
    return ch;
}

static bool is_octal(const compiler_t *c) {
    return c->at < c->end && *c->at >= '0' && *c->at <= '7';
}

static unichar octal(compiler_t *c, unichar value, int digits, const byte *start) {
    for (int i = 0; i < digits && is_octal(c); i++) {
        value = value * 8 + *c->at++ - '0';
    }
    if (value > 0377) {
        regex_fail_at(c, "octal escape value outside of range 0-0o377", start);
    }
    return value;
}

// --- Items of one character ---------------------------------------------------------------

static int32_t set_flags(const compiler_t *c) {
    bool is_ascii = !c->is_str || (c->flags & REGEX_ASCII);
    return (c->flags & REGEX_IGNORECASE ? RE_SET_FOLDED : 0) | (is_ascii ? RE_SET_ASCII : 0);
}

// The flag of \d, \D, \s, \S, \w or \W; 0 for other escapes.
static int32_t category(unichar ch) {
    static const struct { char letter; uint16_t flag; } categories[] = {
        { 'd', RE_SET_DIGIT }, { 'D', RE_SET_DIGIT * 2 }, { 's', RE_SET_SPACE }, { 'S', RE_SET_SPACE * 2 },
        { 'w', RE_SET_WORD }, { 'W', RE_SET_WORD * 2 },
    };
    for (size_t i = 0; i < MP_ARRAY_SIZE(categories); i++) {
        if (ch == (unichar)categories[i].letter) {
            return categories[i].flag;
        }
    }
    return 0;
}

void regex_add_char(compiler_t *c, unichar ch) {
    regex_begin_item(c);
    bool is_ascii = !c->is_str || (c->flags & REGEX_ASCII);
    bool has_case = c->flags & REGEX_IGNORECASE;
    regex_add(c, 2, has_case ? RE_CHAR_FOLDED : RE_CHAR)[1] = has_case ? regex_fold(ch, is_ascii) : ch;
    regex_add_width(c, (width_t) { 1, 1 });
}

// One member of a set: a character, or NONE and a category.
static int32_t set_member(compiler_t *c, int32_t *categories) {
    const byte *start = c->at;
    unichar ch = regex_next(c);
    *categories = 0;
    if (ch != '\\') {
        return ch;
    }
    if (c->at == c->end) {
        regex_fail_at(c, "bad escape (end of pattern)", start);
    }
    ch = regex_next(c);
    *categories = category(ch);
    if (*categories != 0) {
        return NONE;
    }
    if (ch >= '0' && ch <= '7') {
        return octal(c, ch - '0', 2, start);
    }
    return ch == 'b' ? '\b' : (int32_t)escaped_char(c, ch, start);
}

void regex_add_set(compiler_t *c, const byte *start) {
    regex_begin_item(c);
    int32_t at = c->regex->code_words;
    int32_t flags = set_flags(c) | (regex_accept(c, '^') ? RE_SET_NOT : 0);
    regex_add(c, 3, RE_SET);
    for (bool is_first = true;; is_first = false) {
        if (c->at == c->end) {
            regex_fail_at(c, "unterminated character set", start);
        }
        if (!is_first && regex_accept(c, ']')) {
            break;
        }
        const byte *member = c->at;
        int32_t categories;
        int32_t low = set_member(c, &categories), high = low;
        flags |= categories;
        if (c->at + 1 < c->end && *c->at == '-' && c->at[1] != ']') {
            c->at++;
            int32_t categories_2;
            high = set_member(c, &categories_2);
            if (low == NONE || high == NONE || high < low) {
                regex_fail_since(c, "bad character range", member);
            }
        }
        if (low != NONE) {
            int32_t *range = regex_make_room(c, c->regex->code_words, 2);
            range[0] = low;
            range[1] = high;
        }
    }
    c->regex->code[at + 1] = c->regex->code_words - at;
    c->regex->code[at + 2] = flags;
    regex_add_width(c, (width_t) { 1, 1 });
}

// --- Escapes --------------------------------------------------------------------------------

void regex_add_at(compiler_t *c, int32_t where) {
    regex_begin_item(c);
    regex_add(c, 2, RE_AT)[1] = where;
    c->is_edge = true;
    regex_add_width(c, (width_t) { 0, 0 });
}

void regex_add_back_reference(compiler_t *c, int32_t group, const byte *start) {
    if (group > c->regex->groups) {
        regex_fail_at(c, "invalid group reference", start);
    }
    if (c->widths[group].least == NONE) {
        regex_fail_at(c, "cannot refer to an open group", start);
    }
    regex_begin_item(c);
    int32_t *code = regex_add(c, 3, RE_BACK);
    code[1] = group;
    code[2] = (c->flags & REGEX_IGNORECASE) != 0;
    regex_add_width(c, c->widths[group]);
}

void regex_add_escape(compiler_t *c, const byte *start) {
    if (c->at == c->end) {
        regex_fail_at(c, "bad escape (end of pattern)", start);
    }
    unichar ch = regex_next(c);
    bool is_ascii = !c->is_str || (c->flags & REGEX_ASCII);
    if (category(ch) != 0) {
        regex_begin_item(c);
        int32_t *code = regex_add(c, 3, RE_SET);
        code[1] = 3;
        code[2] = set_flags(c) | category(ch);
        regex_add_width(c, (width_t) { 1, 1 });
    } else if (ch == 'A' || ch == 'Z') {
        regex_add_at(c, ch == 'A' ? RE_AT_START : RE_AT_END);
    } else if (ch == 'b') {
        regex_add_at(c, is_ascii ? RE_AT_ASCII_WORD_EDGE : RE_AT_WORD_EDGE);
    } else if (ch == 'B') {
        regex_add_at(c, is_ascii ? RE_AT_ASCII_NO_WORD_EDGE : RE_AT_NO_WORD_EDGE);
    } else if (ch == '0') {
        regex_add_char(c, octal(c, 0, 2, start));
    } else if (ch >= '1' && ch <= '9') {
        int32_t value = ch - '0';
        if (regex_is_digit(c)) {
            bool three = ch <= '3' + 4 && c->at + 1 < c->end && is_octal(c) && c->at[1] >= '0' && c->at[1] <= '7' && ch <= '7';
            if (three) {
                regex_add_char(c, octal(c, value, 2, start));
                return;
            }
            value = value * 10 + *c->at++ - '0';
        }
        regex_add_back_reference(c, value, start);
    } else {
        regex_add_char(c, escaped_char(c, ch, start));
    }
}
