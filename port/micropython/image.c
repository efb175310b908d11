// Images of memory, from which many runs start.
// SPDX-License-Identifier: Apache-2.0

#include "py/mpstate.h"

#include "image.h"
#include "sandbox.h"

uint32_t image_number = 1;

// Makes allocations begin in an area's largest gap; what is free before it stays so until the next
// collection. Returns the gap's size.
static size_t use_largest_gap(mp_state_mem_area_t *area) {
    size_t longest = 0;
    size_t start = 0;
    area->gc_last_free_atb_index = area->gc_alloc_table_byte_len;
    // Each byte of the table stands for some blocks, and is 0 if all of them are free.
    for (size_t i = 0; i < area->gc_alloc_table_byte_len; i++) {
        if (area->gc_alloc_table_start[i] != 0) {
            start = i + 1;
        } else if (i + 1 - start > longest) {
            longest = i + 1 - start;
            area->gc_last_free_atb_index = start;
        }
    }
    return longest;
}

// Otherwise each run would look through all the memory of the image before it finds some that is free.
static void use_largest_gaps(void) {
    size_t longest = 0;
    for (mp_state_mem_area_t *area = &MP_STATE_MEM(area); area != NULL; area = area->next) {
        size_t size = use_largest_gap(area);
        if (size > longest) {
            longest = size;
            MP_STATE_MEM(gc_last_free_area) = area;
        }
    }
}

void sandbox_image_follows(void) {
    image_number++;
    use_largest_gaps();
}
