// Maps, which keep the order of insertion. Replaces the maps of MicroPython's py/map.c.
// SPDX-License-Identifier: Apache-2.0
//
// A table is one allocation: entries in the order of insertion, then, unless the map is small and all
// its keys are interned strings, the hash of each entry, then, unless the map is small, an index that
// finds an entry by its hash. The place of a removed entry stays empty until the table is renewed.
//
// Comparing and hashing keys may run Python code that changes the map, and so may any allocation
// (finalisers). A table that is replaced is left to the garbage collector, as C code may still look at it.

#include <string.h>

#include "micropython/object_hash.h"
#include "py/gc.h"
#include "py/runtime.h"

// Maps of up to this many entries are searched from the first to the last.
#define SMALL (8)

#define NOT_FOUND (SIZE_MAX)

// --- The position of a key in the last map that had it ------------------------

static uint8_t *cached_position(mp_obj_t key) {
    return &MP_STATE_VM(map_lookup_cache)[(uintptr_t)key / 4 % MICROPY_OPT_MAP_LOOKUP_CACHE_SIZE];
}

// --- The parts of a table -----------------------------------------------------

// The hash of an entry: odd, so that the collector does not take it for a reference; 0 if it is removed.
typedef uint32_t entry_hash_t;

static entry_hash_t entry_hash(int64_t hash) {
    return (uint32_t)(hash ^ hash >> 32) * 0x9e3779b1 | 1;
}

static entry_hash_t hash_of_key(mp_obj_t key) {
    return entry_hash(mp_obj_is_qstr(key) ? (int64_t)qstr_hash(MP_OBJ_QSTR_VALUE(key)) : object_hash(key));
}

static entry_hash_t *entry_hashes(const mp_map_t *map) {
    return (entry_hash_t *)(map->table + map->alloc);
}

// The smallest n for which 2^n is at least x, for x > 1.
static unsigned log2_up(uint32_t x) {
    return 32 - __builtin_clz(x - 1);
}

// The index: slots with the position of an entry plus 1, or 0. An entry's slot is the first free one
// from its home on. At least a quarter of the slots are free.
typedef struct {
    void *slots;
    uint32_t mask;
    uint8_t shift; // of an entry's hash, to get its home
    uint8_t bytes_log2; // of a slot
} index_t;

static index_t map_index(size_t alloc, entry_hash_t *hashes) {
    unsigned bits = log2_up(alloc + (alloc + 2) / 3);
    return (index_t) {
        .slots = hashes + alloc,
        .mask = (1u << bits) - 1,
        .shift = 32 - bits,
        .bytes_log2 = bits <= 8 ? 0 : bits <= 16 ? 1 : 2,
    };
}

static inline size_t get_slot(index_t index, size_t slot) {
    switch (index.bytes_log2) {
        case 0:
            return ((uint8_t *)index.slots)[slot];
        case 1:
            return ((uint16_t *)index.slots)[slot];
        default:
            return ((uint32_t *)index.slots)[slot];
    }
}

static inline void set_slot(index_t index, size_t slot, size_t value) {
    switch (index.bytes_log2) {
        case 0:
            ((uint8_t *)index.slots)[slot] = value;
            break;
        case 1:
            ((uint16_t *)index.slots)[slot] = value;
            break;
        default:
            ((uint32_t *)index.slots)[slot] = value;
    }
}

static void index_add(index_t index, entry_hash_t hash, size_t pos) {
    size_t slot = hash >> index.shift;
    while (get_slot(index, slot) != 0) {
        slot = (slot + 1) & index.mask;
    }
    set_slot(index, slot, pos + 1);
}

// Frees an entry's slot; entries behind it that would no longer be found from their home move up.
static void index_remove(index_t index, const entry_hash_t *hashes, size_t pos) {
    size_t hole = hashes[pos] >> index.shift;
    while (get_slot(index, hole) != pos + 1) {
        hole = (hole + 1) & index.mask;
    }
    size_t slot = hole;
    for (;;) {
        slot = (slot + 1) & index.mask;
        size_t value = get_slot(index, slot);
        if (value == 0) {
            set_slot(index, hole, 0);
            return;
        }
        size_t home = hashes[value - 1] >> index.shift;
        if (((slot - home) & index.mask) >= ((slot - hole) & index.mask)) {
            set_slot(index, hole, value);
            hole = slot;
        }
    }
}

static size_t table_bytes(size_t alloc, bool is_hashed) {
    size_t bytes = alloc * sizeof(mp_map_elem_t);
    if (is_hashed) {
        bytes += alloc * sizeof(entry_hash_t);
    }
    if (alloc > SMALL) {
        index_t index = map_index(alloc, NULL);
        bytes += ((size_t)index.mask + 1) << index.bytes_log2;
    }
    return bytes;
}

// --- Making, copying and emptying -----------------------------------------------

void mp_map_init(mp_map_t *map, size_t n) {
    *map = (mp_map_t) { .end = n };
}

void mp_map_init_fixed_table(mp_map_t *map, size_t n, const mp_obj_t *table) {
    *map = (mp_map_t) {
        .is_fixed = 1,
        .used = n,
        .alloc = n,
        .end = n,
        .table = (mp_map_elem_t *)table,
    };
}

void mp_map_init_copy(mp_map_t *map, const mp_map_t *other) {
    mp_map_init(map, other->used);
    if (other->is_fixed) {
        for (size_t i = 0; i < other->alloc; i++) {
            if (mp_map_slot_is_filled(other, i)) {
                mp_map_elem_t elem = other->table[i];
                mp_map_lookup(map, elem.key, MP_MAP_LOOKUP_ADD_IF_NOT_FOUND)->value = elem.value;
            }
        }
        return;
    }
    while (other->alloc != 0) {
        size_t bytes = table_bytes(other->alloc, other->is_hashed);
        mp_map_elem_t *table = m_malloc(bytes);
        if (other->alloc != 0 && table_bytes(other->alloc, other->is_hashed) == bytes) {
            memcpy(table, other->table, bytes);
            *map = *other;
            map->has_builtins = 0;
            map->table = table;
            return;
        }
    }
}

// Differentiate from mp_map_clear() - semantics is different
void mp_map_deinit(mp_map_t *map) {
    if (!map->is_fixed && map->alloc != 0) {
        m_del(byte, map->table, table_bytes(map->alloc, map->is_hashed));
    }
    map->used = map->alloc = map->end = 0;
}

void mp_map_clear(mp_map_t *map) {
    bool has_builtins = map->has_builtins;
    mp_map_init(map, 0);
    map->has_builtins = has_builtins;
}

static size_t round_up(size_t entries) {
    if (entries <= SMALL) {
        return entries < 2 ? 2 : (entries + 1) & ~(size_t)1;
    }
    size_t power = (size_t)1 << log2_up(entries);
    return entries <= power / 4 * 3 ? power / 4 * 3 : power;
}

// Gives a map that is full, or that has no hashes, a table with room for another entry.
static void renew_table(mp_map_t *map, bool is_hashed) {
    size_t wanted = map->alloc == 0 ? map->end : map->used + map->used / 4 + 1;
    if (wanted > SIZE_MAX / 64) {
        m_malloc_fail(SIZE_MAX);
    }
    size_t alloc = round_up(wanted);
    is_hashed = is_hashed || alloc > SMALL;
    mp_map_elem_t *table = m_malloc0(table_bytes(alloc, is_hashed));
    if (map->used >= alloc) {
        return; // a finaliser filled the map; the search begins anew
    }
    entry_hash_t *hashes = (entry_hash_t *)(table + alloc);
    size_t end = 0;
    for (size_t i = 0; i < map->alloc; i++) {
        if (!mp_map_slot_is_filled(map, i)) {
            continue;
        }
        table[end] = map->table[i];
        if (is_hashed) {
            // Without hashes, all keys are interned strings.
            hashes[end] = map->is_hashed ? entry_hashes(map)[i] : hash_of_key(table[end].key);
            if (alloc > SMALL) {
                index_add(map_index(alloc, hashes), hashes[end], end);
            }
        }
        end++;
    }
    map->is_hashed = is_hashed;
    map->alloc = alloc;
    map->end = end;
    map->table = table;
}

// --- Searching ------------------------------------------------------------------

typedef enum { KEY_DIFFERS, KEY_EQUAL, KEY_CHANGED } key_result_t;

// Compares the key of an entry with another object that has the same hash. That may run Python code,
// which may change the map: then the search must begin anew.
static key_result_t compare_key(mp_map_t *map, size_t pos, mp_obj_t index) {
    const mp_map_elem_t *table = map->table;
    mp_obj_t key = table[pos].key;
    if (key == index) {
        return KEY_EQUAL;
    }
    if ((mp_obj_is_qstr(key) && mp_obj_is_qstr(index)) || (mp_obj_is_small_int(key) && mp_obj_is_small_int(index))) {
        return KEY_DIFFERS;
    }
    size_t alloc = map->alloc, end = map->end, used = map->used;
    bool is_equal = mp_obj_equal(key, index);
    if (map->table != table || map->alloc != alloc || map->end != end || map->used != used || table[pos].key != key) {
        return KEY_CHANGED;
    }
    return is_equal ? KEY_EQUAL : KEY_DIFFERS;
}

// Finds a key among entries that have no hashes: interned strings or, in tables that C code made, small
// integers.
static size_t find_unhashed(mp_map_t *map, mp_obj_t index, entry_hash_t hash) {
again:
    for (size_t i = 0; i < map->alloc; i++) {
        mp_obj_t key = map->table[i].key;
        if (key == index) {
            return i;
        }
        if (hash == 0 || !mp_map_slot_is_filled(map, i) || hash_of_key(key) != hash) {
            continue;
        }
        key_result_t result = compare_key(map, i, index);
        if (result == KEY_EQUAL) {
            return i;
        }
        if (result == KEY_CHANGED) {
            goto again;
        }
    }
    return NOT_FOUND;
}

// Finds a key by its hash.
static size_t find_hashed(mp_map_t *map, mp_obj_t index, entry_hash_t hash) {
again:;
    if (!map->is_hashed) {
        return find_unhashed(map, index, mp_obj_is_qstr(index) ? 0 : hash); // comparing emptied the map
    }
    const entry_hash_t *hashes = entry_hashes(map);
    if (map->alloc <= SMALL) {
        for (size_t i = 0; i < map->end; i++) {
            key_result_t result = hashes[i] == hash ? compare_key(map, i, index) : KEY_DIFFERS;
            if (result == KEY_EQUAL) {
                return i;
            }
            if (result == KEY_CHANGED) {
                goto again;
            }
        }
        return NOT_FOUND;
    }
    index_t slots = map_index(map->alloc, entry_hashes(map));
    for (size_t slot = hash >> slots.shift;; slot = (slot + 1) & slots.mask) {
        size_t pos = get_slot(slots, slot);
        if (pos-- == 0) {
            return NOT_FOUND;
        }
        key_result_t result = hashes[pos] == hash ? compare_key(map, pos, index) : KEY_DIFFERS;
        if (result == KEY_EQUAL) {
            return pos;
        }
        if (result == KEY_CHANGED) {
            goto again;
        }
    }
}

// --- Adding and removing ----------------------------------------------------------

static mp_map_elem_t *add_entry(mp_map_t *map, mp_obj_t index, entry_hash_t hash) {
    size_t pos = map->end++;
    map->used++;
    if (map->is_hashed) {
        entry_hashes(map)[pos] = hash;
        if (map->alloc > SMALL) {
            index_add(map_index(map->alloc, entry_hashes(map)), hash, pos);
        }
    }
    map->table[pos] = (mp_map_elem_t) { .key = index, .value = MP_OBJ_NULL };
    return &map->table[pos];
}

void mp_map_remove(mp_map_t *map, size_t pos) {
    if (map->is_hashed) {
        entry_hash_t *hashes = entry_hashes(map);
        if (map->alloc > SMALL) {
            index_remove(map_index(map->alloc, hashes), hashes, pos);
        }
        hashes[pos] = 0;
    }
    map->table[pos].key = MP_OBJ_SENTINEL;
    map->used--;
    while (map->end > 0 && map->table[map->end - 1].key == MP_OBJ_SENTINEL) {
        map->table[--map->end].key = MP_OBJ_NULL;
    }
}

// MP_MAP_LOOKUP behaviour:
//  - returns NULL if not found, else the slot it was found in with key,value non-null
// MP_MAP_LOOKUP_ADD_IF_NOT_FOUND behaviour:
//  - returns slot, with key non-null and value=MP_OBJ_NULL if it was added
// MP_MAP_LOOKUP_REMOVE_IF_FOUND behaviour:
//  - returns NULL if not found, else the slot if was found in with key null and value non-null
mp_map_elem_t *mp_map_lookup(mp_map_t *map, mp_obj_t index, mp_map_lookup_kind_t kind) {
    uint8_t *cached = cached_position(index);
    if (kind != MP_MAP_LOOKUP_REMOVE_IF_FOUND && *cached < map->alloc && map->table[*cached].key == index) {
        return &map->table[*cached];
    }
    entry_hash_t hash = 0;
    if (!mp_obj_is_qstr(index)) {
        hash = hash_of_key(index);
    }
    for (;;) {
        size_t pos;
        if (map->is_hashed) {
            hash = hash == 0 ? hash_of_key(index) : hash;
            pos = find_hashed(map, index, hash);
        } else {
            pos = find_unhashed(map, index, mp_obj_is_qstr(index) ? 0 : hash);
        }
        if (pos != NOT_FOUND) {
            mp_map_elem_t *elem = &map->table[pos];
            if (kind == MP_MAP_LOOKUP_REMOVE_IF_FOUND) {
                mp_map_remove(map, pos);
            } else {
                *cached = pos;
            }
            return elem;
        }
        if (kind != MP_MAP_LOOKUP_ADD_IF_NOT_FOUND) {
            return NULL;
        }
        if (map->end < map->alloc && (map->is_hashed || mp_obj_is_qstr(index))) {
            return add_entry(map, index, hash);
        }
        renew_table(map, !mp_obj_is_qstr(index));
    }
}
