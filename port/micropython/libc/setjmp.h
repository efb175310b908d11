// Shadows the C library's <setjmp.h>: a buffer is as small as WebAssembly allows.
// SPDX-License-Identifier: Apache-2.0
//
// The C library's has room for registers and signals, which do not exist here. MicroPython keeps a
// buffer for each running Python function, and the garbage collector scans all of it: unused old contents of
// the stack would keep objects alive.
#ifndef SANDBOX_SETJMP_H
#define SANDBOX_SETJMP_H

// WebAssembly's C conventions reserve six words for the compiler's runtime.
typedef struct {
    unsigned long words[6];
} jmp_buf[1];

int setjmp(jmp_buf env) __attribute__((returns_twice));
void longjmp(jmp_buf env, int value) __attribute__((noreturn));

#endif
