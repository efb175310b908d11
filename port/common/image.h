// Images of memory, from which many runs start.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_IMAGE_H
#define SANDBOX_IMAGE_H

#include <stdint.h>

// How many images this memory has been, plus 1. A random number generator that the system seeded seeds itself
// anew when it is used after this has changed: each run from an image has random numbers of its own.
extern uint32_t image_number;

#endif
