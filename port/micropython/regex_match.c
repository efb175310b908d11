// Matching regular expressions: a machine that tries one way after another.
// SPDX-License-Identifier: Apache-2.0
//
// What can still be tried, and what a try has changed, is on a stack of the Python heap: nothing recurses,
// and a program's memory limits how much can be pending. No Python code runs meanwhile.

#include "micropython/regex.h"

#include <string.h>

#include "micropython/unicode.h"
#include "py/runtime.h"
#include "py/unicode.h"

typedef enum {
    TRY, // a: code, b: position
    GIVE_BACK, // a: code, b: position, c: the lowest position
    TAKE_MORE, // a: RE_REPEAT_ONE, b: position, c: how many more
    RESTORE, // a: variable, b: its value
    LOOK, // a: RE_LOOK, b: position, c: the entry of the enclosing one
} kind_t;

typedef struct {
    int32_t kind;
    int32_t a;
    int32_t b;
    int32_t c;
} entry_t;

#define NOTHING (-1)

typedef struct {
    const regex_search_t *search;
    const byte *text;
    int32_t start;
    int32_t end;
    bool is_str;
    int32_t *variables; // slots, then each counter's count and position
    int32_t look; // the entry of the innermost RE_LOOK
    entry_t *stack;
    int32_t depth;
    int32_t room;
} machine_t;

unichar regex_fold(unichar c, bool is_ascii) {
    if (c < 0x80 || is_ascii) {
        return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
    }
    return char_simple_case(char_simple_case(c, CASE_UPPER), CASE_LOWER);
}

static void push(machine_t *m, kind_t kind, int32_t a, int32_t b, int32_t c) {
    if (m->depth == m->room) {
        int32_t room = m->room == 0 ? 32 : m->room * 2;
        if (room > INT32_MAX / 64) {
            m_malloc_fail(SIZE_MAX);
        }
        m->stack = m_renew(entry_t, m->stack, m->room, room);
        m->room = room;
    }
    m->stack[m->depth++] = (entry_t) { kind, a, b, c };
}

static void set_variable(machine_t *m, int32_t variable, int32_t value) {
    push(m, RESTORE, variable, m->variables[variable], 0);
    m->variables[variable] = value;
}

// --- Characters -----------------------------------------------------------------------

static inline unichar char_at(const machine_t *m, int32_t pos) {
    byte c = m->text[pos];
    return c < 0x80 || !m->is_str ? c : utf8_get_char(m->text + pos);
}

static inline int32_t after(const machine_t *m, int32_t pos) {
    return m->text[pos] < 0x80 || !m->is_str ? pos + 1 : (int32_t)(utf8_next_char(m->text + pos) - m->text);
}

static inline int32_t before(const machine_t *m, int32_t pos) {
    pos--;
    while (m->is_str && pos > 0 && UTF8_IS_CONT(m->text[pos])) {
        pos--;
    }
    return pos;
}

static bool is_word(unichar c, bool is_ascii) {
    if (c < 0x80) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
    return !is_ascii && char_is(c, CHAR_ALNUM);
}

static bool is_digit(unichar c, bool is_ascii) {
    return c < 0x80 ? c >= '0' && c <= '9' : !is_ascii && char_is(c, CHAR_DECIMAL);
}

static bool is_space(unichar c, bool is_ascii) {
    if (c < 0x80) {
        return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f && !is_ascii);
    }
    return !is_ascii && char_is(c, CHAR_SPACE);
}

static bool in_ranges(const int32_t *set, unichar c) {
    for (int32_t i = 3; i < set[1]; i += 2) {
        if ((unichar)set[i] <= c && c <= (unichar)set[i + 1]) {
            return true;
        }
    }
    return false;
}

static bool in_set(const int32_t *set, unichar c) {
    int32_t flags = set[2];
    bool is_ascii = flags & RE_SET_ASCII;
    bool found = in_ranges(set, c)
        || ((flags & RE_SET_DIGIT) && is_digit(c, is_ascii)) || ((flags & RE_SET_DIGIT * 2) && !is_digit(c, is_ascii))
        || ((flags & RE_SET_SPACE) && is_space(c, is_ascii)) || ((flags & RE_SET_SPACE * 2) && !is_space(c, is_ascii))
        || ((flags & RE_SET_WORD) && is_word(c, is_ascii)) || ((flags & RE_SET_WORD * 2) && !is_word(c, is_ascii));
    if (!found && (flags & RE_SET_FOLDED)) {
        unichar lower = regex_fold(c, is_ascii);
        unichar upper = c < 0x80 || is_ascii ? (c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c) : char_simple_case(c, CASE_UPPER);
        found = in_ranges(set, lower) || in_ranges(set, upper);
    }
    return found != ((flags & RE_SET_NOT) != 0);
}

// Whether an instruction for one character matches the one at a position.
static inline bool matches_one(const machine_t *m, const int32_t *code, int32_t pos) {
    if (pos >= m->end) {
        return false;
    }
    unichar c = char_at(m, pos);
    switch (code[0]) {
        case RE_CHAR:
            return c == (unichar)code[1];
        case RE_CHAR_FOLDED:
            return regex_fold(c, (m->search->regex->flags & REGEX_ASCII) || !m->is_str) == (unichar)code[1];
        case RE_ANY:
            return c != '\n';
        case RE_ALL:
            return true;
        default:
            return in_set(code, c);
    }
}

static bool is_word_edge(const machine_t *m, int32_t pos, bool is_ascii) {
    bool left = pos > 0 && is_word(char_at(m, before(m, pos)), is_ascii);
    bool right = pos < m->end && is_word(char_at(m, pos), is_ascii);
    return left != right;
}

static bool is_at(const machine_t *m, int32_t where, int32_t pos) {
    switch (where) {
        case RE_AT_START:
            return pos == 0;
        case RE_AT_LINE_START:
            return pos == 0 || m->text[pos - 1] == '\n';
        case RE_AT_END:
            return pos == m->end;
        case RE_AT_LAST_LINE_END:
            return pos == m->end || (pos == m->end - 1 && m->text[pos] == '\n');
        case RE_AT_LINE_END:
            return pos == m->end || m->text[pos] == '\n';
        case RE_AT_WORD_EDGE:
            return is_word_edge(m, pos, !m->is_str);
        case RE_AT_NO_WORD_EDGE:
            return !is_word_edge(m, pos, !m->is_str);
        case RE_AT_ASCII_WORD_EDGE:
            return is_word_edge(m, pos, true);
        default:
            return !is_word_edge(m, pos, true);
    }
}

// Where the text of a group ends that is repeated at a position; NOTHING if it is not.
static int32_t after_group(const machine_t *m, const int32_t *code, int32_t pos) {
    int32_t from = m->variables[2 * code[1]], to = m->variables[2 * code[1] + 1];
    if (from < 0 || to < 0) {
        return NOTHING;
    }
    if (!code[2]) {
        bool is_same = to - from <= m->end - pos && memcmp(m->text + from, m->text + pos, to - from) == 0;
        return is_same ? pos + to - from : NOTHING;
    }
    bool is_ascii = (m->search->regex->flags & REGEX_ASCII) || !m->is_str;
    for (; from < to; from = after(m, from), pos = after(m, pos)) {
        if (pos >= m->end || regex_fold(char_at(m, from), is_ascii) != regex_fold(char_at(m, pos), is_ascii)) {
            return NOTHING;
        }
    }
    return pos;
}

// --- The machine ----------------------------------------------------------------------

static int32_t words_of(const int32_t *code) {
    static const uint8_t words[] = {
        [RE_MATCH] = 1, [RE_CHAR] = 2, [RE_CHAR_FOLDED] = 2, [RE_ANY] = 1, [RE_ALL] = 1,
        [RE_AT] = 2, [RE_SAVE] = 2, [RE_SPLIT] = 2, [RE_JUMP] = 2, [RE_BACK] = 3, [RE_REPEAT_ONE] = 4,
        [RE_REPEAT_START] = 2, [RE_REPEAT] = 6, [RE_REPEAT_NEXT] = 2, [RE_LOOK] = 4, [RE_LOOK_END] = 2, [RE_IF] = 3,
    };
    return code[0] == RE_SET ? code[1] : words[code[0]];
}

// Leaves a lookaround: forgets what it left to try, but not what it changed. Returns its position.
static int32_t leave_look(machine_t *m) {
    int32_t at = m->look;
    entry_t look = m->stack[at];
    int32_t kept = at;
    for (int32_t i = at + 1; i < m->depth; i++) {
        if (m->stack[i].kind == RESTORE) {
            m->stack[kept++] = m->stack[i];
        }
    }
    m->depth = kept;
    m->look = look.c;
    return look.b;
}

// Goes back to what was not tried yet: returns its code, and the position; NOTHING if there is nothing left.
static int32_t go_back(machine_t *m, int32_t *pos) {
    const int32_t *code = m->search->regex->code;
    while (m->depth > 0) {
        entry_t *top = &m->stack[m->depth - 1];
        switch (top->kind) {
            case TRY:
                m->depth--;
                *pos = top->b;
                return top->a;
            case RESTORE:
                m->depth--;
                m->variables[top->a] = top->b;
                break;
            case GIVE_BACK:
                *pos = top->b = before(m, top->b);
                if (top->b <= top->c) {
                    m->depth--;
                }
                return top->a;
            case TAKE_MORE: {
                const int32_t *one = code + top->a + 4;
                if (!matches_one(m, one, top->b)) {
                    m->depth--;
                    break;
                }
                *pos = top->b = after(m, top->b);
                int32_t next = top->a + 4 + words_of(one);
                if (--top->c == 0) {
                    m->depth--;
                }
                return next;
            }
            default: { // LOOK
                const int32_t *look = code + top->a;
                m->depth--;
                m->look = top->c;
                if (look[1] & RE_LOOK_NOT) {
                    *pos = top->b;
                    return top->a + look[3];
                }
                break;
            }
        }
    }
    return NOTHING;
}

// Repeats one character: returns the position after it; NOTHING if it does not match often enough.
static int32_t repeat_one(machine_t *m, int32_t pc, int32_t pos) {
    const int32_t *code = m->search->regex->code + pc;
    int32_t least = code[1], most = code[2], kind = code[3], count = 0, lowest = pos;
    const int32_t *one = code + 4;
    int32_t wanted = kind == RE_LAZY ? least : most;
    while (count < wanted && matches_one(m, one, pos)) {
        pos = after(m, pos);
        if (++count == least) {
            lowest = pos;
        }
    }
    if (count < least) {
        return NOTHING;
    }
    if (kind == RE_GREEDY && pos > lowest) {
        push(m, GIVE_BACK, pc + 4 + words_of(one), pos, lowest);
    } else if (kind == RE_LAZY && most > least) {
        push(m, TAKE_MORE, pc, pos, most == REGEX_ENDLESS ? REGEX_ENDLESS : most - least);
    }
    return pos;
}

static bool run(machine_t *m) {
    const regex_t *regex = m->search->regex;
    const int32_t *all = regex->code;
    int32_t pc = 0, pos = m->start;
    int32_t last_group = 2 * (regex->groups + 1), counters = last_group + 1;
    for (;;) {
        const int32_t *code = all + pc;
        bool goes_on = true;
        switch (code[0]) {
            case RE_CHAR:
            case RE_CHAR_FOLDED:
            case RE_ANY:
            case RE_ALL:
            case RE_SET:
                goes_on = matches_one(m, code, pos);
                if (goes_on) {
                    pos = after(m, pos);
                }
                break;
            case RE_AT:
                goes_on = is_at(m, code[1], pos);
                break;
            case RE_SAVE:
                set_variable(m, code[1], pos);
                if (code[1] % 2 != 0 && code[1] > 1) {
                    set_variable(m, last_group, code[1] / 2);
                }
                break;
            case RE_SPLIT:
                push(m, TRY, pc + code[1], pos, 0);
                break;
            case RE_JUMP:
                pc += code[1];
                continue;
            case RE_BACK: {
                int32_t to = after_group(m, code, pos);
                goes_on = to != NOTHING;
                pos = goes_on ? to : pos;
                break;
            }
            case RE_REPEAT_ONE: {
                int32_t to = repeat_one(m, pc, pos);
                goes_on = to != NOTHING;
                if (goes_on) {
                    pos = to;
                    pc += 4 + words_of(code + 4);
                    continue;
                }
                break;
            }
            case RE_REPEAT_START:
                set_variable(m, counters + 2 * code[1], 0);
                set_variable(m, counters + 2 * code[1] + 1, NOTHING);
                break;
            case RE_REPEAT: {
                int32_t count = m->variables[counters + 2 * code[1]];
                if (count < code[2]) {
                    break;
                }
                if (count >= code[3] || m->variables[counters + 2 * code[1] + 1] == pos) {
                    pc += code[5];
                    continue;
                }
                if (code[4] == RE_LAZY) {
                    push(m, TRY, pc + words_of(code), pos, 0);
                    pc += code[5];
                    continue;
                }
                push(m, TRY, pc + code[5], pos, 0);
                break;
            }
            case RE_REPEAT_NEXT:
                set_variable(m, counters + 2 * code[1], m->variables[counters + 2 * code[1]] + 1);
                set_variable(m, counters + 2 * code[1] + 1, pos);
                break;
            case RE_LOOK: {
                int32_t back = pos;
                for (int32_t i = 0; i < code[2] && back >= 0; i++) {
                    back = back == 0 ? NOTHING : before(m, back);
                }
                if (back < 0) {
                    // There is not enough text before.
                    goes_on = code[1] & RE_LOOK_NOT;
                    if (goes_on) {
                        pc += code[3];
                        continue;
                    }
                    break;
                }
                push(m, LOOK, pc, pos, m->look);
                m->look = m->depth - 1;
                pos = back;
                break;
            }
            case RE_LOOK_END:
                if (code[1] & RE_LOOK_NOT) {
                    // What follows the lookaround is not to be tried: only go back beyond it.
                    int32_t at = m->look;
                    while (m->depth > at + 1) {
                        entry_t *top = &m->stack[--m->depth];
                        if (top->kind == RESTORE) {
                            m->variables[top->a] = top->b;
                        }
                    }
                    m->look = m->stack[at].c;
                    m->depth = at;
                    goes_on = false;
                } else {
                    int32_t back = leave_look(m);
                    pos = code[1] & RE_LOOK_ATOMIC ? pos : back;
                }
                break;
            case RE_IF:
                if (m->variables[2 * code[1] + 1] < 0) {
                    pc += code[2];
                    continue;
                }
                break;
            default: // RE_MATCH
                goes_on = !(m->search->whole && pos != m->end) && !(m->search->must_advance && pos == m->start);
                if (goes_on) {
                    m->variables[0] = m->start;
                    m->variables[1] = pos;
                    return true;
                }
                break;
        }
        pc = goes_on ? pc + words_of(code) : go_back(m, &pos);
        if (pc == NOTHING) {
            return false;
        }
    }
}

bool regex_search(const regex_search_t *search, size_t start, bool only_here, int32_t *slots) {
    const regex_t *regex = search->regex;
    int32_t groups = 2 * (regex->groups + 1) + 1, count = groups + 2 * regex->counters;
    int32_t *variables = m_new(int32_t, count);
    machine_t m = {
        .search = search,
        .text = search->text,
        .start = start,
        .end = search->end,
        .is_str = search->is_str,
        .variables = variables,
        .look = NOTHING,
    };
    regex_search_t later = *search;
    later.must_advance = false;
    bool found = false;
    bool begins = regex->code[0] == RE_CHAR;
    for (; m.start <= m.end; m.start = after(&m, m.start)) {
        if (begins && !only_here) {
            // The first character is known, and so is its first byte.
            unichar c = regex->code[1];
            int first = c < 0x80 || !m.is_str ? (int)c : c < 0x800 ? 0xc0 | c >> 6 : c < 0x10000 ? 0xe0 | c >> 12 : 0xf0 | c >> 18;
            const byte *next = m.start < m.end ? memchr(m.text + m.start, first, m.end - m.start) : NULL;
            if (next == NULL) {
                break;
            }
            m.search = next - m.text == (ptrdiff_t)start ? search : &later;
            m.start = next - m.text;
        }
        for (int32_t i = 0; i < count; i++) {
            variables[i] = NOTHING;
        }
        m.depth = 0;
        m.look = NOTHING;
        found = run(&m);
        if (found || only_here || m.start == m.end) {
            break;
        }
        m.search = &later;
    }
    if (found) {
        memcpy(slots, variables, groups * sizeof(*slots));
    }
    m_del(entry_t, m.stack, m.room);
    m_del(int32_t, variables, count);
    return found;
}
