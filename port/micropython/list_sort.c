// Sorting lists: stable, with one call of the key function per item, on items that Python code cannot
// reach meanwhile. Replaces the quicksort of py/objlist.c.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "py/nlr.h"
#include "py/objlist.h"
#include "py/runtime.h"

// Shorter runs are extended to this length by insertion.
#define MIN_RUN 12
// The lengths of pending runs at least double, so this many are enough for any memory.
#define MAX_RUNS 40
#define FIRST_ALLOC 4

typedef struct {
    size_t start;
    size_t len;
} run_t;

typedef struct {
    nlr_jump_callback_node_t callback;
    mp_obj_list_t *list;
    mp_obj_t *items; // the list's own; it gets them back
    size_t alloc;
    size_t len;
    mp_obj_t *placeholder; // the list's items meanwhile
    bool is_modified;
    // What is sorted: the items, or pairs of a key and an item.
    mp_obj_t *elements;
    size_t width;
    mp_obj_t *scratch;
    bool reverse;
} sort_t;

static bool is_less(mp_obj_t a, mp_obj_t b) {
    if (mp_obj_is_small_int(a) && mp_obj_is_small_int(b)) {
        return MP_OBJ_SMALL_INT_VALUE(a) < MP_OBJ_SMALL_INT_VALUE(b);
    }
    return mp_obj_is_true(mp_binary_op(MP_BINARY_OP_LESS, a, b));
}

// Returns whether a later element belongs before an earlier one.
static bool goes_before(const sort_t *sort, const mp_obj_t *later, const mp_obj_t *earlier) {
    return sort->reverse ? is_less(*earlier, *later) : is_less(*later, *earlier);
}

static mp_obj_t *at(const sort_t *sort, size_t index) {
    return sort->elements + index * sort->width;
}

static void copy(const sort_t *sort, mp_obj_t *to, const mp_obj_t *from, size_t count) {
    memmove(to, from, count * sort->width * sizeof(mp_obj_t));
}

static void swap(const sort_t *sort, size_t a, size_t b) {
    for (size_t i = 0; i < sort->width; i++) {
        mp_obj_t held = at(sort, a)[i];
        at(sort, a)[i] = at(sort, b)[i];
        at(sort, b)[i] = held;
    }
}

// Returns the length of the existing run at `start`; a descending one is reversed.
static size_t natural_run(sort_t *sort, size_t start, size_t end) {
    size_t next = start + 1;
    if (next == end) {
        return 1;
    }
    if (goes_before(sort, at(sort, next), at(sort, start))) {
        do {
            next++;
        } while (next < end && goes_before(sort, at(sort, next), at(sort, next - 1)));
        for (size_t low = start, high = next - 1; low < high; low++, high--) {
            swap(sort, low, high);
        }
    } else {
        do {
            next++;
        } while (next < end && !goes_before(sort, at(sort, next), at(sort, next - 1)));
    }
    return next - start;
}

// Inserts the elements after a run into it, one by one.
static void insert(sort_t *sort, size_t start, size_t sorted_end, size_t end) {
    for (size_t next = sorted_end; next < end; next++) {
        size_t low = start;
        size_t high = next;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (goes_before(sort, at(sort, next), at(sort, middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        mp_obj_t held[2];
        copy(sort, held, at(sort, next), 1);
        copy(sort, at(sort, low + 1), at(sort, low), next - low);
        copy(sort, at(sort, low), held, 1);
    }
}

// Merges two adjacent runs. An exception may end this between any two comparisons; even then, `elements`
// must hold each element exactly once, because the list gets them back.
static void merge(sort_t *sort, run_t left, run_t right) {
    size_t end = right.start + right.len;
    if (!goes_before(sort, at(sort, right.start), at(sort, right.start - 1))) {
        return;
    }
    // The result is built in the scratch area.
    mp_obj_t *out = sort->scratch;
    size_t a = left.start;
    size_t b = right.start;
    while (a < right.start && b < end) {
        if (goes_before(sort, at(sort, b), at(sort, a))) {
            copy(sort, out, at(sort, b++), 1);
        } else {
            copy(sort, out, at(sort, a++), 1);
        }
        out += sort->width;
    }
    size_t merged = (size_t)(out - sort->scratch) / sort->width;
    // The rest of the first run moves to the end; the rest of the second is already there.
    copy(sort, at(sort, left.start + merged), at(sort, a), right.start - a);
    copy(sort, at(sort, left.start), sort->scratch, merged);
}

static void sort_elements(sort_t *sort) {
    run_t runs[MAX_RUNS];
    size_t count = 0;
    for (size_t start = 0; start < sort->len;) {
        run_t run = { start, natural_run(sort, start, sort->len) };
        size_t wanted = MIN(MIN_RUN, sort->len - start);
        if (run.len < wanted) {
            insert(sort, start, start + run.len, start + wanted);
            run.len = wanted;
        }
        start += run.len;
        runs[count++] = run;
        while (count > 1 && (start == sort->len || runs[count - 2].len <= 2 * runs[count - 1].len)) {
            merge(sort, runs[count - 2], runs[count - 1]);
            runs[count - 2].len += runs[count - 1].len;
            count--;
        }
    }
}

// Gives the list its items back, in whatever order they are.
static void put_back(void *callback) {
    sort_t *sort = callback;
    mp_obj_list_t *list = sort->list;
    sort->is_modified = list->items != sort->placeholder || list->len != 0;
    if (sort->width == 2 && sort->elements != NULL) {
        for (size_t i = 0; i < sort->len; i++) {
            sort->items[i] = at(sort, i)[1];
        }
    }
    list->items = sort->items;
    list->alloc = sort->alloc;
    list->len = sort->len;
}

static void make_pairs(sort_t *sort, mp_obj_t key) {
    mp_obj_t *pairs = m_new0(mp_obj_t, 2 * sort->len);
    for (size_t i = 0; i < sort->len; i++) {
        pairs[2 * i] = mp_call_function_1(key, sort->items[i]);
        pairs[2 * i + 1] = sort->items[i];
    }
    sort->elements = pairs;
}

mp_obj_t mp_obj_list_sort(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_key, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_reverse, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_FALSE} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_check_self(mp_obj_is_type(pos_args[0], &mp_type_list));
    mp_obj_t key = args[0].u_obj;
    bool reverse = mp_obj_is_true(args[1].u_obj);

    mp_obj_list_t *list = MP_OBJ_TO_PTR(pos_args[0]);
    mp_obj_t *placeholder = m_new0(mp_obj_t, FIRST_ALLOC);
    sort_t sort = {
        .list = list,
        .items = list->items,
        .alloc = list->alloc,
        .len = list->len,
        .placeholder = placeholder,
        .elements = key == mp_const_none ? list->items : NULL,
        .width = key == mp_const_none ? 1 : 2,
        .reverse = reverse,
    };
    nlr_push_jump_callback(&sort.callback, put_back);
    list->items = placeholder;
    list->alloc = FIRST_ALLOC;
    list->len = 0;
    if (key != mp_const_none) {
        make_pairs(&sort, key);
    }
    if (sort.len > 1) {
        sort.scratch = m_new0(mp_obj_t, sort.len * sort.width);
        sort_elements(&sort);
    }
    nlr_pop_jump_callback(true);
    if (sort.is_modified) {
        mp_raise_ValueError(MP_ERROR_TEXT("list modified during sort"));
    }
    return mp_const_none;
}
