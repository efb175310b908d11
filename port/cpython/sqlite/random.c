// SQLite's source of random numbers: the system's, so that those of each run are new, also in an image of memory.
// It replaces SQLite's random.c.
// SPDX-License-Identifier: Apache-2.0

#include <unistd.h>

#include "sqlite3.h"

// The most that the system returns at once.
#define PIECE_BYTES 256

void sqlite3_randomness(int size, void *target) {
    char *at = target;
    for (int left = target == NULL ? 0 : size; left > 0; left -= PIECE_BYTES, at += PIECE_BYTES) {
        (void)getentropy(at, left < PIECE_BYTES ? (size_t)left : PIECE_BYTES);
    }
}
