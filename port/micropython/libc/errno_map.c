// Translates WASI error numbers to Linux's.
// SPDX-License-Identifier: Apache-2.0
//
// Numbers: WASI preview 1's `errno` type and Linux's asm-generic/errno.h.

#include <stdint.h>

#include <wasi/api.h>

int sandbox_linux_errno(int wasi_errno);

static const struct {
    uint8_t wasi;
    uint8_t linux_number;
} table[] = {
    { __WASI_ERRNO_2BIG, 7 }, { __WASI_ERRNO_ACCES, 13 }, { __WASI_ERRNO_AGAIN, 11 },
    { __WASI_ERRNO_BADF, 9 }, { __WASI_ERRNO_BUSY, 16 }, { __WASI_ERRNO_DOM, 33 },
    { __WASI_ERRNO_EXIST, 17 }, { __WASI_ERRNO_FAULT, 14 }, { __WASI_ERRNO_FBIG, 27 },
    { __WASI_ERRNO_ILSEQ, 84 }, { __WASI_ERRNO_INTR, 4 }, { __WASI_ERRNO_INVAL, 22 },
    { __WASI_ERRNO_IO, 5 }, { __WASI_ERRNO_ISDIR, 21 }, { __WASI_ERRNO_LOOP, 40 },
    { __WASI_ERRNO_MFILE, 24 }, { __WASI_ERRNO_MLINK, 31 }, { __WASI_ERRNO_NAMETOOLONG, 36 },
    { __WASI_ERRNO_NFILE, 23 }, { __WASI_ERRNO_NODEV, 19 }, { __WASI_ERRNO_NOENT, 2 },
    { __WASI_ERRNO_NOMEM, 12 }, { __WASI_ERRNO_NOSPC, 28 }, { __WASI_ERRNO_NOSYS, 38 },
    { __WASI_ERRNO_NOTDIR, 20 }, { __WASI_ERRNO_NOTEMPTY, 39 }, { __WASI_ERRNO_NOTSUP, 95 },
    { __WASI_ERRNO_NOTTY, 25 }, { __WASI_ERRNO_NXIO, 6 }, { __WASI_ERRNO_OVERFLOW, 75 },
    { __WASI_ERRNO_PERM, 1 }, { __WASI_ERRNO_PIPE, 32 }, { __WASI_ERRNO_RANGE, 34 },
    { __WASI_ERRNO_ROFS, 30 }, { __WASI_ERRNO_SPIPE, 29 }, { __WASI_ERRNO_TIMEDOUT, 110 },
    { __WASI_ERRNO_XDEV, 18 },
    // "Capability insufficient" has no Linux number; the nearest is EACCES.
    { __WASI_ERRNO_NOTCAPABLE, 13 },
};

int sandbox_linux_errno(int wasi_errno) {
    if (wasi_errno == 0) {
        return 0;
    }
    for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].wasi == wasi_errno) {
            return table[i].linux_number;
        }
    }
    return 5; // EIO
}
