// Interned strings. Replaces MicroPython's py/qstr.c.
// SPDX-License-Identifier: Apache-2.0
//
// An id below MP_QSTRnumber_of is an index into the tables of strings that the C code knows. Any
// other id is the address of an object on the Python heap, which lives as long as something refers
// to it: ids are stored as whole words, and the garbage collector treats a word as a reference.
// See docs/decisions/0014-interned-strings.md.

#include <string.h>

#include "py/gc.h"
#include "py/mpstate.h"
#include "py/objlist.h"
#include "py/qstr.h"
#include "py/runtime.h"

#define LONGEST ((1 << (8 * MICROPY_QSTR_BYTES_IN_LEN)) - 1)
#define FIRST_SLOTS (64)

// Slots for the strings that the C code knows: a power of two, large enough to leave most of them free.
#define KNOWN_SLOTS (2048)

// A run can be stopped between batches of this many slots.
#define SLOTS_AT_ONCE (1024)

// An interned string that the C code does not know.
typedef struct _interned_t {
    uint32_t hash;
    uint32_t len;
    char text[]; // ends with a zero byte
} interned_t;

#define QDEF0(id, hash, len, str) hash,
#define QDEF1(id, hash, len, str)
static const qstr_hash_t known_hashes[] = {
    #ifndef NO_QSTR
    #include "genhdr/qstrdefs.generated.h"
    #undef QDEF0
    #undef QDEF1
    #define QDEF0(id, hash, len, str)
    #define QDEF1(id, hash, len, str) hash,
    #include "genhdr/qstrdefs.generated.h"
    #endif
};
#undef QDEF0
#undef QDEF1

#define QDEF0(id, hash, len, str) len,
#define QDEF1(id, hash, len, str)
static const qstr_len_t known_lengths[] = {
    #ifndef NO_QSTR
    #include "genhdr/qstrdefs.generated.h"
    #undef QDEF0
    #undef QDEF1
    #define QDEF0(id, hash, len, str)
    #define QDEF1(id, hash, len, str) len,
    #include "genhdr/qstrdefs.generated.h"
    #endif
};
#undef QDEF0
#undef QDEF1

#define QDEF0(id, hash, len, str) str,
#define QDEF1(id, hash, len, str)
static const char *const known_texts[] = {
    #ifndef NO_QSTR
    #include "genhdr/qstrdefs.generated.h"
    #undef QDEF0
    #undef QDEF1
    #define QDEF0(id, hash, len, str)
    #define QDEF1(id, hash, len, str) str,
    #include "genhdr/qstrdefs.generated.h"
    #endif
};
#undef QDEF0
#undef QDEF1

// Hashes a few more bytes. Pieces are short enough for the metering pass to charge them at once.
static MP_NOINLINE size_t qstr_hash_piece(size_t hash, const byte *data, const byte *top) {
    for (; data < top; data++) {
        hash = ((hash << 5) + hash) ^ (*data); // hash * 33 ^ data
    }
    return hash;
}

// This must match the equivalent function in makeqstrdata.py. Zero means "hash not computed".
size_t qstr_compute_hash(const byte *data, size_t len) {
    size_t hash = 5381;
    const size_t piece = 4096;
    for (; len > piece; len -= piece) {
        hash = qstr_hash_piece(hash, data, data + piece);
        data += piece;
    }
    hash = qstr_hash_piece(hash, data, data + len);
    return hash == 0 ? 1 : hash;
}

#ifndef NO_QSTR
_Static_assert(MP_QSTRnumber_of <= KNOWN_SLOTS / 2, "KNOWN_SLOTS is too small");
#endif

// Hash table of the strings that the C code knows.
static uint16_t known_slots[KNOWN_SLOTS];

static inline bool is_known(qstr q) {
    return q < MP_QSTRnumber_of;
}

static inline const interned_t *interned(qstr q) {
    return (const interned_t *)q;
}

mp_uint_t qstr_hash(qstr q) {
    return is_known(q) ? known_hashes[q] : interned(q)->hash;
}

size_t qstr_len(qstr q) {
    return is_known(q) ? known_lengths[q] : interned(q)->len;
}

const char *qstr_str(qstr q) {
    return is_known(q) ? known_texts[q] : interned(q)->text;
}

const byte *qstr_data(qstr q, size_t *len) {
    *len = qstr_len(q);
    return (const byte *)qstr_str(q);
}

// --- The hash tables --------------------------------------------------------
//
// A slot of the table on the heap holds 0 or an id in a form that the garbage collector does not recognise
// as a reference: the table alone keeps no string alive.

static inline uint32_t slot_of(qstr q) {
    return ~q;
}

static inline qstr id_in(uint32_t slot) {
    return ~slot;
}

static inline size_t mixed(size_t hash) {
    return hash ^ (hash >> 15);
}

static inline size_t slot_mask(void) {
    return MP_STATE_VM(qstr_slots_alloc) - 1;
}

static inline size_t home_of(qstr q) {
    return mixed(interned(q)->hash) & slot_mask();
}

static void slot_add(qstr q) {
    uint32_t *slots = MP_STATE_VM(qstr_slots);
    size_t at = home_of(q);
    while (slots[at] != 0) {
        at = (at + 1) & slot_mask();
    }
    slots[at] = slot_of(q);
    MP_STATE_VM(qstr_slots_used)++;
}

// Frees a slot, and moves those after it that could no longer be found.
static void slot_remove(size_t at) {
    uint32_t *slots = MP_STATE_VM(qstr_slots);
    size_t mask = slot_mask();
    size_t hole = at;
    for (;;) {
        at = (at + 1) & mask;
        if (slots[at] == 0) {
            break;
        }
        size_t home = home_of(id_in(slots[at]));
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            slots[hole] = slots[at];
            hole = at;
        }
    }
    slots[hole] = 0;
    MP_STATE_VM(qstr_slots_used)--;
}

static void slots_grow(void) {
    size_t new_alloc = 2 * MP_STATE_VM(qstr_slots_alloc);
    uint32_t *new_slots = m_new0(uint32_t, new_alloc); // may collect, which frees slots
    uint32_t *old_slots = MP_STATE_VM(qstr_slots);
    size_t old_alloc = MP_STATE_VM(qstr_slots_alloc);
    MP_STATE_VM(qstr_slots) = new_slots;
    MP_STATE_VM(qstr_slots_alloc) = new_alloc;
    MP_STATE_VM(qstr_slots_used) = 0;
    for (size_t at = 0; at < old_alloc; at++) {
        if (old_slots[at] != 0) {
            slot_add(id_in(old_slots[at]));
        }
    }
    m_del(uint32_t, old_slots, old_alloc);
}

void qstr_init(void) {
    MP_STATE_VM(qstr_slots) = m_new0(uint32_t, FIRST_SLOTS);
    MP_STATE_VM(qstr_slots_alloc) = FIRST_SLOTS;
    MP_STATE_VM(qstr_slots_used) = 0;
    memset(known_slots, 0, sizeof(known_slots));
    for (qstr q = MP_QSTRnull + 1; q < MP_QSTRnumber_of; q++) {
        size_t at = mixed(known_hashes[q]) % KNOWN_SLOTS;
        while (known_slots[at] != 0) {
            at = (at + 1) % KNOWN_SLOTS;
        }
        known_slots[at] = q;
    }
}

static inline bool is_text(qstr q, const char *str, size_t len) {
    return qstr_len(q) == len && memcmp(qstr_str(q), str, len) == 0;
}

static qstr qstr_find_hashed(const char *str, size_t len, size_t hash) {
    size_t home = mixed(hash);
    for (size_t at = home % KNOWN_SLOTS; known_slots[at] != 0; at = (at + 1) % KNOWN_SLOTS) {
        qstr q = known_slots[at];
        if (known_hashes[q] == hash && is_text(q, str, len)) {
            return q;
        }
    }
    const uint32_t *slots = MP_STATE_VM(qstr_slots);
    size_t mask = slot_mask();
    for (size_t at = home & mask; slots[at] != 0; at = (at + 1) & mask) {
        qstr q = id_in(slots[at]);
        if (interned(q)->hash == hash && is_text(q, str, len)) {
            return q;
        }
    }
    return MP_QSTRnull;
}

qstr qstr_find_strn(const char *str, size_t len) {
    if (len == 0) {
        return MP_QSTR_;
    }
    if (len > LONGEST) {
        return MP_QSTRnull;
    }
    return qstr_find_hashed(str, len, qstr_compute_hash((const byte *)str, len));
}

qstr qstr_from_strn(const char *str, size_t len) {
    if (len == 0) {
        return MP_QSTR_;
    }
    if (len > LONGEST) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("name too long"));
    }
    size_t hash = qstr_compute_hash((const byte *)str, len);
    qstr q = qstr_find_hashed(str, len, hash);
    if (q != MP_QSTRnull) {
        return q;
    }
    interned_t *new = m_malloc(sizeof(interned_t) + len + 1);
    new->hash = hash;
    new->len = len;
    memcpy(new->text, str, len);
    new->text[len] = '\0';
    if (2 * (MP_STATE_VM(qstr_slots_used) + 1) > MP_STATE_VM(qstr_slots_alloc)) {
        slots_grow();
    }
    slot_add((qstr)new);
    return (qstr)new;
}

qstr qstr_from_str(const char *str) {
    return qstr_from_strn(str, strlen(str));
}

// --- Collection -------------------------------------------------------------

static MP_NOINLINE void qstr_forget_piece(size_t at, size_t end) {
    uint32_t *slots = MP_STATE_VM(qstr_slots);
    for (; at < end; at++) {
        while (slots[at] != 0 && !gc_is_marked((void *)id_in(slots[at]))) {
            slot_remove(at); // the next one may have moved into its place
        }
    }
}

void qstr_forget_unmarked(void) {
    size_t alloc = MP_STATE_VM(qstr_slots_alloc);
    for (size_t at = 0; at < alloc && !MP_STATE_VM(vm_abort); at += SLOTS_AT_ONCE) {
        qstr_forget_piece(at, MIN(at + SLOTS_AT_ONCE, alloc));
    }
}

// --- All of them ------------------------------------------------------------

mp_obj_t qstr_list(void) {
    mp_obj_list_t *list = MP_OBJ_TO_PTR(mp_obj_new_list(MP_QSTRnumber_of + MP_STATE_VM(qstr_slots_used), NULL));
    size_t len = 0;
    for (qstr q = MP_QSTR_ + 1; q < MP_QSTRnumber_of; q++) {
        list->items[len++] = MP_OBJ_NEW_QSTR(q);
    }
    for (size_t at = 0; at < MP_STATE_VM(qstr_slots_alloc); at++) {
        uint32_t slot = MP_STATE_VM(qstr_slots)[at];
        if (slot != 0) {
            list->items[len++] = MP_OBJ_NEW_QSTR(id_in(slot));
        }
    }
    list->len = len;
    return MP_OBJ_FROM_PTR(list);
}

void qstr_pool_info(size_t *n_pool, size_t *n_qstr, size_t *n_str_data_bytes, size_t *n_total_bytes) {
    *n_pool = 1;
    *n_qstr = 0;
    *n_str_data_bytes = 0;
    *n_total_bytes = MP_STATE_VM(qstr_slots_alloc) * sizeof(uint32_t);
    for (size_t at = 0; at < MP_STATE_VM(qstr_slots_alloc); at++) {
        uint32_t slot = MP_STATE_VM(qstr_slots)[at];
        if (slot != 0) {
            *n_qstr += 1;
            *n_str_data_bytes += qstr_len(id_in(slot)) + 1;
            *n_total_bytes += gc_nbytes((void *)id_in(slot));
        }
    }
}

void qstr_dump_data(void) {
    for (size_t at = 0; at < MP_STATE_VM(qstr_slots_alloc); at++) {
        uint32_t slot = MP_STATE_VM(qstr_slots)[at];
        if (slot != 0) {
            mp_printf(&mp_plat_print, "Q(%s)\n", qstr_str(id_in(slot)));
        }
    }
}
