// Sets, in the order of CPython's. Replaces the sets of MicroPython's py/map.c.
// SPDX-License-Identifier: Apache-2.0
//
// A table is one allocation: its slots, always a power of two, then the hash of each. A removed element
// leaves a mark. Programs print sets, so sizes, probes and the use of marks are CPython's.
//
// Comparing and hashing may run Python code that changes the set, and so may any allocation
// (finalisers). A table that is replaced is left to the garbage collector, as C code may still look at it.

#include <string.h>

#include "micropython/object_hash.h"
#include "py/runtime.h"

#define FEWEST_SLOTS (8)

// Slots that are tried after a first one, before the next jump.
#define NEIGHBOURS (9)

// Stored hashes differ in this bit from an address, so the collector does not take them for references.
#define NO_ADDRESS (INT64_C(0x80000000))

static int64_t *stored_hashes(const mp_set_t *set) {
    return (int64_t *)(set->table + set->alloc);
}

// The slots in which an element may be, one after another.
typedef struct {
    uint64_t perturb;
    size_t mask;
    size_t first; // of neighbours
    size_t slot;
} probe_t;

static probe_t first_probe(size_t alloc, int64_t hash) {
    size_t slot = (size_t)hash & (alloc - 1);
    return (probe_t) { .perturb = (uint64_t)hash, .mask = alloc - 1, .first = slot, .slot = slot };
}

static void next_probe(probe_t *probe) {
    size_t last = probe->first + NEIGHBOURS;
    if (last <= probe->mask && probe->slot < last) {
        probe->slot++;
        return;
    }
    probe->perturb >>= 5;
    probe->first = (probe->first * 5 + 1 + (size_t)probe->perturb) & probe->mask;
    probe->slot = probe->first;
}

// --- Tables -----------------------------------------------------------------------

void mp_set_init(mp_set_t *set, size_t n) {
    (void)n; // a set's order depends on how it grew
    *set = (mp_set_t) { .table = NULL };
}

void mp_set_clear(mp_set_t *set) {
    mp_set_init(set, 0);
}

// Puts an element that the table does not have into it.
static void put_new(mp_set_t *set, mp_obj_t elem, int64_t stored) {
    probe_t probe = first_probe(set->alloc, stored ^ NO_ADDRESS);
    while (set->table[probe.slot] != MP_OBJ_NULL) {
        next_probe(&probe);
    }
    set->table[probe.slot] = elem;
    stored_hashes(set)[probe.slot] = stored;
}

// Gives the set a table of more slots than wanted, without marks.
static void renew_table(mp_set_t *set, size_t wanted) {
    size_t alloc = FEWEST_SLOTS;
    while (alloc <= wanted) {
        alloc *= 2;
    }
    mp_set_t renewed = { .alloc = alloc };
    renewed.table = m_malloc0(alloc * (sizeof(mp_obj_t) + sizeof(int64_t)));
    if (set->used > wanted) {
        return; // a finaliser added to it; whoever wants more room begins anew
    }
    for (size_t i = 0; i < set->alloc; i++) {
        if (mp_set_slot_is_filled(set, i)) {
            put_new(&renewed, set->table[i], stored_hashes(set)[i]);
            renewed.used++;
        }
    }
    renewed.fill = renewed.used;
    renewed.next_pop = set->next_pop;
    *set = renewed;
}

static bool is_crowded(const mp_set_t *set, size_t fill) {
    size_t mask = set->alloc == 0 ? FEWEST_SLOTS - 1 : set->alloc - 1;
    return fill * 5 >= mask * 3;
}

void mp_set_reserve(mp_set_t *set, size_t n) {
    if (is_crowded(set, set->fill + n)) {
        renew_table(set, (set->used + n) * 2);
    }
}

// --- Searching --------------------------------------------------------------------

typedef enum { DIFFERS, EQUAL, CHANGED } result_t;

// Compares the element in a slot with another object that has the same hash. That may run Python code,
// which may change the set: then the search must begin anew.
static result_t compare_slot(mp_set_t *set, size_t slot, mp_obj_t index) {
    const mp_obj_t *table = set->table;
    size_t alloc = set->alloc, used = set->used, fill = set->fill;
    mp_obj_t elem = table[slot];
    if (elem == index) {
        return EQUAL;
    }
    bool is_equal = mp_obj_equal(elem, index);
    if (set->table != table || set->alloc != alloc || set->used != used || set->fill != fill || table[slot] != elem) {
        return CHANGED;
    }
    return is_equal ? EQUAL : DIFFERS;
}

static mp_obj_t lookup_hashed(mp_set_t *set, mp_obj_t index, int64_t hash, mp_map_lookup_kind_t kind) {
    int64_t stored = hash ^ NO_ADDRESS;
again:
    if (set->alloc == 0) {
        if (!(kind & MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)) {
            return MP_OBJ_NULL;
        }
        renew_table(set, 0);
        goto again;
    }
    probe_t probe = first_probe(set->alloc, hash);
    size_t mark = SIZE_MAX;
    for (;; next_probe(&probe)) {
        mp_obj_t elem = set->table[probe.slot];
        if (elem == MP_OBJ_NULL) {
            break;
        }
        if (elem == MP_OBJ_SENTINEL) {
            mark = probe.slot;
            continue;
        }
        result_t result = stored_hashes(set)[probe.slot] == stored ? compare_slot(set, probe.slot, index) : DIFFERS;
        if (result == CHANGED) {
            goto again;
        }
        if (result == EQUAL) {
            if (kind & MP_MAP_LOOKUP_REMOVE_IF_FOUND) {
                set->table[probe.slot] = MP_OBJ_SENTINEL;
                set->used--;
            }
            return elem;
        }
    }
    if (!(kind & MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)) {
        return MP_OBJ_NULL;
    }
    size_t slot = mark == SIZE_MAX ? probe.slot : mark;
    set->table[slot] = index;
    stored_hashes(set)[slot] = stored;
    set->used++;
    if (mark == SIZE_MAX) {
        set->fill++;
        while (is_crowded(set, set->fill)) {
            renew_table(set, set->used > 50000 ? set->used * 2 : set->used * 4);
        }
    }
    return index;
}

mp_obj_t mp_set_lookup(mp_set_t *set, mp_obj_t index, mp_map_lookup_kind_t kind) {
    return lookup_hashed(set, index, object_hash(index), kind);
}

void mp_set_merge(mp_set_t *set, const mp_set_t *other) {
    if (set == other || other->used == 0) {
        return;
    }
    mp_set_reserve(set, other->used);
    if (set->fill == 0 && set->alloc == other->alloc && other->fill == other->used) {
        memcpy(set->table, other->table, other->alloc * (sizeof(mp_obj_t) + sizeof(int64_t)));
        set->used = set->fill = other->used;
        return;
    }
    for (size_t i = 0; i < other->alloc; i++) {
        if (mp_set_slot_is_filled(other, i)) {
            int64_t hash = stored_hashes(other)[i] ^ NO_ADDRESS;
            lookup_hashed(set, other->table[i], hash, MP_MAP_LOOKUP_ADD_IF_NOT_FOUND);
        }
    }
}

mp_obj_t mp_set_remove_first(mp_set_t *set) {
    if (set->used == 0) {
        return MP_OBJ_NULL;
    }
    size_t slot = set->next_pop & (set->alloc - 1);
    while (!mp_set_slot_is_filled(set, slot)) {
        slot = (slot + 1) & (set->alloc - 1);
    }
    mp_obj_t elem = set->table[slot];
    set->table[slot] = MP_OBJ_SENTINEL;
    set->used--;
    set->next_pop = slot + 1;
    return elem;
}
