// Patterns and matches as Python objects.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "micropython/regex.h"

extern const mp_obj_type_t mp_type_regex;
extern const mp_obj_type_t mp_type_match;

/** A match; positions are bytes from the start of the text, or -1. */
typedef struct _regex_match_t {
    mp_obj_base_t base;
    mp_obj_t regex;
    mp_obj_t text;
    size_t pos;
    size_t end; // of what may match
    int32_t last_group;
    int32_t slots[]; // two for each group
} regex_match_t;

/** A search in a text, one match after another. */
typedef struct _regex_scan_t {
    mp_obj_base_t base;
    mp_obj_t regex;
    mp_obj_t text;
    size_t pos; // where the first search begins
    size_t start; // where the next search begins
    size_t end;
    bool must_advance;
    bool is_over;
} regex_scan_t;

/** Begins a search in a text of the pattern's kind; positions are in characters. */
regex_scan_t regex_scan(mp_obj_t regex, mp_obj_t text, mp_obj_t pos, mp_obj_t end);

/** The next match; MP_OBJ_NULL if there is none. */
mp_obj_t regex_scan_next(regex_scan_t *scan);

/** The match that begins at the start; MP_OBJ_NULL if there is none. */
mp_obj_t regex_scan_match(regex_scan_t *scan, bool whole);

/** The text of a group, or what is given if it did not match. */
mp_obj_t regex_group(const regex_match_t *match, size_t group, mp_obj_t otherwise);

/** The number of a group by its number or name; raises IndexError. */
size_t regex_group_number(const regex_match_t *match, mp_obj_t group);

mp_obj_t regex_split(mp_obj_t regex, mp_obj_t text, mp_int_t most);
mp_obj_t regex_sub(mp_obj_t regex, mp_obj_t replacement, mp_obj_t text, mp_int_t most, bool counts);

/** What a template such as `\1-\g<name>` makes of a match. */
mp_obj_t regex_expand(const regex_match_t *match, mp_obj_t template);
