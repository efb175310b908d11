// Moving and filling memory: short areas at once, long ones in pieces so that a run can be stopped in
// between.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "passes.h"

// Fits into a processor's caches and takes about ten microseconds.
#define PIECE_BYTES (64 * 1024)

// Keeps the compiler from merging the pieces into one instruction again.
#define END_OF_PIECE() __asm__ volatile ("" ::: "memory")

// Engines leave WebAssembly to move memory; a few bytes are faster to move without that.
#define WORD_BYTES (sizeof(uint64_t))
#define MAX_SHORT_MOVE_BYTES (4 * WORD_BYTES)
#define MAX_SHORT_FILL_BYTES (16 * WORD_BYTES)

static uint64_t load(const char *at) {
    uint64_t word;
    memcpy(&word, at, WORD_BYTES);
    return word;
}

static void store(char *at, uint64_t word) {
    memcpy(at, &word, WORD_BYTES);
}

// Returns whether both areas lie in memory; if not, a single instruction traps.
static int is_in_memory(const void *a, const void *b, uint32_t size) {
    const void *last = a > b ? a : b;
    return (uint64_t)(uintptr_t)last + size <= (uint64_t)__builtin_wasm_memory_size(0) * (64 * 1024);
}

static void move_in_pieces(char *target, const char *source, uint32_t size) {
    // If the areas overlap, no piece may overwrite what a later one reads.
    if (target > source && target < source + size) {
        for (; size > PIECE_BYTES; size -= PIECE_BYTES) {
            uint32_t at = size - PIECE_BYTES;
            memmove(target + at, source + at, PIECE_BYTES);
            END_OF_PIECE();
        }
    } else {
        for (; size > PIECE_BYTES; size -= PIECE_BYTES) {
            memmove(target, source, PIECE_BYTES);
            END_OF_PIECE();
            target += PIECE_BYTES;
            source += PIECE_BYTES;
        }
    }
    memmove(target, source, size);
}

// Reads everything before writing anything; the words in the middle may overlap.
static void move_words(char *target, const char *source, uint32_t size) {
    uint32_t last = size - WORD_BYTES;
    uint32_t second = last < WORD_BYTES ? last : WORD_BYTES;
    uint64_t a = load(source);
    uint64_t b = load(source + second);
    uint64_t c = load(source + last - second);
    uint64_t d = load(source + last);
    store(target, a);
    store(target + second, b);
    store(target + last - second, c);
    store(target + last, d);
}

void sandbox_move(void *to, const void *from, uint32_t size) {
    char *target = to;
    const char *source = from;
    if (size == 1) {
        *target = *source;
    } else if (size >= WORD_BYTES && size <= MAX_SHORT_MOVE_BYTES) {
        move_words(target, source, size);
    } else if (size <= PIECE_BYTES || !is_in_memory(to, from, size)) {
        memmove(to, from, size);
    } else {
        move_in_pieces(target, source, size);
    }
}

void sandbox_fill(void *to, int32_t value, uint32_t size) {
    char *target = to;
    if (size >= WORD_BYTES && size <= MAX_SHORT_FILL_BYTES) {
        uint64_t word = (uint8_t)value * UINT64_C(0x0101010101010101);
        uint32_t last = size - WORD_BYTES;
        for (uint32_t at = 0; at < last; at += WORD_BYTES) {
            store(target + at, word);
        }
        store(target + last, word);
        return;
    }
    if (is_in_memory(to, to, size)) {
        for (; size > PIECE_BYTES; size -= PIECE_BYTES) {
            memset(target, value, PIECE_BYTES);
            END_OF_PIECE();
            target += PIECE_BYTES;
        }
    }
    memset(target, value, size);
}
