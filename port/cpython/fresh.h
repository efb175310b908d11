// What must not be the same in every run that starts from an image of memory.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_FRESH_H
#define SANDBOX_FRESH_H

// Begins a call of the host's. The first one after an image was taken makes new what the image froze.
void fresh_begin(void);

#endif
