// Clearing what finished calls left on the C stack.
// SPDX-License-Identifier: Apache-2.0

#include "dead_stack.h"

#include <stdint.h>
#include <string.h>

// Some ten frames; more would cost more than it is worth.
#define BYTES (2048)

void dead_stack_clear(void) {
    uint8_t dead[BYTES];
    memset(dead, 0, sizeof(dead));
    // Keeps the compiler from removing the memset.
    __asm__ volatile ("" : : "r" (dead) : "memory");
}
