// What Unicode says about characters.
// SPDX-License-Identifier: Apache-2.0

#include "micropython/unicode.h"

#include "py/mpconfig.h"

// In a range of pairs, an upper-case letter and its lower-case one take turns.
#define PAIRS (1 << 11)

typedef struct {
    uint16_t properties;
    int32_t lower;
    int32_t upper;
    int32_t title;
} record_t;

typedef struct {
    uint16_t from;
    uint16_t to[CHAR_CASE_MOST];
} special_t;

#include "micropython/unicode_data.h"

#define START(range) ((range) & 0x1fffff)
#define RECORD(range) ((range) >> 21)

static record_t record_of(unichar c) {
    size_t low = 0, high = MP_ARRAY_SIZE(ranges);
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (START(ranges[middle]) <= c) {
            low = middle;
        } else {
            high = middle;
        }
    }
    record_t record = records[RECORD(ranges[low])];
    if (record.properties & PAIRS) {
        bool is_lower = (c - START(ranges[low])) % 2 != 0;
        unsigned others = record.properties & ~(CHAR_UPPER | CHAR_LOWER);
        record = (record_t) {
            .properties = others | (is_lower ? CHAR_LOWER : CHAR_UPPER),
            .lower = is_lower ? 0 : 1,
            .upper = is_lower ? -1 : 0,
            .title = is_lower ? -1 : 0,
        };
    }
    return record;
}

bool char_is(unichar c, unsigned properties) {
    return (record_of(c).properties & properties) != 0;
}

static size_t find_special(const special_t *table, size_t size, unichar c, unichar *out) {
    for (size_t i = 0; i < size && table[i].from <= c; i++) {
        if (table[i].from == c) {
            size_t n = 0;
            while (n < CHAR_CASE_MOST && table[i].to[n] != 0) {
                out[n] = table[i].to[n];
                n++;
            }
            return n;
        }
    }
    return 0;
}

unichar char_simple_case(unichar c, char_case_t to) {
    record_t record = record_of(c);
    int32_t distance = to == CASE_UPPER ? record.upper : to == CASE_TITLE ? record.title : record.lower;
    return c + distance;
}

size_t char_case(unichar c, char_case_t to, unichar out[CHAR_CASE_MOST]) {
    size_t n = 0;
    if (c >= 0x80 && to == CASE_UPPER) {
        n = find_special(special_upper, MP_ARRAY_SIZE(special_upper), c, out);
    } else if (c >= 0x80 && to == CASE_TITLE) {
        n = find_special(special_title, MP_ARRAY_SIZE(special_title), c, out);
    } else if (c >= 0x80) {
        n = to == CASE_FOLDED ? find_special(special_fold, MP_ARRAY_SIZE(special_fold), c, out) : 0;
        n = n == 0 ? find_special(special_lower, MP_ARRAY_SIZE(special_lower), c, out) : n;
    }
    if (n == 0) {
        out[n++] = char_simple_case(c, to);
    }
    return n;
}
