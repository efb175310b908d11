// Functions for the pass artifact/passes/mark-pages.ts.
// SPDX-License-Identifier: Apache-2.0

#ifndef PAGE_MARKS_H
#define PAGE_MARKS_H

#include <stdint.h>

// The table of marks: one byte for each page of 4 KiB, up to the end of a 32-bit memory. It is 1
// where the page, or the first bytes of the next, may have been written to. The pass takes the address
// from the function's code.
__attribute__((export_name("sandbox_page_marks"))) uint8_t *sandbox_page_marks(void);

// Returns how many bytes of an address's page may have been written to, from the start of the page.
uint32_t page_written_bytes(const void *address);

#define PAGE_BYTES 4096

// Returns the end of the page of an address.
void *page_end(const void *address);

// Marks all pages of an area. Calls follow each instruction that moves or fills memory.
__attribute__((export_name("sandbox_mark_area"))) void sandbox_mark_area(const void *start, uint32_t size);

#endif
