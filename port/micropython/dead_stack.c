// Clearing what finished calls left on the C stack.
// SPDX-License-Identifier: Apache-2.0

#include "dead_stack.h"

#include <stdint.h>
#include <string.h>

// About ten frames; clearing more would cost more than it gains.
#define BYTES (2048)

void dead_stack_clear(void) {
    uint8_t dead[BYTES];
    memset(dead, 0, sizeof(dead));
    // Keeps the compiler from removing the memset.
    __asm__ volatile ("" : : "r" (dead) : "memory");
}
