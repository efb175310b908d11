// Regular expressions: compiling and matching.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "py/obj.h"

/** Flags, with the numbers of CPython. */
enum {
    REGEX_IGNORECASE = 2,
    REGEX_LOCALE = 4,
    REGEX_MULTILINE = 8,
    REGEX_DOTALL = 16,
    REGEX_UNICODE = 32,
    REGEX_VERBOSE = 64,
    REGEX_DEBUG = 128,
    REGEX_ASCII = 256,
};

/** A limit of repetitions that there is not. */
#define REGEX_ENDLESS (INT32_MAX)

/** Instructions; each says which words follow. Distances are from the instruction's own word. */
enum {
    RE_MATCH,
    RE_CHAR, // character
    RE_CHAR_FOLDED, // character, with its case folded
    RE_ANY, // but the end of a line
    RE_ALL,
    RE_SET, // words in all, RE_SET_… flags, then the first and last characters of ranges
    RE_AT, // RE_AT_…
    RE_SAVE, // slot
    RE_SPLIT, // distance to what is tried if going on fails
    RE_JUMP, // distance
    RE_BACK, // group, whether case is ignored
    RE_REPEAT_ONE, // least, most, RE_GREEDY and so on; then an instruction for one character
    RE_REPEAT_START, // counter
    RE_REPEAT, // counter, least, most, RE_GREEDY or RE_LAZY, distance to the end; RE_REPEAT_NEXT follows
    RE_REPEAT_NEXT, // counter
    RE_LOOK, // RE_LOOK_… flags, characters to go back, distance to the end
    RE_LOOK_END, // RE_LOOK_… flags
    RE_IF, // group, distance to what is tried if it did not match
};

enum { RE_GREEDY, RE_LAZY, RE_POSSESSIVE };

enum {
    RE_SET_NOT = 1,
    RE_SET_FOLDED = 2,
    RE_SET_ASCII = 4,
    RE_SET_DIGIT = 8, // and the next bit: what is no digit
    RE_SET_SPACE = 32,
    RE_SET_WORD = 128,
};

enum { RE_LOOK_NOT = 1, RE_LOOK_BEHIND = 2, RE_LOOK_ATOMIC = 4 };

enum {
    RE_AT_START, // of the text
    RE_AT_LINE_START,
    RE_AT_END, // of the text
    RE_AT_LAST_LINE_END,
    RE_AT_LINE_END,
    RE_AT_WORD_EDGE,
    RE_AT_NO_WORD_EDGE,
    RE_AT_ASCII_WORD_EDGE,
    RE_AT_ASCII_NO_WORD_EDGE,
};

/** A compiled pattern. */
typedef struct _regex_t {
    mp_obj_base_t base;
    mp_obj_t pattern;
    mp_obj_t names; // dict from names to numbers of groups
    int32_t *code;
    int32_t code_words;
    int32_t flags;
    int32_t given_flags; // to compile(); the pattern may have others
    int32_t groups;
    int32_t counters;
} regex_t;

/** Compiles a pattern into `regex`, whose `pattern` and `flags` are given. Raises re.error. */
void regex_compile(regex_t *regex);

/** Raises re.error: what is wrong, and at which byte of the pattern. */
NORETURN void regex_error(mp_obj_t pattern, const char *what, size_t offset);

/** Where a search is made. Positions are bytes from the start of the text. */
typedef struct {
    const regex_t *regex;
    const byte *text;
    size_t end; // of what may match
    bool is_str;
    bool whole; // the match must reach the end
    bool must_advance; // the match may not be empty at the start
} regex_search_t;

/**
 * Searches from a position on.
 *
 * @param only_here whether the match must begin there.
 * @param slots     2 * (groups + 1) positions, or -1, and the last group that matched.
 */
bool regex_search(const regex_search_t *search, size_t start, bool only_here, int32_t *slots);

/** The case that all cases of a character share. */
unichar regex_fold(unichar c, bool is_ascii);

extern const mp_obj_type_t mp_type_re_error;
