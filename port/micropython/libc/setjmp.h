// Shadows the C library's <setjmp.h>: a buffer is as small as WebAssembly allows.
// SPDX-License-Identifier: Apache-2.0
//
// The C library's has room for registers and signals, of which there are none. MicroPython keeps a
// buffer for each Python function that runs, and the garbage collector looks at all of it: what was on
// the stack before would keep objects alive that nobody uses.
#ifndef SANDBOX_SETJMP_H
#define SANDBOX_SETJMP_H

// Six words are what WebAssembly's conventions for C reserve for the compiler's runtime.
typedef struct {
    unsigned long words[6];
} jmp_buf[1];

int setjmp(jmp_buf env) __attribute__((returns_twice));
void longjmp(jmp_buf env, int value) __attribute__((noreturn));

#endif
