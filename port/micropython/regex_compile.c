// Compiling regular expressions, in one pass and without recursion.
// SPDX-License-Identifier: Apache-2.0
//
// Jumps are relative, so code can move when an instruction is put before it. A jump to the end of a group
// is only known when the group closes; until then, such jumps are chained through their operands.

#include <string.h>

#include "micropython/regex_compiler.h"
#include "micropython/unicode.h"
#include "py/objstr.h"
#include "py/unicode.h"

#define MOST_GROUPS (10000)

// --- Repetition -----------------------------------------------------------------------------

static bool is_one_char(const compiler_t *c) {
    int32_t instruction = c->regex->code[c->atom];
    int32_t words = instruction == RE_SET ? c->regex->code[c->atom + 1] : instruction == RE_ANY || instruction == RE_ALL ? 1 : 2;
    return instruction >= RE_CHAR && instruction <= RE_SET && c->atom + words == c->regex->code_words;
}

static void wrap_atomic(compiler_t *c, int32_t at) {
    int32_t *look = regex_make_room(c, at, 4);
    look[0] = RE_LOOK;
    look[1] = RE_LOOK_ATOMIC;
    look[2] = 0;
    regex_add(c, 2, RE_LOOK_END)[1] = RE_LOOK_ATOMIC;
    c->regex->code[at + 3] = c->regex->code_words - at;
}

static void repeat(compiler_t *c, int32_t least, int32_t most, int32_t kind) {
    if (is_one_char(c)) {
        int32_t *code = regex_make_room(c, c->atom, 4);
        code[0] = RE_REPEAT_ONE;
        code[1] = least;
        code[2] = most;
        code[3] = kind;
        return;
    }
    int32_t at = c->atom, counter = c->regex->counters++;
    int32_t *code = regex_make_room(c, at, 10);
    int32_t body = c->regex->code_words - at - 10;
    code[0] = RE_REPEAT_START;
    code[1] = counter;
    code[2] = RE_REPEAT;
    code[3] = counter;
    code[4] = least;
    code[5] = most;
    code[6] = kind == RE_LAZY ? RE_LAZY : RE_GREEDY;
    code[7] = 6 + 2 + body + 2;
    code[8] = RE_REPEAT_NEXT;
    code[9] = counter;
    regex_add(c, 2, RE_JUMP)[1] = -(6 + 2 + body);
    if (kind == RE_POSSESSIVE) {
        wrap_atomic(c, at);
    }
}

// Reads {m,n} and the like; false if it is no repetition but text.
static bool read_braces(compiler_t *c, int32_t *least, int32_t *most, const byte *start) {
    bool has_least = regex_is_digit(c);
    *least = has_least ? regex_number(c) : 0;
    bool has_comma = regex_accept(c, ',');
    bool has_most = has_comma && regex_is_digit(c);
    *most = has_most ? regex_number(c) : has_comma ? REGEX_ENDLESS : *least;
    if (!regex_accept(c, '}') || (!has_least && !has_comma)) {
        c->at = start + 1;
        return false;
    }
    if (*most < *least) {
        regex_fail_at(c, "min repeat greater than max repeat", start);
    }
    return true;
}

static void add_repeat(compiler_t *c, unichar ch, const byte *start) {
    int32_t least = ch == '+', most = ch == '?' ? 1 : REGEX_ENDLESS;
    if (ch == '{' && !read_braces(c, &least, &most, start)) {
        regex_add_char(c, '{');
        return;
    }
    if (c->atom == NONE || c->is_edge) {
        regex_fail_at(c, "nothing to repeat", start);
    }
    if (c->is_repeated) {
        regex_fail_at(c, "multiple repeat", start);
    }
    int32_t kind = regex_accept(c, '?') ? RE_LAZY : regex_accept(c, '+') ? RE_POSSESSIVE : RE_GREEDY;
    group_t *group = regex_innermost(c);
    width_t one = c->atom_width;
    width_t width = { regex_times(one.least, least), regex_times(one.most, most) };
    // The item was counted once.
    group->width.least = regex_more(group->width.least - one.least, width.least);
    group->width.most = group->width.most == REGEX_ENDLESS ? REGEX_ENDLESS : regex_more(group->width.most - one.most, width.most);
    repeat(c, least, most, kind);
    c->is_repeated = true;
    c->atom_width = width;
}

// --- Groups ---------------------------------------------------------------------------------

static void open_group(compiler_t *c, group_kind_t kind, int32_t number, int32_t flags, const byte *start) {
    if (c->depth == c->depth_room) {
        int32_t room = c->depth_room * 2 + 4;
        c->groups = m_renew(group_t, c->groups, c->depth_room, room);
        c->depth_room = room;
    }
    c->groups[c->depth++] = (group_t) {
        .kind = kind,
        .start = c->regex->code_words,
        .branch = c->regex->code_words,
        .jumps = NONE,
        .number = number,
        .flags = flags,
        .byte = start - c->start,
    };
    c->atom = NONE;
}

static void open_capture(compiler_t *c, const byte *start) {
    int32_t number = ++c->regex->groups;
    if (number > MOST_GROUPS) {
        regex_fail_at(c, "too many groups", start);
    }
    if (number >= c->widths_room) {
        int32_t room = c->widths_room * 2 + 4;
        c->widths = m_renew(width_t, c->widths, c->widths_room, room);
        c->widths_room = room;
    }
    c->widths[number].least = NONE;
    open_group(c, CAPTURE, number, c->flags, start);
    regex_add(c, 2, RE_SAVE)[1] = 2 * number;
    regex_innermost(c)->branch = c->regex->code_words;
}

// A name up to a character, which is skipped.
static mp_obj_t read_name(compiler_t *c, char end, const byte *start) {
    const byte *name = c->at;
    while (c->at < c->end && *c->at != (byte)end) {
        c->at++;
    }
    if (c->at == c->end) {
        regex_fail_at(c, "missing terminator, unterminated name", name);
    }
    mp_obj_t text = mp_obj_new_str((const char *)name, c->at - name);
    size_t len = c->at - name;
    bool is_good = len > 0;
    for (const byte *n = name; is_good && n < name + len; n = c->is_str ? utf8_next_char(n) : n + 1) {
        unichar ch = c->is_str ? utf8_get_char(n) : *n;
        is_good = (c->is_str || ch < 0x80) && char_is(ch, n == name ? CHAR_NAME_START : CHAR_NAME);
    }
    c->at++;
    if (!is_good) {
        regex_fail_at(c, len == 0 ? "missing group name" : "bad character in group name", name);
    }
    return text;
}

static int32_t find_name(compiler_t *c, mp_obj_t name, const byte *start) {
    mp_map_elem_t *elem = mp_map_lookup(mp_obj_dict_get_map(c->regex->names), name, MP_MAP_LOOKUP);
    if (elem == NULL) {
        regex_fail_at(c, "unknown group name", start);
    }
    return mp_obj_get_int(elem->value);
}

static int32_t flag_of(byte letter) {
    static const struct { char letter; uint16_t flag; } flags[] = {
        { 'i', REGEX_IGNORECASE }, { 'L', REGEX_LOCALE }, { 'm', REGEX_MULTILINE }, { 's', REGEX_DOTALL },
        { 'x', REGEX_VERBOSE }, { 'a', REGEX_ASCII }, { 'u', REGEX_UNICODE },
    };
    for (size_t i = 0; i < MP_ARRAY_SIZE(flags); i++) {
        if (letter == (byte)flags[i].letter) {
            return flags[i].flag;
        }
    }
    return 0;
}

static int32_t read_flags(compiler_t *c) {
    int32_t flags = 0;
    while (c->at < c->end && flag_of(*c->at) != 0) {
        flags |= flag_of(*c->at++);
    }
    if (flags & REGEX_LOCALE) {
        regex_fail_at(c, "flag 'L' is not supported", c->at - 1);
    }
    return flags;
}

// (?flags) and (?flags-flags:...)
static void open_flags(compiler_t *c, const byte *start) {
    int32_t on = read_flags(c);
    if (regex_accept(c, ')')) {
        if (on == 0) {
            regex_fail_since(c, "unknown extension", start + 1);
        }
        if (start != c->start) {
            regex_fail_at(c, "global flags not at the start of the expression", start);
        }
        c->flags |= on;
        c->regex->flags |= on;
        return;
    }
    int32_t off = regex_accept(c, '-') ? read_flags(c) : 0;
    if (!regex_accept(c, ':')) {
        regex_fail_at(c, c->at == c->end ? "missing -, : or )" : "unknown extension", start + 1);
    }
    open_group(c, PLAIN, 0, c->flags, start);
    c->flags = (c->flags | on) & ~off;
}

static void open_look(compiler_t *c, int32_t flags, const byte *start) {
    open_group(c, AROUND, flags, c->flags, start);
    int32_t *code = regex_add(c, 4, RE_LOOK);
    code[1] = flags;
    code[2] = 0;
    regex_innermost(c)->branch = c->regex->code_words;
}

static void open_condition(compiler_t *c, const byte *start) {
    const byte *at = c->at;
    int32_t group;
    if (regex_is_digit(c)) {
        group = regex_number(c);
        if (!regex_accept(c, ')')) {
            regex_fail_at(c, "bad character in group name", at);
        }
    } else {
        group = find_name(c, read_name(c, ')', start), at);
    }
    if (group == 0 || group > c->regex->groups) {
        regex_fail_at(c, "invalid group reference", at);
    }
    open_group(c, CONDITION, group, c->flags, start);
    int32_t *code = regex_add(c, 3, RE_IF);
    code[1] = group;
    code[2] = 0;
    regex_innermost(c)->branch = c->regex->code_words;
}

static void open_any(compiler_t *c, const byte *start) {
    if (!regex_accept(c, '?')) {
        open_capture(c, start);
        return;
    }
    if (c->at == c->end) {
        regex_fail_at(c, "unexpected end of pattern", c->at);
    }
    if (regex_accept(c, 'P')) {
        const byte *name_at = c->at + 1;
        if (regex_accept(c, '<')) {
            mp_obj_t name = read_name(c, '>', start);
            if (mp_map_lookup(mp_obj_dict_get_map(c->regex->names), name, MP_MAP_LOOKUP) != NULL) {
                regex_fail_at(c, "redefinition of group name", name_at);
            }
            open_capture(c, start);
            mp_obj_dict_store(c->regex->names, name, MP_OBJ_NEW_SMALL_INT(c->regex->groups));
        } else if (regex_accept(c, '=')) {
            regex_add_back_reference(c, find_name(c, read_name(c, ')', start), name_at), name_at);
        } else {
            regex_fail_since(c, "unknown extension", start + 1);
        }
    } else if (regex_accept(c, ':')) {
        open_group(c, PLAIN, 0, c->flags, start);
    } else if (regex_accept(c, '#')) {
        while (!regex_accept(c, ')')) {
            if (c->at == c->end) {
                regex_fail_at(c, "missing ), unterminated comment", start);
            }
            c->at++;
        }
    } else if (regex_accept(c, '=')) {
        open_look(c, 0, start);
    } else if (regex_accept(c, '!')) {
        open_look(c, RE_LOOK_NOT, start);
    } else if (regex_accept(c, '>')) {
        open_look(c, RE_LOOK_ATOMIC, start);
    } else if (regex_accept(c, '(')) {
        open_condition(c, start);
    } else if (regex_accept(c, '<')) {
        if (regex_accept(c, '=')) {
            open_look(c, RE_LOOK_BEHIND, start);
        } else if (regex_accept(c, '!')) {
            open_look(c, RE_LOOK_BEHIND | RE_LOOK_NOT, start);
        } else {
            regex_fail_since(c, "unknown extension", start + 1);
        }
    } else {
        open_flags(c, start);
    }
}

// The last branch of the innermost group is complete.
static void end_branch(compiler_t *c) {
    group_t *group = regex_innermost(c);
    width_t width = group->width;
    if (group->has_branches) {
        width.least = MIN(width.least, group->branches.least);
        width.most = MAX(width.most, group->branches.most);
    }
    group->branches = width;
    group->width = (width_t) { 0, 0 };
    group->has_branches = true;
    c->atom = NONE;
}

static void add_jump_to_end(compiler_t *c) {
    group_t *group = regex_innermost(c);
    regex_add(c, 2, RE_JUMP)[1] = group->jumps;
    group->jumps = c->regex->code_words - 2;
}

static void add_branch(compiler_t *c, const byte *start) {
    group_t *group = regex_innermost(c);
    if (group->kind == CONDITION) {
        if (group->has_branches) {
            regex_fail_at(c, "conditional backref with more than two branches", start);
        }
        add_jump_to_end(c);
        c->regex->code[group->start + 2] = c->regex->code_words - group->start;
    } else {
        int32_t *code = regex_make_room(c, group->branch, 2);
        code[0] = RE_SPLIT;
        add_jump_to_end(c);
        c->regex->code[group->branch + 1] = c->regex->code_words - group->branch;
    }
    group->branch = c->regex->code_words;
    end_branch(c);
}

static void close_group(compiler_t *c, const byte *start) {
    if (c->depth == 1) {
        regex_fail_at(c, "unbalanced parenthesis", start);
    }
    group_t *group = regex_innermost(c);
    if (group->kind == CONDITION && !group->has_branches) {
        c->regex->code[group->start + 2] = c->regex->code_words - group->start;
        end_branch(c);
    }
    end_branch(c);
    int32_t *code = c->regex->code;
    for (int32_t jump = group->jumps; jump != NONE;) {
        int32_t before = code[jump + 1];
        code[jump + 1] = c->regex->code_words - jump;
        jump = before;
    }
    width_t width = group->branches;
    int32_t at = group->start;
    if (group->kind == CAPTURE) {
        c->widths[group->number] = width;
        regex_add(c, 2, RE_SAVE)[1] = 2 * group->number + 1;
    } else if (group->kind == AROUND) {
        if ((group->number & RE_LOOK_BEHIND) && width.least != width.most) {
            regex_fail_at(c, "look-behind requires fixed-width pattern", c->start + group->byte);
        }
        regex_add(c, 2, RE_LOOK_END)[1] = group->number;
        c->regex->code[at + 2] = group->number & RE_LOOK_BEHIND ? width.least : 0;
        c->regex->code[at + 3] = c->regex->code_words - at;
        width = group->number & RE_LOOK_ATOMIC ? width : (width_t) { 0, 0 };
    }
    c->flags = group->flags;
    bool is_empty = at == c->regex->code_words;
    c->depth--;
    regex_add_width(c, width);
    c->atom = at;
    c->is_repeated = c->is_edge = false;
    if (is_empty) {
        regex_add(c, 2, RE_JUMP)[1] = 2; // so that there is something to repeat
    }
}

static bool skip_blank(compiler_t *c, unichar ch) {
    if (!(c->flags & REGEX_VERBOSE)) {
        return false;
    }
    if (ch == '#') {
        while (c->at < c->end && *c->at != '\n') {
            c->at++;
        }
        return true;
    }
    return ch == ' ' || (ch >= '\t' && ch <= '\r');
}

void regex_compile(regex_t *regex) {
    GET_STR_DATA_LEN(regex->pattern, data, len);
    compiler_t c = {
        .regex = regex,
        .start = data,
        .at = data,
        .end = data + len,
        .is_str = mp_obj_is_str(regex->pattern),
        .flags = regex->flags,
    };
    if (regex->flags & REGEX_LOCALE) {
        mp_raise_ValueError(MP_ERROR_TEXT("re.LOCALE is not supported"));
    }
    regex->names = mp_obj_new_dict(0);
    regex->groups = 0;
    regex->counters = 0;
    regex->code = NULL;
    regex->code_words = 0;
    c.widths = m_new0(width_t, 4);
    c.widths_room = 4;
    open_group(&c, PLAIN, 0, c.flags, c.at);
    while (c.at < c.end) {
        const byte *start = c.at;
        unichar ch = regex_next(&c);
        if (skip_blank(&c, ch)) {
            continue;
        }
        switch (ch) {
            case '(':
                open_any(&c, start);
                break;
            case ')':
                close_group(&c, start);
                break;
            case '|':
                add_branch(&c, start);
                break;
            case '*':
            case '+':
            case '?':
            case '{':
                add_repeat(&c, ch, start);
                break;
            case '[':
                regex_add_set(&c, start);
                break;
            case '\\':
                regex_add_escape(&c, start);
                break;
            case '.':
                regex_begin_item(&c);
                regex_add(&c, 1, c.flags & REGEX_DOTALL ? RE_ALL : RE_ANY);
                regex_add_width(&c, (width_t) { 1, 1 });
                break;
            case '^':
                regex_add_at(&c, c.flags & REGEX_MULTILINE ? RE_AT_LINE_START : RE_AT_START);
                break;
            case '$':
                regex_add_at(&c, c.flags & REGEX_MULTILINE ? RE_AT_LINE_END : RE_AT_LAST_LINE_END);
                break;
            default:
                regex_add_char(&c, ch);
        }
    }
    if (c.depth > 1) {
        regex_fail_at(&c, "missing ), unterminated subpattern", c.start + regex_innermost(&c)->byte);
    }
    for (int32_t jump = regex_innermost(&c)->jumps; jump != NONE;) {
        int32_t before = regex->code[jump + 1];
        regex->code[jump + 1] = regex->code_words - jump;
        jump = before;
    }
    regex_add(&c, 1, RE_MATCH);
    if (c.is_str && !(regex->flags & REGEX_ASCII)) {
        regex->flags |= REGEX_UNICODE;
    }
}
