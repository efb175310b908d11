// Clearing memory that is not in use.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "Python.h"
#include "pycore_gc.h"
#include "pycore_interp.h"
#include "pycore_obmalloc.h"
#include "pycore_pystate.h"

#include "freed.h"
#include "page_marks.h"
#include "sandbox.h"

// Writes only if there is something to clear: a write marks the page.
static void clear_written(char *start, char *end) {
    for (char *at = start; at < end; at++) {
        if (*at != 0) {
            memset(at, 0, end - at);
            return;
        }
    }
}

// Leaves out the pages that were not written to: they are as in the image, in which free memory is clear.
void freed_clear_area(void *start, uint32_t size) {
    char *end = (char *)start + size;
    for (char *at = start; at < end; ) {
        char *next = page_end(at);
        char *written_end = next - PAGE_BYTES + page_written_bytes(at);
        clear_written(at, written_end < end ? written_end : end);
        at = next;
    }
}

// --- Small objects ----------------------------------------------------------
// Objects/obmalloc.c divides arenas into pools, and pools into blocks of one size. A pool's free blocks are
// in a list; those after `nextoffset` were never used for its present size.

static bool is_written(const char *start, uint32_t size) {
    for (const char *at = start; at < start + size; at = page_end(at)) {
        if (page_written_bytes(at) > 0) {
            return true;
        }
    }
    return false;
}

static void clear_pool(poolp pool) {
    char *start = (char *)pool;
    if (!is_written(start, POOL_SIZE)) {
        return;
    }
    if (pool->ref.count == 0) {
        pool->szidx = DUMMY_SIZE_IDX; // its list of free blocks goes, too
        freed_clear_area(start + POOL_OVERHEAD, POOL_SIZE - POOL_OVERHEAD);
        return;
    }
    uint32_t block_bytes = INDEX2SIZE(pool->szidx);
    for (pymem_block *block = pool->freeblock; block != NULL; block = *(pymem_block **)block) {
        freed_clear_area((char *)block + sizeof(pymem_block *), block_bytes - sizeof(pymem_block *));
    }
    freed_clear_area(start + pool->nextoffset, POOL_SIZE - pool->nextoffset);
}

static void clear_arena(const struct arena_object *arena) {
    uintptr_t pool = (arena->address + POOL_SIZE - 1) / POOL_SIZE * POOL_SIZE;
    for (; pool < (uintptr_t)arena->pool_address; pool += POOL_SIZE) {
        clear_pool((poolp)pool);
    }
    freed_clear_area((char *)pool, arena->address + ARENA_SIZE - pool);
}

void sandbox_clear_free(void) {
    PyThreadState *thread = _PyThreadState_GET();
    _PyGC_ClearAllFreeLists(thread->interp);
    freed_clear_area(thread->datastack_top, (char *)thread->datastack_limit - (char *)thread->datastack_top);
    const struct _obmalloc_mgmt *arenas = &thread->interp->obmalloc->mgmt;
    for (uint32_t i = 0; i < arenas->maxarenas; i++) {
        if (arenas->arenas[i].address != 0) {
            clear_arena(&arenas->arenas[i]);
        }
    }
    freed_clear();
}
