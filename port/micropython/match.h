// Patterns of `match` statements.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "py/obj.h"

/**
 * What a pattern is described by: None matches anything, a small int is the position of a name that takes what
 * is there, and a tuple begins with one of these.
 */
enum {
    MATCH_VALUE, // value: equal to it
    MATCH_CONSTANT, // value: None, True, False
    MATCH_AS, // pattern, position of a name
    MATCH_OR, // patterns
    MATCH_SEQUENCE, // which of the patterns is starred, or their number; patterns
    MATCH_MAPPING, // key, pattern, ...; then perhaps the position of a name for the rest, or None
    MATCH_CLASS, // class, patterns, name of an attribute, pattern, ..., number of named attributes
};

/**
 * match_pattern(subject, pattern, names): what the names of a pattern stand for as a tuple, True if there are
 * none; False if the subject does not match.
 */
MP_DECLARE_CONST_FUN_OBJ_3(match_pattern_obj);
