// The table of marks: which pages of memory have been written to since the host last looked.
// SPDX-License-Identifier: Apache-2.0

#include "page_marks.h"

#define PAGE_LOG2 12
#define SPILL_BYTES 128 // artifact/passes/mark-pages.ts has the same number
#define PAGES (UINT32_C(1) << (32 - PAGE_LOG2))

// On pages of its own: a mark of one of them tells that the table itself was written to. So does one of
// the page before, which is not used, as a mark stands for the first bytes of the next page, too.
static uint8_t area[PAGE_BYTES + PAGES] __attribute__((aligned(PAGE_BYTES)));
static uint8_t *const marks = area + PAGE_BYTES;

uint8_t *sandbox_page_marks(void) {
    return marks;
}

uint32_t page_written_bytes(const void *address) {
    uint32_t page = (uint32_t)(uintptr_t)address >> PAGE_LOG2;
    return marks[page] ? PAGE_BYTES : page > 0 && marks[page - 1] ? SPILL_BYTES : 0;
}

void *page_end(const void *address) {
    return (void *)(((uintptr_t)address | (PAGE_BYTES - 1)) + 1);
}

void sandbox_mark_area(const void *start, uint32_t size) {
    if (size == 0) {
        return;
    }
    uint32_t first = (uint32_t)(uintptr_t)start >> PAGE_LOG2;
    uint32_t last = ((uint32_t)(uintptr_t)start + size - 1) >> PAGE_LOG2;
    for (uint32_t page = first; page <= last; page++) {
        marks[page] = 1;
        __asm__ volatile ("" ::: "memory"); // as a memory fill, the loop would call itself
    }
}
