// Linear memory: how much of it is in use, and how far it may grow.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_MEMORY_H
#define SANDBOX_MEMORY_H

#include <stdint.h>

// Returns how many more bytes the guest may use before it reaches its limit.
uint32_t memory_left(void);

#endif
