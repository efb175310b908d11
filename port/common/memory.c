// Linear memory: how much of it is in use, and how far it may grow.
// SPDX-License-Identifier: Apache-2.0

#include "memory.h"

#include <stdlib.h>
#include <unistd.h>

#include "sandbox.h"

#define PAGE_BYTES (64 * 1024)

extern char __heap_end; // where the linker places the end of memory when the module starts

static uintptr_t memory_end = (uintptr_t)&__heap_end;
static uint32_t memory_limit_bytes;

// Replaces the C library's sbrk, which assumes that all of memory is in use. That is wrong if the host has
// copied an interpreter's state into a memory that had already grown larger.
void *sbrk(intptr_t increment) {
    uintptr_t start = memory_end;
    uint64_t end = (uint64_t)start + (uint64_t)increment;
    size_t pages = __builtin_wasm_memory_size(0);
    size_t needed = (size_t)((end + PAGE_BYTES - 1) / PAGE_BYTES);
    if (end > memory_limit_bytes
        || (needed > pages && __builtin_wasm_memory_grow(0, needed - pages) == (size_t)-1)) {
        return (void *)-1;
    }
    memory_end = (uintptr_t)end;
    return (void *)start;
}

void sandbox_limit_memory(uint32_t bytes) {
    memory_limit_bytes = bytes;
}

uint32_t sandbox_memory_end(void) {
    return (uint32_t)memory_end;
}

uint32_t memory_left(void) {
    return memory_end < memory_limit_bytes ? memory_limit_bytes - memory_end : 0;
}

void *sandbox_alloc(uint32_t size) {
    return malloc(size);
}

void sandbox_free(void *address) {
    free(address);
}
