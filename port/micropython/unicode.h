// What Unicode says about characters.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "py/mpconfig.h"
#include "py/misc.h"

/** Properties of characters, as the methods of CPython's `str` see them. */
enum {
    CHAR_ALPHA = 1 << 0,
    CHAR_DECIMAL = 1 << 1,
    CHAR_DIGIT = 1 << 2,
    CHAR_NUMERIC = 1 << 3,
    CHAR_SPACE = 1 << 4,
    CHAR_PRINTABLE = 1 << 5,
    CHAR_UPPER = 1 << 6,
    CHAR_LOWER = 1 << 7,
    CHAR_TITLE = 1 << 8,
    CHAR_NAME_START = 1 << 9,
    CHAR_NAME = 1 << 10,
    CHAR_CASED = CHAR_UPPER | CHAR_LOWER | CHAR_TITLE,
    CHAR_ALNUM = CHAR_ALPHA | CHAR_DECIMAL | CHAR_DIGIT | CHAR_NUMERIC,
};

/** Whether a character has at least one of the properties. */
bool char_is(unichar c, unsigned properties);

/** The most characters that another case of one character has. */
#define CHAR_CASE_MOST (3)

typedef enum { CASE_LOWER, CASE_UPPER, CASE_TITLE, CASE_FOLDED } char_case_t;

/** Another case of a character; returns how many characters it has. */
size_t char_case(unichar c, char_case_t to, unichar out[CHAR_CASE_MOST]);

/** Another case of a character, if that is one character; otherwise itself. */
unichar char_simple_case(unichar c, char_case_t to);
