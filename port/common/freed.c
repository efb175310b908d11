// Clearing memory that is not in use, so that the states of an interpreter do not contain what it has freed.
// SPDX-License-Identifier: Apache-2.0

#include "freed.h"

#include <stdbool.h>

#include "sandbox.h"

// The C library's `malloc` is Doug Lea's. Its memory consists of chunks, one after the other. Each begins with
// the size of the one before (which is part of that one's content while it is in use), and its own size, whose
// lowest bits are flags. The content follows. A free chunk that is in a list has two links there; one that is
// large, four more words. The last but one chunk is free and in no list; the last one marks the end.
typedef struct chunk {
    uint32_t size_before;
    uint32_t size_and_flags;
    struct chunk *next;
    struct chunk *before;
    uint32_t of_large[4];
} chunk_t;

#define IS_IN_USE (2)
#define FLAGS (7)
#define CHUNK_ALIGNMENT (16)
#define CONTENT_OFFSET (8)
#define LINKS_BYTES (8)
#define MIN_LARGE_BYTES (256)

extern char __heap_base; // where the linker lets the heap begin

static bool is_chunk(const chunk_t *chunk) {
    return (uintptr_t)chunk % sizeof(uint32_t) == 0 && (uintptr_t)chunk <= sandbox_memory_end() - sizeof(chunk_t);
}

static bool is_in_list(const chunk_t *chunk) {
    return is_chunk(chunk->next) && is_chunk(chunk->before)
           && chunk->next->before == chunk && chunk->before->next == chunk;
}

// How much of a free chunk `malloc` itself uses, in bytes.
static uint32_t used_bytes(const chunk_t *chunk, uint32_t size) {
    if (!is_in_list(chunk)) {
        return CONTENT_OFFSET;
    }
    return size < MIN_LARGE_BYTES ? CONTENT_OFFSET + LINKS_BYTES : sizeof(chunk_t);
}

void freed_clear(void) {
    uintptr_t content = (uintptr_t)&__heap_base + CONTENT_OFFSET + CHUNK_ALIGNMENT - 1;
    uintptr_t at = content / CHUNK_ALIGNMENT * CHUNK_ALIGNMENT - CONTENT_OFFSET;
    uintptr_t end = sandbox_memory_end();
    while (is_chunk((chunk_t *)at)) {
        chunk_t *chunk = (chunk_t *)at;
        uint32_t size = chunk->size_and_flags & ~FLAGS;
        if (size < CHUNK_ALIGNMENT || size >= end - at) {
            break;
        }
        if (!(chunk->size_and_flags & IS_IN_USE)) {
            uint32_t used = used_bytes(chunk, size);
            if (used < size) {
                freed_clear_area((char *)chunk + used, size - used);
            }
        }
        at += size;
    }
}
