// Shadows the C library's <unistd.h>: the working folder is always a path without "." and "..".
// SPDX-License-Identifier: Apache-2.0
//
// WASI has no working folder, so the C library keeps one as text, and only ever appends to it.
#ifndef SANDBOX_UNISTD_H
#define SANDBOX_UNISTD_H

#include_next <unistd.h>

int sandbox_chdir(const char *path);
char *sandbox_getcwd(char *path, size_t size);

#define chdir sandbox_chdir
#define getcwd sandbox_getcwd

#endif
