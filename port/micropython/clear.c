// Clearing memory that is not in use.
// SPDX-License-Identifier: Apache-2.0

#include <string.h>

#include "py/gc.h"
#include "py/mpstate.h"

#include "freed.h"
#include "guarded.h"
#include "sandbox.h"

// Layout of py/gc.c's tables: two bits a block, and one bit for those with a finaliser.
#define BLOCKS_PER_BYTE (4)
#define FINALISERS_PER_BYTE (8)

void freed_clear_area(void *start, uint32_t size) {
    memset(start, 0, size);
}

static uint8_t *block_address(const mp_state_mem_area_t *area, size_t block) {
    return area->gc_pool_start + block * MICROPY_BYTES_PER_GC_BLOCK;
}

static size_t blocks_of(const mp_state_mem_area_t *area) {
    return area->gc_alloc_table_byte_len * BLOCKS_PER_BYTE;
}

// Marks the objects that have finalisers: as long as they live, none of them runs.
static void keep_finalisers(const mp_state_mem_area_t *area) {
    for (size_t byte = 0; byte < blocks_of(area) / FINALISERS_PER_BYTE; byte++) {
        unsigned flags = area->gc_finaliser_table_start[byte];
        for (size_t block = byte * FINALISERS_PER_BYTE; flags != 0; block++, flags >>= 1) {
            if (flags & 1) {
                void *object = block_address(area, block);
                gc_collect_root(&object, 1);
            }
        }
    }
}

static bool is_free(const mp_state_mem_area_t *area, size_t block) {
    return ((area->gc_alloc_table_start[block / BLOCKS_PER_BYTE] >> (2 * (block % BLOCKS_PER_BYTE))) & 3) == 0;
}

static void clear_free_blocks(const mp_state_mem_area_t *area) {
    size_t blocks = blocks_of(area);
    for (size_t block = 0; block < blocks; ) {
        size_t start = block;
        while (block < blocks && is_free(area, block)) {
            bool is_byte_free = block % BLOCKS_PER_BYTE == 0
                && area->gc_alloc_table_start[block / BLOCKS_PER_BYTE] == 0;
            block += is_byte_free ? BLOCKS_PER_BYTE : 1;
        }
        if (block > start) {
            uint8_t *address = block_address(area, start);
            freed_clear_area(address, block_address(area, block) - address);
        }
        block++;
    }
}

// The stack holds no objects between calls, so there are no roots in it.
static void collect_and_clear(const void *context) {
    (void)context;
    gc_collect_start();
    for (const mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = area->next) {
        keep_finalisers(area);
    }
    gc_collect_end();
    for (const mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = area->next) {
        clear_free_blocks(area);
    }
}

void sandbox_clear_free(void) {
    guarded_call_silently(collect_and_clear, NULL);
    freed_clear();
}
