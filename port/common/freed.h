// Clearing memory that is not in use, so that the states of an interpreter do not contain what it has freed.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_FREED_H
#define SANDBOX_FREED_H

#include <stdint.h>

// Fills everything that `malloc` holds but that is not in use with zeros.
void freed_clear(void);

// Fills an area with zeros; each port has its own.
void freed_clear_area(void *start, uint32_t size);

#endif
