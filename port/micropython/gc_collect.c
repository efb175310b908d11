// Finding the garbage collector's roots in the C stack.
// SPDX-License-Identifier: Apache-2.0

#include <stddef.h>
#include <stdint.h>

#include "py/gc.h"
#include "py/mpstate.h"

#include "dead_stack.h"
#include "memory.h"

// Layout of py/gc.c's allocation table: two bits a block, four blocks a byte.
#define BLOCKS_PER_BYTE (4)
#define BLOCK_FREE (0)
#define BLOCK_TAIL (2)

// A run can be stopped between batches of this many blocks: objects may be large.
#define BLOCKS_AT_ONCE (4096)

static unsigned block_kind(const mp_state_mem_area_t *area, size_t block) {
    return (area->gc_alloc_table_start[block / BLOCKS_PER_BYTE] >> (2 * (block % BLOCKS_PER_BYTE))) & 3;
}

// Looks for the first block of a block's object, at most so many blocks back.
static __attribute__((noinline)) size_t gc_find_head(const mp_state_mem_area_t *area, size_t block, size_t most) {
    while (most > 0 && block_kind(area, block) == BLOCK_TAIL) {
        block--;
        most--;
    }
    return block;
}

// Returns the start of the heap object that `address` points to or into, or NULL.
static void *object_start(const uint8_t *address) {
    for (const mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = area->next) {
        if (address < area->gc_pool_start || address >= area->gc_pool_end) {
            continue;
        }
        size_t block = (size_t)(address - area->gc_pool_start) / MICROPY_BYTES_PER_GC_BLOCK;
        if (block_kind(area, block) == BLOCK_FREE) {
            return NULL;
        }
        while (block_kind(area, block) == BLOCK_TAIL) {
            block = gc_find_head(area, block, BLOCKS_AT_ONCE);
        }
        return area->gc_pool_start + block * MICROPY_BYTES_PER_GC_BLOCK;
    }
    return NULL;
}

// The compiler may keep only an address inside an object, so every word of the stack that points
// anywhere into an object counts. The pass in artifact/passes/gc-roots.ts keeps all such words in the
// stack; there are no registers. If the run is to stop, the collection is abandoned: see patches/0014.
void gc_collect(void) {
    gc_collect_start();
    const uint32_t *top = (const uint32_t *)MP_STATE_THREAD(stack_top);
    for (const uint32_t *word = __builtin_frame_address(0); word < top && !MP_STATE_VM(vm_abort); word++) {
        void *object = object_start((const uint8_t *)(uintptr_t)*word);
        if (object != NULL) {
            gc_collect_root(&object, 1);
        }
    }
    gc_collect_end();
    dead_stack_clear();
}

// Returns the size of the largest area that may be added to the Python heap.
size_t gc_get_max_new_split(void) {
    return memory_left();
}
