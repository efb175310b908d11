// Images of memory, from which many runs start.
// SPDX-License-Identifier: Apache-2.0

#include "image.h"
#include "sandbox.h"

uint32_t image_number = 1;

void sandbox_image_follows(void) {
    image_number++;
}
